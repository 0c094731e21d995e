"""Measures of networks: of nodes (`centrality`), of groups, of brokers, and of the whole network.

Imported by `graph`, `cli` and `export`; imports the elements of a network.
"""
