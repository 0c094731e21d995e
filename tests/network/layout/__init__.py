"""Tests of `network/layout`."""
