"""Addresses of this application that can be shared, from the path under which it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from qa.types import Citation


def article_link(article_id: str) -> str:
    """Where an article can be read; its id may hold any characters."""
    return f"a/{quote(article_id, safe='')}"


def quote_link(citation: Citation) -> str:
    """Where a quote is marked in its article."""
    return f"{article_link(citation.article_id)}#s={citation.start}-{citation.end}"
