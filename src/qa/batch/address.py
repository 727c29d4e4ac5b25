"""Where the web app shows an article at a sentence."""

from __future__ import annotations

from urllib.parse import quote


def article_address(article_id: str, start: int, end: int, base: str = "") -> str:
    """The address in the web app of the characters `start` to `end` of an article.

    Args:
        article_id: The id of the article.
        start: Where the sentence begins in the article's text.
        end: Where it ends.
        base: Address of the app, without a slash at the end; empty: a path on its server.
    """
    return f"{base}/a/{quote(article_id, safe='')}#s={start}-{end}"
