"""Tests of `claims.dumps`."""
