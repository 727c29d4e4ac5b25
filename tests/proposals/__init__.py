"""Tests of `qa.proposals`."""
