"""Measures of networks: of nodes (`centrality`), of groups, of brokers, and of the whole network.

Imported by `graph`, `cli` and `export`; imports the elements of a network.
All of them need sparse matrices, which the extra "networks" brings.
"""

from kg.runtime.extras import extra

with extra("networks"):
    import scipy  # noqa: F401  # said here, before a module of this package asks for a part of it
