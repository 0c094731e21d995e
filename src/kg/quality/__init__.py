"""How good the graph is and how it changed: coverage, differences between snapshots.

Imported by `graph` and `cli`; imports `ingest`.
"""
