"""What is done to the tree of a page, in this order, before its article is looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Step = Callable[["HtmlElement"], None]
"""Changes a tree in place."""

_READ_ALSO = "//article//p[a or strong/a or em/a][not(.//img)]"


def drop_links_to_others(page: HtmlElement) -> None:
    """Remove the paragraphs of an article that are nothing but a link."""
    for paragraph in page.xpath(_READ_ALSO):
        linked = sum(len(link.text_content().strip()) for link in paragraph.iter("a"))
        if linked > _LINK_SHARE * len(paragraph.text_content().strip()):
            paragraph.drop_tree()


_LINK_SHARE = 0.7

STEPS: tuple[Step, ...] = (drop_links_to_others,)
"""A step may change the tree in any way; the next one sees what it left."""
