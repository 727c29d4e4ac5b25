"""The articles that answers quote, as BibTeX and as RIS: one entry an article, its quotes as notes.

Pure functions. Both formats are a few lines of text each, and the kept libraries for them read
rather than write.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from qa_ui.escape import safe_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.types import Citation

_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, even escaped ones
        "}": r"\textbraceright{}",
        **{letter: f"\\{letter}" for letter in "%&#$_"},
    }
)
_LANGUAGES: Final = {"fr": "french", "en": "english"}
_SMALL: Final = {"a", "an", "the", "le", "la", "les", "l", "un", "une", "des", "du", "de", "d"}


@dataclass(frozen=True)
class Cited:
    """An article with all quotes of it.

    Attributes:
        pages: The pages on which the quotes begin.
    """

    first: Citation
    quotes: list[str]
    pages: list[int]


def cited_articles(citations: Iterable[Citation]) -> list[Cited]:
    """The quoted articles in the order in which they were quoted first."""
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    return [
        Cited(
            first=found[0],
            quotes=list(dict.fromkeys(_line(citation.quote) for citation in found)),
            pages=sorted({citation.page for citation in found if citation.page}),
        )
        for found in by_article.values()
    ]


def as_bibtex(citations: Iterable[Citation]) -> str:
    """An entry for each article, `@article` where its outlet is known, with a key of its own."""
    articles = cited_articles(citations)
    entries = zip(articles, _keys(articles), strict=True)
    return "\n".join(_bibtex(article, key) for article, key in entries)


def as_ris(citations: Iterable[Citation]) -> str:
    """A record for each article: a newspaper article where its outlet is known."""
    return "".join(_ris(article) for article in cited_articles(citations))


def _bibtex(article: Cited, key: str) -> str:
    first = article.first
    published, source = first.published or "", first.source or ""
    fields = {
        "title": f"{{{_bibtex_text(first.title)}}}",  # the second braces keep its capitals
        "journal": _bibtex_text(source),
        "date": published,
        "year": published[:4],
        "pages": ", ".join(map(str, article.pages)),
        "url": _address(first.url),
        "langid": _LANGUAGES[first.language],
        "note": " ".join(f"“{_bibtex_text(words)}”" for words in article.quotes),
    }
    kind = "article" if source else "misc"
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _ris(article: Cited) -> str:
    first, published = article.first, article.first.published or ""
    source = _line(first.source or "")
    lines = [
        ("TY", "NEWS" if source else "ELEC"),
        ("TI", _line(first.title)),
        ("T2", source),
        ("DA", "/".join([*published.split("-"), "", "", ""][:3]) + "/" if published else ""),
        ("PY", published[:4]),
        ("SP", ", ".join(map(str, article.pages))),
        ("UR", _address(first.url)),
        ("LA", first.language),
        *(("N1", words) for words in article.quotes),
    ]
    written = [f"{tag}  - {value}\r\n" for tag, value in lines if value]
    return f"{''.join(written)}ER  - \r\n\r\n"


def _keys(articles: Sequence[Cited]) -> list[str]:
    """`courrier2022kazakhstan`: outlet, year and title; a letter where that is not unique."""
    plain = [_key(article.first) for article in articles]
    letters = {
        position: letter
        for _, same in groupby(sorted(range(len(plain)), key=lambda i: plain[i]), plain.__getitem__)
        for position, letter in zip(same, ["", *_suffixes()], strict=False)
    }
    return [f"{key}{letters[position]}" for position, key in enumerate(plain)]


def _suffixes() -> Iterable[str]:
    return [*string.ascii_lowercase, *(f"-{number}" for number in range(27, 10_000))]


def _key(citation: Citation) -> str:
    parts = [_word(citation.source or ""), (citation.published or "")[:4], _word(citation.title)]
    return "".join(parts) or "article"


def _word(text: str) -> str:
    """The first word that means something, in small plain letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    return next((word for word in words if word not in _SMALL), "")


def _bibtex_text(text: str) -> str:
    return _line(text).translate(_BIBTEX)


def _address(url: str | None) -> str:
    """An address in the letters that addresses are made of, so that nothing need be escaped."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~") if url and safe_url(url) else ""


def _line(text: str) -> str:
    """Text from outside on one line, without what is invisible."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
