"""How good the graph is and how it changed: coverage, conflicts, differences between snapshots.

Imported by `cli`; imports `ingest` and `claims`.
"""
