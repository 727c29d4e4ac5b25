"""The only way text from articles and questions enters the page.

Knows HTML, not what it is used for. Braces, dollars and backquotes are encoded too,
so that no template language that the page passes through can see them.
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


def link(url: str | None, text: str) -> str:
    """A link to the original that opens elsewhere and tells it nothing; plain text if unsafe."""
    target = safe_url(url)
    if target is None:
        return esc(text)
    rel = "noopener noreferrer nofollow"
    return f'<a href="{esc(target)}" target="_blank" rel="{rel}">{esc(text)}</a>'
