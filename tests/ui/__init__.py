"""Tests of the page and the HTTP API."""

import qa_ui  # noqa: F401 - before Gradio, which it loads without what it does not need
