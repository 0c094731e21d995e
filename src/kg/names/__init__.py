"""The names of things: an index of them, what a name means, labels, suggestions.

Imported by `mapping` and every room above it; imports `store`.
"""
