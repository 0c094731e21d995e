"""Tests of the text of queries."""
