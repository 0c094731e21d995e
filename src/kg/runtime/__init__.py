"""What concerns the process itself, such as pausing the garbage collector.

Imported by every room; imports none.
"""
