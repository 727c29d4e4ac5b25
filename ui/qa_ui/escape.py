"""Text and addresses from articles and questions, made safe for HTML.

Braces, dollars and backquotes are encoded too, so that no template language that the page passes
through can see them.
"""

from __future__ import annotations

import html
from urllib.parse import urlsplit

_TEMPLATE_CHARACTERS = str.maketrans({c: f"&#{ord(c)};" for c in "{}$`"})


def esc(text: str) -> str:
    """`text` as HTML that shows exactly these characters, in content and in attributes."""
    return html.escape(text, quote=True).translate(_TEMPLATE_CHARACTERS)


def safe_url(url: str | None) -> str | None:
    """`url` if it is an absolute http(s) address a reader may follow, else None."""
    if url is None or any(c.isspace() or ord(c) < ord(" ") for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
