"""Draws for people: maps of the states, time lines, the network around a thing.

Imported by `profiles`, `web` and `cli`; imports `export` and the rooms that hold answers.
"""
