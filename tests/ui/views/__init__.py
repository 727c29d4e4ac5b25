"""Tests of `qa_ui.views`."""
