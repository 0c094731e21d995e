"""What is claimed, by which document, where; what follows from it as facts; the log of loads.

Imported by `ingest` and the rooms above it; imports `mapping`.
"""
