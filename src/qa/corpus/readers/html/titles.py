"""The headline of an article, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SEPARATOR = re.compile(r"(?<!\s)\s+[|–—·•»-]\s+")


def title_of(headings: Sequence[str], declared: str | None, site: str | None) -> str | None:
    """The one heading of the first level, else what the page declares as its title.

    Args:
        headings: Those of the first level in the article.
        declared: The title in the head of the page.
        site: The name of the site.
    """
    own = [heading for heading in headings if heading.casefold() != (site or "").casefold()]
    if len(own) == 1:
        return own[0]
    if declared and site:
        parts = _SEPARATOR.split(declared)
        if len(parts) > 1 and parts[-1].casefold() == site.casefold():
            return declared[: declared.rindex(parts[-1])].rstrip(" |–—·•»-")
    return declared
