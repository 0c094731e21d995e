"""What concerns the process itself, such as pausing the garbage collector.

Imported by `ingest`, `network` and `export`; imports no other room.
"""
