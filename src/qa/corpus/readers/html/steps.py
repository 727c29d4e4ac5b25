"""What is done to the tree of a page, in this order, before its article is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from qa.corpus.readers.html.blocks import blocks
from qa.corpus.readers.html.notices import mostly_notice
from qa.corpus.readers.html.tables import keep_lines, say_tables

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Step = Callable[["HtmlElement"], None]
"""Changes a tree in place."""

_NAMED = (
    r"(^|[\s_-])(comments?|commentaires?|consent|cookies?|didomi|onetrust|gdpr|rgpd|disqus"
    r"|newsletter|related|repl(y|ies)|share|sharing|social)($|[\s_-])"
)
_FURNITURE = (
    "//nav|//menu|//footer|//form|//dialog|//noscript|//aside|//amp-consent|//amp-ad|//amp-sidebar"
    "|//header[not(.//h1[not(.//a)] or ancestor::article or ancestor::main)]"
    "|//*[@hidden or @aria-hidden='true' or @aria-modal='true']"
    "|//*[contains(translate(@style, ' ', ''), 'display:none')]"
    "|//*[@role='dialog' or @role='alertdialog' or @role='navigation' or @role='search']"
    "|//*[@role='contentinfo' or @role='complementary']"
    f"|//*[not(self::p) and (@class or @id) and re:test(concat(@class, ' ', @id), '{_NAMED}', 'i')]"
)
_REGEX = {"re": "http://exslt.org/regular-expressions"}
_HEADLINE = ".//h1[not(.//a)]"
_WHOLE = ("html", "body", "main", "article")


def drop_furniture(page: HtmlElement) -> None:
    """Remove menus, dialogs, forms, comments and what is hidden, unless they hold the article.

    Pages wrap their articles in all of these; such an element becomes one without meaning.
    """
    whole = len(page.text_content())
    for node in page.xpath(_FURNITURE, namespaces=_REGEX):
        if node.xpath(_HEADLINE) or 2 * len(node.text_content()) > whole:
            node.tag = node.tag if node.tag in _WHOLE else "div"
            node.attrib.clear()
        elif node.tag not in (*_WHOLE, "aside") and node.getparent() is not None:
            node.drop_tree()


def drop_notices(page: HtmlElement) -> None:
    """Remove what speaks of cookies, scripts and subscriptions, with the boxes around it."""
    held: Counter[HtmlElement] = Counter()
    noticed: Counter[HtmlElement] = Counter()
    for block in blocks(page):
        length, is_notice = len(block.text), mostly_notice(block.text)
        for node in (block.node, *block.node.iterancestors()):
            held[node] += length
            noticed[node] += length * is_notice
    for node in held:
        if 2 * noticed[node] > held[node] and node.tag not in _WHOLE and not node.xpath(_HEADLINE):
            node.drop_tree()


STEPS: tuple[Step, ...] = (drop_furniture, drop_notices, say_tables, keep_lines)
"""A step may change the tree in any way; the next one sees what it left."""
