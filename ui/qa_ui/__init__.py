"""The web app of `qa`: a chat page and an HTTP API over one `Assistant`.

It shows answers and sends them over HTTP; how they are found is up to the library, which never
imports this package.
"""

from qa_ui import lean_gradio  # noqa: F401 - before anything imports Gradio
from qa_ui.page.app import build_app
from qa_ui.server import create_app, serve

__all__ = ["build_app", "create_app", "serve"]
