"""Tests of `kg.library`."""
