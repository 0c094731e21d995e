"""Draws answers for people: maps of the states.

Imported by `web` and `cli`; imports `export` and the rooms that hold answers.
"""
