"""JSON: an article a line, objects over several lines, a list of them, or an object with a list.

Each article is an object with at least a text. One that is broken costs itself only: reading goes
on where the next one begins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from qa.corpus.draft import Draft
from qa.corpus.fields import draft_row, is_body, plain_name
from qa.corpus.files import File, decode
from qa.errors import ReadError

_LISTS = frozenset({"articles", "items", "data", "results", "response", "docs", "documents"})
"""What the field is called that holds the list of articles, or an object which holds that."""

_DEEPEST = 3
_SPACE = re.compile(r"\s*")
_GAP = re.compile(r"[\s,]*")
_NAME = re.compile(r"[{,]\s*")
_COLON = re.compile(r"\s*:\s*")
_OBJECTS = re.compile(r"\[\s*\{")
_LINE_START = re.compile(r"^[ \t]*(?=\{)", re.MULTILINE)
_BETWEEN = re.compile(r"\}\s*,\s*(?=\{)")
_DECODER = json.JSONDecoder(strict=False)
_BROKEN = (ValueError, IndexError, RecursionError)


def read(file: File) -> Iterator[Draft | ReadError]:
    """Yield an article or a broken row for each object that is to be one."""
    if _is_by_line(file.text(by_line=True).lstrip()):
        yield from _lines(file)
    else:
        yield from _objects(file.text(), file)


def _is_by_line(text: str) -> bool:
    """Whether each line is an object; else they run over several lines, or stand in a list."""
    lines = [line for line in text.split("\n", 4) if line.strip()]
    try:
        is_row = not isinstance(json.loads(lines[0], strict=False), list)
    except _BROKEN:
        is_row = any(line.startswith("{") for line in lines[1:2])
    return is_row and text[0] != "[" and _list_in(text) is None


def _lines(file: File) -> Iterator[Draft | ReadError]:
    for number, line in enumerate(file.text_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                # Line by line: one row in another encoding must not spoil the rest.
                yield _draft(json.loads(decode(line), strict=False), file, number)
            except UnicodeDecodeError:
                yield file.error("file.encoding", at=number)
            except _BROKEN as error:
                yield file.error("table.json", why=str(error), at=number)


def _objects(text: str, file: File) -> Iterator[Draft | ReadError]:
    """The objects of a list, or one after the other, numbered where they have no id."""
    start = _end(_GAP, text, 0)
    position = start + 1 if text.startswith("[", start) else _list_in(text) or start
    line, counted, number = 1, 0, 0
    while (position := _end(_GAP, text, position)) < len(text) and text[position] not in "]}":
        line, counted = line + text.count("\n", counted, position), position
        number += 1
        try:
            value, position = _DECODER.raw_decode(text, position)
        except _BROKEN as error:
            yield file.error("table.json", why=str(error), at=line)
            position = _next_object(text, position)
        else:
            one = _draft(value, file, line)
            yield replace(one, row=one.row or str(number)) if isinstance(one, Draft) else one
    if not number:
        raise file.error("file.no_text")


def _draft(value: object, file: File, line: int) -> Draft | ReadError:
    if not isinstance(value, dict):
        return file.error("table.json_object", at=line)
    try:
        return draft_row(value, file=file, line=line)
    except ReadError as error:
        return error


def _next_object(text: str, broken: int) -> int:
    """Where the object after a broken one begins: on a line that is indented as much or less."""
    begin = text.rfind("\n", 0, broken) + 1
    indent = broken - begin
    if text[begin:broken].strip():  # several objects on one line
        between = _BETWEEN.search(text, broken)
        return between.end() if between else len(text)
    for found in _LINE_START.finditer(text, broken + 1):
        if found.end() - found.start() <= indent:
            return found.end()
    return len(text)


def _list_in(text: str) -> int | None:
    """Where the objects begin in the list that an object holds; None if it is an article itself."""
    try:
        return _list_of(text, _end(_SPACE, text, 0), _DEEPEST)
    except _BROKEN:
        return None


def _list_of(text: str, position: int, depth: int) -> int | None:
    while depth and text[position] in "{,":
        name, position = _DECODER.raw_decode(text, _end(_NAME, text, position))
        colon = _COLON.match(text, position)
        if not colon or not isinstance(name, str):
            return None
        position = colon.end()
        if plain_name(name) in _LISTS:
            if _OBJECTS.match(text, position):
                return position + 1
            if inner := _list_of(text, position, depth - 1):
                return inner
        value, position = _DECODER.raw_decode(text, position)
        if isinstance(value, str) and is_body(name):
            return None
        position = _end(_SPACE, text, position)
    return None


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position
