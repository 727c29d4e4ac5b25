"""A file to the tree of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.corpus.exhausted import check_memory
from qa.corpus.files import File

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(
    rb"""<(?:\?xml|meta)\b[^<>]*?(?:encoding|charset)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
_CHARSET_WINDOW = 4096
_TAG = re.compile(r"<[a-zA-Z]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse(file: File) -> HtmlElement:
    """The tree of a page, without comments.

    Raises:
        ReadError: If the file is no text, or no web page.
    """
    from lxml.etree import LxmlError

    text = file.text(declared=_charset(file.data))
    if not _TAG.search(text):
        raise file.error("html.not_html")
    try:
        return parse_text(text)
    except (LxmlError, ValueError) as error:
        raise file.error("html.not_html") from error


def parse_text(text: str) -> HtmlElement:
    """The tree of a page, or of a part of one.

    Raises:
        MemoryError: If memory does not suffice.
        LxmlError, ValueError: If it is no page.
    """
    from lxml import html

    # Bytes, because lxml refuses a str that declares its own encoding.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return html.document_fromstring(_FORBIDDEN.sub("", text).encode(), parser=parser)
    finally:
        check_memory(parser.error_log)


def _charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:_CHARSET_WINDOW])
    return match[1].decode("ascii", "ignore") if match else None
