"""What the process itself does for speed and safety, such as pausing garbage collection.

Imported by every room; imports none.
"""
