"""Measures of networks: of nodes (`centrality`) and of the whole (`structure`).

Imported by `graph`, `cli` and `export`; imports the elements of a network.
"""
