"""Tables as people write them (CSV, TSV, XLSX) with the position of each cell.

Imported by `mapping` and the rooms above it; imports `files`.
"""
