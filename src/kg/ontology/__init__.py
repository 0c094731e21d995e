"""What can be said: the terms that are declared, and the profile of what each class has.

Imported by `mapping`, `validation` and the rooms above them; imports `tables`, `rdf` and `files`.
"""
