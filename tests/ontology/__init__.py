"""Tests of `ontology`."""
