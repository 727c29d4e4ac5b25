"""Tests of `qa_ui.articles`."""
