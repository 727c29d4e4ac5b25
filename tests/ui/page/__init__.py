"""Tests of `qa_ui.page`."""
