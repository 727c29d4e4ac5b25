"""Markdown with optional YAML front matter; what is kept is the text as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import yaml

from qa.corpus.draft import Draft, without_title
from qa.corpus.fields import columns, draft_fields
from qa.corpus.files import File
from qa.corpus.grids import row_sentences
from qa.corpus.readers.html.parse import parse_text
from qa.corpus.text import normalise
from qa.errors import ReadError

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_OPEN_FRONT = re.compile(r"---[ \t]*\n\w+:")
_OWN = {"url", "source", "id"}
"""What says where an article is from."""

_BREAKS = {"softbreak": "\v", "hardbreak": "\n"}


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a Markdown file."""
    text = normalise(file.text())
    front = _FRONT.match(text)
    if not front and _OPEN_FRONT.match(text):
        raise file.error("markdown.front_end")
    fields = _fields(front["yaml"], file) if front else {}
    title, body = plain_text(text[front.end() :] if front else text)
    if fields.get("title"):
        body = without_title(f"{title}\n\n{body}" if title else body, str(fields["title"]))
    else:
        fields = {**fields, "title": title}
    yield draft_fields(fields, text=body, file=file)


def named(content: bytes, url: str, source: str) -> bytes:
    """A Markdown text whose front matter names its address and source, whatever it said of them."""
    file = File(name="", data=content, max_bytes=len(content))
    try:
        text = normalise(file.text())
        front = _FRONT.match(text)
        fields = _fields(front["yaml"], file) if front else {}
    except ReadError:  # it is no article; what is wrong is said when it is read
        return content
    kept = {name: value for name, value in fields.items() if columns([name]).isdisjoint(_OWN)}
    head = yaml.safe_dump({**kept, "url": url, "source": source}, allow_unicode=True)
    return f"---\n{head}---\n{text[front.end() :] if front else text}".encode()


class _AliasError(yaml.YAMLError):
    """Front matter has an alias."""


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which can make a few lines grow to gigabytes, and without guesses.

    What is not quoted is a string: `language: no` is no refusal, `title: 12:30` no number, and a
    wrong date is reported like in any other format.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - overrides the attribute of yaml's class
        first: [(tag, form) for tag, form in resolvers if tag.endswith(":null")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - yaml's signature
        """Refuse aliases, compose everything else."""
        if self.check_event(yaml.AliasEvent):
            raise _AliasError
        return super().compose_node(parent, index)


def _fields(front: str, file: File) -> dict[str, object]:
    # Besides YAMLError: what its converters raise on an explicit tag that does not fit.
    try:
        fields = yaml.load(front, Loader=_Loader)  # noqa: S506 - a stricter SafeLoader
    except _AliasError as error:
        raise file.error("markdown.front_alias") from error
    except (yaml.YAMLError, ValueError, AttributeError, LookupError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise file.error("markdown.front_yaml", why=why) from error
    if not isinstance(fields, dict | None):
        raise file.error("markdown.front_fields")
    return {str(name).lower(): value for name, value in (fields or {}).items()}


def plain_text(source: str) -> tuple[str | None, str]:
    """The title, if the text opens with a `# heading`, and the rest, as plain text."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    blocks = [block.strip() for block in _blocks(tokens) if block.strip()]
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1" and blocks:
        return blocks[0], "\n\n".join(blocks[1:])
    return None, "\n\n".join(blocks)


def _blocks(tokens: list[Token]) -> Iterator[str]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield from row_sentences(rows, heads=1)
            rows = []
        elif rows:
            rows[-1] += [_inline(token)] if token.type == "inline" else []
        else:
            yield _block(token)


def _block(token: Token) -> str:
    if token.type == "inline":
        return _inline(token)
    if token.type == "html_block":
        return _without_tags(token.content)
    return token.content if token.type in ("fence", "code_block") else ""


def _inline(token: Token) -> str:
    text = "".join(
        _BREAKS.get(child.type, child.content if child.type in ("text", "code_inline") else "")
        for child in token.children or ()
    )
    # Where an image or a comment was, two spaces would remain.
    return re.sub(" {2,}", " ", _soft_breaks(text))


def _soft_breaks(text: str) -> str:
    """Lines of one paragraph are joined, but for verses, minutes and the like: each begins big."""
    first, *others = text.split("\v")
    is_prose = any(line.lstrip()[:1].islower() for line in others)
    return (" " if is_prose else "\n").join([first, *others])


def _without_tags(source: str) -> str:
    from lxml import etree

    try:
        tree = parse_text(f"<div>{source}</div>")
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return str(tree.text_content())
