"""Tests of `qa_ui.jobs`."""
