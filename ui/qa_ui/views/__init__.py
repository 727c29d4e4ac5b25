"""Values as HTML, Markdown or text: pure functions."""
