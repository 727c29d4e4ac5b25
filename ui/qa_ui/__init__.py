"""The web app of `qa`: a chat page and an HTTP API over one `Assistant`.

It knows how answers look and how they travel; how they are found it does not know.
The library never imports this package.
"""

from qa_ui.page.app import build_app
from qa_ui.server import create_app, serve

__all__ = ["build_app", "create_app", "serve"]
