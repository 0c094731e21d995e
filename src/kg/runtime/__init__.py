"""What concerns processes: the garbage collector, the terminal, bounds, walls, work elsewhere.

Imported by `store`, `ingest`, `network`, `export`, `results`, `graph` and `cli`; imports no other
room.
"""
