"""Serves the graph over HTTP: pages for people, SPARQL and JSON for programs.

Imported by `cli`; imports the rooms that answer. Only `writing` and what calls it change a store,
by way of `ingest`.
"""
