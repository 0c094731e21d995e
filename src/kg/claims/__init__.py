"""What is claimed, by which document and where; what follows as facts; the log of loads.

Imported by `ingest` and the rooms above it; imports `mapping` and `store`.
"""
