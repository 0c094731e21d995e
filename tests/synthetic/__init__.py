"""Tests of `synthetic`."""
