"""Tests of `kg.library.asking`."""
