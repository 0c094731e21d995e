"""The text of queries: tokens, what may run, terms put in place of variables, pages.

Imported by `store` and every room above it; imports `rdf`. Runs nothing.
"""
