"""Tests of `network/measures`."""
