"""RTF documents.

Read by our own code: the libraries for it give plain text without title, date, notes and deleted
text, and their patterns take for ever on files that were made to that end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from qa.corpus.document import TITLE, About, Block, draft_document, table_blocks
from qa.corpus.draft import Draft
from qa.corpus.files import File

_TOKEN: Final = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<mark>[^a-zA-Z])|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|."
)
_CHARS: Final = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "~": "\N{NO-BREAK SPACE}", "_": "\N{NON-BREAKING HYPHEN}", "{": "{", "}": "}",
    "\\": "\\", "nestcell": " ", "nestrow": "\n",
}  # fmt: skip
_UNREAD: Final = frozenset({
    "fonttbl", "colortbl", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "fldinst", "objdata", "objclass", "sp", "shprslt", "nonshppict", "xe",
    "tc", "listtable", "listoverridetable", "annotation", "atnid", "atnauthor", "filetbl", "revtbl",
    "rsidtbl", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "bkmkstart", "bkmkend", "subject",
    "operator", "keywords", "comment", "doccomm", "company", "revtim", "printim", "buptim",
    "category", "manager", "hlinkbase", "listtext", "pntext",
})  # fmt: skip
_READ: Final = frozenset({"footnote", "shpinst", "shptxt", "title", "author", "creatim"})
"""Groups that are read although they are marked as such that a reader may pass over, or apart."""
_HOLDS: Final = {"intbl": "in_table", "s": "style", "outlinelevel": "outline", "uc": "skipped"}
"""What a word changes until it is changed again."""
_HEADING: Final = re.compile(r"(?:heading|titre) ?(\d)", re.IGNORECASE)
_TITLES: Final = frozenset({"title", "titre"})


class _State(NamedTuple):
    """What holds in a group; it ends with the group.

    Attributes:
        into: What its text belongs to: `text`, `footnote`, a field of `info`, `stylesheet`; empty
            for what is not read.
        skipped: How many characters follow a Unicode one for programs that know none.
        style: The number of the paragraph's style.
        outline: The level of a heading, from 0.
    """

    into: str = "text"
    gone: bool = False
    skipped: int = 1
    in_table: bool = False
    style: int = 0
    outline: int | None = None


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a document."""
    if not file.data.lstrip().startswith(b"{\\rtf"):
        raise file.error("document.damaged")
    yield _Reading(file.data.decode("latin-1")).draft()


class _Reading:
    """One pass over a document."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._state = _State()
        self._around: list[_State] = []
        self._charset = "cp1252"
        self._pieces: dict[str, list[str]] = {"text": []}
        self._bytes = bytearray()
        self._skip = 0
        self._styles: dict[int, str] = {}
        self._date: dict[str, int] = {}
        self._row: list[list[str]] = []
        self._rows: list[list[list[str]]] = []
        self._blocks: list[Block] = []
        self._notes: list[Block] = []

    def draft(self) -> Draft:
        """Read all of it."""
        at = 0
        while found := _TOKEN.match(self._source, at):
            at = found.end()
            if found["word"] == "bin":
                at += max(0, int(found["number"] or 0))
            self._token(found)
        self._paragraph()
        self._table()
        said = {name: self._taken(name) for name in ("title", "author")}
        about = About(said["title"], said["author"], self._created())
        return draft_document([*self._blocks, *self._notes], about)

    def _token(self, found: re.Match[str]) -> None:
        kind = found.lastgroup
        if kind in ("word", "number"):
            self._word(found["word"], found["number"])
        elif kind == "byte":
            self._byte(int(found["byte"], 16))
        elif kind == "text":
            self._add(self._unskipped(found["text"]))
        elif kind == "brace":
            self._brace(found["brace"])
        elif kind == "mark" and found["mark"] != "*":
            self._add(_CHARS.get(found["mark"], ""))
        elif kind == "mark" and not self._optional_is_read(found.end()):
            self._state = self._state._replace(into="")

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._flush()
            self._around.append(self._state)
        else:
            self._close()

    def _optional_is_read(self, at: int) -> bool:
        following = _TOKEN.match(self._source, at)
        return bool(following and following["word"] in _READ)

    def _word(self, word: str, number: str | None) -> None:
        value = int(number) if number else None
        if word in _CHARS:
            self._add(_CHARS[word])
        elif word in _UNREAD:
            self._into("")
        elif word in ("footnote", "stylesheet", "title", "author", "creatim"):
            self._into(word if word == "footnote" or self._state.into else "")
        elif word == "u":
            self._add(chr((value or 0) % 0x10000))
            self._skip = self._state.skipped
        elif word in ("par", "sect", "page"):
            self._paragraph()
        elif word in ("cell", "row"):
            self._cell(ends_row=word == "row")
        else:
            self._format(word, value)

    def _format(self, word: str, value: int | None) -> None:
        """What changes how the text that follows is taken."""
        state, is_on = self._state, value != 0
        if word in ("deleted", "v"):
            self._change(state._replace(gone=is_on))
        elif word == "plain":
            self._change(state._replace(gone=False))
        elif word == "pard":
            self._state = state._replace(in_table=False, style=0, outline=None)
        elif word in _HOLDS:
            change: dict[str, Any] = {_HOLDS[word]: 1 if value is None else value}
            self._state = state._replace(**change)
        elif word in ("ansicpg", "mac"):
            self._charset = f"cp{value}" if value else "mac_roman"
        elif state.into == "creatim" and value is not None:
            self._date[word] = value

    def _into(self, name: str) -> None:
        self._change(self._state._replace(into=name))

    def _change(self, state: _State) -> None:
        self._flush()
        self._state = state

    def _close(self) -> None:
        self._flush()
        ended = self._state
        if self._around:
            self._state = self._around.pop()
        if ended.into == "stylesheet":
            name = self._taken("stylesheet").partition(";")[0]
            self._styles.setdefault(ended.style, name.strip())
        if ended.into == "footnote" and self._state.into != "footnote":
            self._notes.append(Block(self._taken("footnote")))

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(value)

    def _unskipped(self, text: str) -> str:
        """A text without the characters that only stand for a Unicode one before it."""
        skip, self._skip = self._skip, max(0, self._skip - len(text))
        return text[skip:]

    def _add(self, text: str) -> None:
        self._flush()
        if self._state.into and not self._state.gone:
            self._pieces.setdefault(self._state.into, []).append(text)

    def _flush(self) -> None:
        """Bytes that belong together become text."""
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            try:
                self._add(data.decode(self._charset, "replace"))
            except LookupError:  # a code page that Python does not know
                self._add(data.decode("cp1252", "replace"))

    def _taken(self, name: str) -> str:
        """The text that was gathered under a name; characters written in two halves are joined."""
        self._flush()
        text = "".join(self._pieces.pop(name, []))
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()

    def _paragraph(self) -> None:
        if self._state.into != "text" or self._state.in_table:
            self._add("\n")
        elif text := self._taken("text"):
            self._table()
            self._blocks.append(Block(text, self._level()))

    def _cell(self, *, ends_row: bool) -> None:
        if self._state.into != "text":
            return
        if not ends_row:
            self._row.append([line for line in self._taken("text").split("\n") if line.strip()])
        elif self._row:
            self._rows.append(self._row)
            self._row = []

    def _table(self) -> None:
        """The rows before running text are a table."""
        if not self._row and not self._rows:
            return
        if self._row:
            self._rows.append(self._row)
        self._blocks += table_blocks(self._rows)
        self._row, self._rows = [], []

    def _level(self) -> int | None:
        name = self._styles.get(self._state.style, "")
        if name.lower() in _TITLES:
            return TITLE
        heading = _HEADING.match(name)
        if heading:
            return int(heading[1])
        return None if self._state.outline is None else self._state.outline + 1

    def _created(self) -> str | None:
        day = self._date
        if not {"yr", "mo", "dy"} <= day.keys():
            return None
        return f"{day['yr']:04d}-{day['mo']:02d}-{day['dy']:02d}"
