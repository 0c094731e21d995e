"""Write the report of a validation: as text, and in the formats of other programs.

Imported by `validation`, which hands it on; imports `rdf`.
"""
