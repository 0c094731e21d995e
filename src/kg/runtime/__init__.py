"""What concerns the process itself, such as its garbage collector and its terminal.

Imported by `ingest`, `network`, `export`, `results` and `cli`; imports no other room.
"""
