"""No regular expression takes more than linear time, whatever text it is given."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import string
import time
from collections.abc import Iterator
from contextlib import suppress
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

import qa
import qa_ui

pytestmark = pytest.mark.slow

_METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
_SIZES = (1_000, 4_000, 16_000)
_GROWTH = 9
"""Fourfold text takes four times as long, or sixteen times where the growth is quadratic."""

_NOTICEABLE = 0.04
"""Seconds of the processor's own time; what takes less is not measured well, and harmless."""

_ARGUMENTS: dict[tuple[str, ...], list[tuple[str, ...]]] = {
    (): [()],
    ("language",): [("fr",), ("en",)],
}
"""What functions that keep patterns are called with, by the names of their parameters."""

_GIVEN_SHORT_TEXTS = (r"[^\W_]+(?:(?:\.-?|-)[^\W_]+)*\Z", r"\s*(?:[^.!?]{0,80}\d[^.!?]{0,20}|")
"""Beginnings of the patterns for the word before a full stop, of which the last 24 characters are
looked at, and for a dateline, of at most 100."""


class _Use(NamedTuple):
    """A pattern, and the method that it is used with."""

    pattern: re.Pattern[Any]
    method: str


def test_patterns_are_linear() -> None:
    """A text four times as long takes no pattern much more than four times as long."""
    uses = {(one.pattern.pattern, one.pattern.flags, one.method): one for one in _uses()}
    assert len(uses) > 150
    slow = {
        f"{use.method} {use.pattern.pattern!r}": _slow_text(use)
        for use in uses.values()
        if not str(use.pattern.pattern).startswith(_GIVEN_SHORT_TEXTS)
    }
    assert {use: text for use, text in slow.items() if text} == {}


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"[ \t]*(?:date\b)?[ \t]*(?:\d{4})?[ \t]*https?://\S+", "match"),
        (r"(\w+)-\n", "search"),
        (r"\s+\n", "sub"),
    ],
)
def test_slow_patterns_are_found(pattern: str, method: str) -> None:
    """Patterns whose time grows with the square of the text are found by the test above."""
    assert _slow_text(_Use(re.compile(pattern), method))


def _uses() -> Iterator[_Use]:
    """Every pattern of the modules, with each method that the code calls on it."""
    compiled, used = set[re.Pattern[Any]](), set[re.Pattern[Any]]()
    for module in _modules():
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            patterns = {*_called_on(call, call.func, vars(module))}
            if call.func.attr in _METHODS:
                used |= patterns
                yield from (_Use(pattern, call.func.attr) for pattern in patterns)
            compiled |= patterns if call.func.attr == "compile" else set()
        compiled |= {*_within([*vars(module).values()])}
    yield from (_Use(pattern, "search") for pattern in compiled - used)


def _modules() -> Iterator[ModuleType]:
    """All but those that only look at questions and sentences, whose length is limited."""
    for package in (qa, qa_ui):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(
                r"__main__|\.env$|\.versions\.|^qa\.(question|proposals)\b", found.name
            ):
                module = importlib.import_module(found.name)
                if inspect.getsource(module):
                    yield module


def _called_on(
    call: ast.Call, function: ast.Attribute, known: dict[str, Any]
) -> Iterator[re.Pattern[Any]]:
    """The patterns of `_NAME.search(…)`, `_TABLE[x].search(…)` and `re.sub(…)`."""
    base = function.value
    while isinstance(base, ast.Subscript | ast.Attribute | ast.Call):
        base = base.func if isinstance(base, ast.Call) else base.value
    if not isinstance(base, ast.Name):
        return
    if base.id == "re" and isinstance(function.value, ast.Name):
        # What a function builds of its arguments is not known here.
        with suppress(NameError, AttributeError, KeyError):
            yield _compiled(call, known)
    elif function.attr in _METHODS:
        yield from _within(known.get(base.id))


def _compiled(call: ast.Call, known: dict[str, Any]) -> re.Pattern[Any]:
    """The pattern of `re.compile(…)` and the like, with the names that the module knows."""
    arguments = [*call.args[1:], *(word.value for word in call.keywords)]
    flags = [
        node for node in arguments if "re." in ast.unparse(node) and "(" not in ast.unparse(node)
    ]
    values = [
        eval(ast.unparse(node), dict(known))  # noqa: S307 - our own code
        for node in (call.args[0], *flags[:1])
    ]
    return re.compile(*values)


def _within(value: Any) -> Iterator[re.Pattern[Any]]:
    """The patterns in a table, in an object, or in what a function without arguments keeps."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _within([*value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _within(one)
    elif isinstance(value, FunctionType) or hasattr(value, "cache_clear"):
        signature = inspect.signature(value)
        if re.search("Pattern|Grammar", f"{signature.return_annotation}"):
            for arguments in _ARGUMENTS.get((*signature.parameters,), []):
                yield from _within(value(*arguments))
    elif "Grammar" in type(value).__name__:
        yield from _within(vars(value))


def _slow_text(use: _Use) -> str | None:
    """What takes a pattern much more than four times as long if there is four times as much."""
    written = use.pattern.pattern
    parsed = re._parser.parse(  # type: ignore[attr-defined] # noqa: SLF001
        written.decode("latin-1") if isinstance(written, bytes) else written,
        use.pattern.flags & ~re.UNICODE if isinstance(written, bytes) else use.pattern.flags,
    )
    shapes = {
        (before, body, after)
        for begin, body in _repeated([*parsed], "")
        for before in ("", begin)
        for after in ("", "\x01")
    }
    return next((f"{shape}" for shape in sorted(shapes) if _grows(use, *shape)), None)


def _repeated(nodes: list[Any], begin: str) -> Iterator[tuple[str, str]]:
    """What the pattern repeats without a limit, with a text that leads there."""
    for operator, argument in nodes:
        name = str(operator)
        if name.endswith("REPEAT"):
            _, most, inner = argument
            if most > 200:
                yield from ((begin, body) for body in _bodies([*inner]))
            yield from _repeated([*inner], begin)
        elif name == "SUBPATTERN":
            yield from _repeated([*argument[-1]], begin)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _repeated([*branch], begin)
                # A search starts anywhere, so each branch can be what is repeated.
                yield begin, _example([*branch])
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repeated([*argument[1]], begin)
        begin += _example([(operator, argument)])
    if begin:
        yield "", begin


def _bodies(inner: list[Any]) -> Iterator[str]:
    """Texts for what is repeated: of a class of characters, one of each kind in it."""
    if len(inner) == 1 and str(inner[0][0]) in ("IN", "ANY", "NOT_LITERAL", "LITERAL"):
        yield from _members(inner[0])
    else:
        yield _example(inner)


_SAMPLES = "aA1 \t\n.,-_'\"<>|&/:é«»\xa0[]()@#=!?;~^"


def _members(node: tuple[Any, Any]) -> Iterator[str]:
    pattern = re.compile(_class(node), re.DOTALL) if str(node[0]) != "ANY" else re.compile(".")
    literal = [chr(node[1])] if str(node[0]) == "LITERAL" else []
    found = [*literal, *(char for char in _SAMPLES if pattern.fullmatch(char))]
    yield from found or [_example([node])]


def _class(node: tuple[Any, Any]) -> str:
    operator, argument = str(node[0]), node[1]
    if operator == "LITERAL":
        return re.escape(chr(argument))
    if operator == "NOT_LITERAL":
        return f"[^{re.escape(chr(argument))}]"
    parts = [_class_part(str(name), value) for name, value in argument]
    return f"[{''.join(parts)}]"


def _class_part(name: str, value: Any) -> str:
    if name == "NEGATE":
        return "^"
    if name == "LITERAL":
        return re.escape(chr(value))
    if name == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    category = str(value).removeprefix("CATEGORY_")
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[category.removeprefix("NOT_")]
    return f"\\{letter.upper() if category.startswith('NOT_') else letter}"


def _example(nodes: list[Any]) -> str:
    """A text that the nodes match, or nearly: what stands around is not looked at."""
    text = ""
    for operator, argument in nodes:
        name = str(operator)
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            text += _one_char(operator, argument)
        elif name.endswith("REPEAT"):
            text += _example([*argument[2]]) * max(argument[0], 1)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            text += _example([*(argument[-1] if name == "SUBPATTERN" else argument)])
        elif name == "BRANCH":
            text += _example([*argument[1][0]])
    return text


def _one_char(operator: Any, argument: Any) -> str:
    name = str(operator)
    if name == "LITERAL":
        return chr(argument)
    if name == "ANY":
        return "a"
    pattern = re.compile(_class((operator, argument)))
    every = f"{string.ascii_letters}{string.digits}{_SAMPLES}{''.join(map(chr, range(0x3000)))}"
    return next(char for char in every if pattern.fullmatch(char))


def _grows(use: _Use, before: str, body: str, after: str) -> bool:
    def seconds(size: int) -> float:
        return _seconds(use, before + body * (size // max(len(body), 1)) + after)

    # What is slow for a thousand characters already would never end for more.
    if seconds(_SIZES[0]) > _NOTICEABLE:
        return True
    large = seconds(_SIZES[2])
    if large < _NOTICEABLE:
        return False
    return min(large, seconds(_SIZES[2])) > _GROWTH * seconds(_SIZES[1])


def _seconds(use: _Use, written: str) -> float:
    """The processor's time for one call."""
    text = written.encode() if isinstance(use.pattern.pattern, bytes) else written
    run = getattr(use.pattern, use.method)
    started = time.process_time()
    if use.method.startswith("sub"):
        run(text[:0], text)
    elif use.method == "finditer":
        any(False for _ in run(text))
    else:
        run(text)
    return time.process_time() - started
