"""Tests of `validation/report`."""
