"""One folder of the graph for catalogues and archives, and reading it back.

Imported by `cli`; imports `claims`, `library`, `ontology`, `ingest` and `store`.
"""
