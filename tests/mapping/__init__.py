"""Tests of `mapping`."""
