"""How good the graph is and how it changed: coverage, conflicts, differences between snapshots.

Imported by `graph` and `cli`; imports `ingest` and what lies below it.
"""
