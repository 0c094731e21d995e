"""The text of queries: tokens, what may run, terms put in place of variables, pages.

Imported by `store`, `validation` and the rooms above them; imports `rdf`. Runs nothing.
"""
