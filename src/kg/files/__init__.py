"""Read and write files: bounded, with positions in what goes wrong, whole or not at all.

Imported by `rdf`, `tables` and the rooms above them; imports no other room.
"""
