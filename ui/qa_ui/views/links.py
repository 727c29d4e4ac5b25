"""Addresses of this application that can be shared, from the path under which it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.batch import article_address

if TYPE_CHECKING:
    from qa.types import Citation


def quote_link(citation: Citation) -> str:
    """Where a quote is marked in its article."""
    return article_address(citation.article_id, citation.start, citation.end).removeprefix("/")
