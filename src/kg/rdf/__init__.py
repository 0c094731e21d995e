"""RDF terms, namespaces and syntaxes: read with positions, written exactly.

Imported by every room above; imports `files`.
"""
