"""Tests of `qa_ui.access`."""
