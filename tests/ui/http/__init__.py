"""Tests of `qa_ui.http`."""
