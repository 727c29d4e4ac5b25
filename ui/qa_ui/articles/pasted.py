"""Texts are pasted into the app's folder of articles, and web pages fetched into it.

The next build reads them; dropped files go through `qa_ui.articles.uploads`.
"""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from qa.corpus.add import Saved, add_page, save
from qa.corpus.fetch import IPAddress, is_public
from qa.errors import ReadError
from qa.lang.text import slug
from qa_ui.http.schemas import Refused, Uploaded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qa.corpus import ReadLimits

FOLDER: Final = "pasted"
ADDRESSES_AT_ONCE: Final = 20
_ADDRESS: Final = re.compile(r"<?(https?://\S+?|www\.\S+?\.\S+?)>?[,;]?", re.IGNORECASE)
_HEAD: Final = re.compile(r"date\b|https?://|\d{4}-\d{2}", re.IGNORECASE)
_NAME_CHARS: Final = 60


def take_pasted(
    text: str,
    folder: Path,
    *,
    limit: int,
    limits: ReadLimits | None = None,
    allow: Callable[[IPAddress], bool] = is_public,
) -> Uploaded:
    """Save a pasted text, or fetch the web pages if it consists of addresses only.

    Args:
        text: A text with its title in the first line, or web addresses with spaces or line ends
            between them.
        folder: The app's folder of articles.
        limit: Largest text or page, in bytes.
        limits: What reading a page may take; it is then read in another process.
        allow: Which network addresses may be connected to.
    """
    addresses, result = addresses_of(text), Uploaded()
    for address in addresses[:ADDRESSES_AT_ONCE]:
        _try(result, address, folder, partial(_fetch, address, folder, limit, limits, allow))
    for address in addresses[ADDRESSES_AT_ONCE:]:
        error = ReadError(address, "page.one_too_many", count=ADDRESSES_AT_ONCE)
        result.failed.append(Refused.as_named(address, error))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and not addresses:
        _try(result, lines[0][:_NAME_CHARS], folder, lambda: _save(text, lines, folder, limit))
    return result


def addresses_of(text: str) -> list[str]:
    """The web addresses that a text consists of, each once; none if it holds anything else."""
    found = [_ADDRESS.fullmatch(word) for word in text.split()]
    if not all(found):
        return []
    words = [match[1] for match in found if match]
    whole = (word if word.lower().startswith("http") else f"https://{word}" for word in words)
    return [*dict.fromkeys(whole)]


def _try(result: Uploaded, name: str, folder: Path, act: Callable[[], Saved]) -> None:
    try:
        result.note(act(), folder)
    except ReadError as error:
        result.failed.append(Refused.as_named(name, error))


def _fetch(
    url: str,
    folder: Path,
    limit: int,
    limits: ReadLimits | None,
    allow: Callable[[IPAddress], bool],
) -> Saved:
    return add_page(url, folder, max_bytes=limit, limits=limits, allow=allow)


def _save(text: str, lines: list[str], folder: Path, limit: int) -> Saved:
    """A text of the same title is replaced: it is the same article in a newer form."""
    body = text.encode("utf-8", "replace")
    if len(body) > limit:
        raise ReadError("the text", "file.too_large", size=limit / 1e6)
    title = next((line for line in lines if not _HEAD.match(line)), lines[0])
    name = slug(title) or "text"
    if len(name) > _NAME_CHARS:  # titles that begin alike are of different articles
        name = f"{name[:_NAME_CHARS]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return save(body, f"{FOLDER}/{name}.txt", folder, replace=True)
