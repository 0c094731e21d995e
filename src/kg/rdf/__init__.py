"""RDF terms, namespaces and syntaxes: read with positions, written exactly.

Imported by `sparql`, `store` and every room above them; imports `files`.
"""
