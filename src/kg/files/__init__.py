"""Read and write files: bounded, with positions in what goes wrong, whole or not at all.

Imported by every room but `runtime`; imports none.
"""
