"""One article per address: of several versions the newest is used; and one of several copies.

An address is the same with http or https, with or without `www.`, its port if that is the usual
one, a slash at the end or marks by which visits are counted. Newer is what was published or
changed later; between equals what lies at a path with a later date in it, then the file that was
changed later, then what comes later in the order of the paths and lines. Of files without an
address that hold the very same article the first is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from qa.corpus.files import Stamp
from qa.errors import FailedFile
from qa.phrases import PhraseValue
from qa.types import Article

_TRACKING = re.compile(
    r"(?:utm|mtm|at)_.*|pk_(?:campaign|kwd|source|medium|content|cid)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|mc_[ce]id|(?:fb|g|d|y|tw|ms|tt)clid"
    r"|gbraid|wbraid|gclsrc|igshid|xtor|cmpid|_ga|_gl|mkt_tok",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_./]?([01]\d)[-_./]?([0-3]\d)(?!\d)")


class Read(NamedTuple):
    """An article as it was read.

    Attributes:
        place: Its path, with the line in a table.
        updated: A partial ISO date.
        stamp: How its file was.
    """

    article: Article
    place: str
    updated: str | None = None
    stamp: Stamp | None = None


class Replaced(FailedFile):
    """An older version that was yielded as an article before; the newer one follows.

    Attributes:
        article_id: Under which it was yielded.
    """

    article_id: str


class _Version(NamedTuple):
    """What is remembered of an article."""

    keys: tuple[str, ...]
    age: tuple[str, str, int]
    content: int
    article_id: str
    place: str

    @property
    def named(self) -> dict[str, PhraseValue]:
        return {"other": self.place, "id": self.article_id}


class Versions:
    """The articles that were read so far, by identity; their texts are not kept."""

    def __init__(self) -> None:
        self._known: dict[str, _Version] = {}

    def add(self, read: Read) -> Iterator[Article | FailedFile]:
        """The article if it is new or newer, after the report on the one that is not used."""
        new = _version(read)
        old = next((self._known[key] for key in new.keys if key in self._known), None)
        is_copy = old is not None and (old.content == new.content or not read.article.url)
        if old and (is_copy or new.age < old.age):
            code = "file.duplicate" if is_copy else "file.older"
            yield FailedFile(path=new.place, code=code, values=old.named)
            return
        if old:
            new = new._replace(keys=tuple({*old.keys, *new.keys}))
            yield Replaced(
                path=old.place, code="file.older", values=new.named, article_id=old.article_id
            )
        self._known |= dict.fromkeys(new.keys, new)
        yield read.article


def canonical(url: str) -> str:
    """What all forms of an http(s) address have in common."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    port = "" if _port(url) in (None, _PORTS.get(parts.scheme)) else f":{_port(url)}"
    query = sorted(
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(pair[0])
    )
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{port}{unquote(parts.path).rstrip('/')}?{urlencode(query)}{fragment}"


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None


def _keys(article: Article, content: int) -> tuple[str, ...]:
    """What identifies it: a part of a page is the page itself if it has the page's title."""
    if not article.url:
        return article.id, f"content {content}"
    address = canonical(article.url)
    return address, f"{address.partition('#')[0]} {article.title.casefold()}"


def _version(read: Read) -> _Version:
    article = read.article
    days = [day for day in (article.published, read.updated) if day]
    in_path = ["-".join(day) for day in _DAY_IN_PATH.findall(article.path)]
    modified = read.stamp.modified if read.stamp else 0
    age = (max(days, default=""), max(in_path, default=""), modified)
    content = hash(tuple(article.model_dump(exclude={"id", "url", "path"}).values()))
    return _Version(_keys(article, content), age, content, article.id, read.place)
