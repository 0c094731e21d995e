"""The text of queries: tokens, what may run, functions and terms put in place, pages.

Imported by `store`, `validation` and the rooms above them; imports `rdf`. Runs nothing.
"""
