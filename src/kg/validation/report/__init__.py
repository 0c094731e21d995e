"""Write the report of a validation: as text, and in the formats of other programs.

Imported by `validation`, whose package hands on what the rooms above use.
"""
