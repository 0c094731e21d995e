"""Serves the graph over HTTP: pages for people, SPARQL and JSON for programs.

Imported by `cli`; imports the rooms that answer. Nothing here writes to a store.
"""
