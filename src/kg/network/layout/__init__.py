"""Where nodes are drawn: one disc a helix (`discs`), or by forces (`force`).

Imported by `export` and `cli`; imports the elements of a network and their matrix.
"""
