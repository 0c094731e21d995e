"""Makes and measures networks on Spark, from files that no single machine holds; applies mappings.

Imported by `cli`; imports `network`, `mapping`, `ingest`, `export` and `rdf`.

Nothing here is imported before an engine is asked for: Spark is an extra, and needs Java.
"""
