"""Text of others inside markdown, where it must mean nothing."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """Text of others as inert markdown: no HTML, links, images, emphasis or false markers."""
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text)
    text = text.replace("<", "&lt;").replace("[", "&#91;")
    return re.sub(r"([\\`*_~])", r"\\\1", text)


def unescaped(text: str) -> str:
    """What `escape` was given, for where markdown is not read."""
    text = re.sub(r"\\([\\`*_~])", r"\1", text)
    return text.replace("&lt;", "<").replace("&#91;", "[").replace("&amp;", "&")
