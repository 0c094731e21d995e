"""Tests of `rdf`."""
