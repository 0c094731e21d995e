"""A made-up ecosystem of any size, as RDF or as tables, to try out and to measure.

Imported by `cli`; imports `ingest`.
"""
