"""Reasons of failures in the page's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa
import qa_ui
from qa_ui.reasons import FRENCH, WORDS, in_french, reason_html

LIBRARY, PAGE = Path(qa.__file__).parent, Path(qa_ui.__file__).parent
TELLERS = [
    *sorted((LIBRARY / "corpus").rglob("*.py")),
    *(PAGE / name for name in ("articles/uploads.py", "articles/files.py")),
]
"""Modules that say why a file, a page or a text is not taken."""

CALLS = {"ReadError", "FailedFile", "Refused", "error"}


def told(module: Path) -> Iterator[str]:
    """Every reason that a module gives, with an X for each of its values."""
    for scope in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(scope, ast.FunctionDef):
            continue
        named = {
            node.targets[0].id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for call in ast.walk(scope):
            if isinstance(call, ast.Call) and name_of(call) in CALLS:
                reasons = call.args[1:] if name_of(call) == "ReadError" else call.args
                for given in (*reasons, *(keyword.value for keyword in call.keywords)):
                    found = named.get(given.id, given) if isinstance(given, ast.Name) else given
                    if (said := sample(found)) and " " in said:
                        yield said


def name_of(call: ast.Call) -> str:
    """What is called, without its module or object."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def sample(node: ast.AST) -> str | None:
    """A string of the code, with an X for each value; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    pieces = [
        str(part.value) if isinstance(part, ast.Constant) else "'X'" if is_repr(part) else "X"
        for part in node.values
    ]
    return "".join(pieces)


def is_repr(part: ast.AST) -> bool:
    """Whether a value is put in between quotes."""
    return isinstance(part, ast.FormattedValue) and part.conversion == ord("r")


REASONS = sorted({said for module in TELLERS for said in told(module) if len(said.split()) > 1})


def test_the_reasons_were_found() -> None:
    """The code was read right: reasons of all kinds are among what it says."""
    assert len(REASONS) > 50
    for known in ("is not a PDF; give it the suffix of what it is", "is empty", "'X' is X; write"):
        assert any(said.startswith(known) for said in REASONS), known


@pytest.mark.parametrize("said", REASONS)
def test_every_reason_has_french_words(said: str) -> None:
    """Whatever the library says of a file, a page or a text, the French page says in French."""
    french = in_french(said)
    assert french
    assert french.count("X") >= said.count("X")


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("is empty; fill it or remove it", "est vide\xa0; remplissez-le ou retirez-le"),
        ("cannot be opened (Permission denied); check its rights", "ouvert (accès refusé)\xa0;"),
        ("is a PDF, not text; give it the suffix of what it is", "est un PDF, pas du texte"),
        ("'title' is a list; write it as a string", "«\xa0title\xa0» une liste\xa0;"),
        (
            "has the same identity as 2022/a.txt (https://x.example/1); keep one of them",
            "2022/a.tx",
        ),
        ("is larger than 20 MB; split it, or raise max_file_mb", "dépasse 20 Mo\xa0;"),
        (
            "index: is being built by process 7 on x; wait until it is done",
            "index\xa0: est déjà en",
        ),
    ],
)
def test_a_reason_keeps_its_values(english: str, french: str) -> None:
    """Names, numbers and places stand in the French words, and common words are translated."""
    assert french in (in_french(english) or "")
    assert french in reason_html(english, "fr").replace("&#x27;", "'")
    assert "lang" not in reason_html(english, "fr")


def test_what_is_not_known_stays_english_and_says_so() -> None:
    """A reason that nobody translated is shown as it is, in its own language."""
    assert reason_html("went <wrong>", "fr") == '<span lang="en">went &lt;wrong&gt;</span>'
    assert reason_html("is empty", "en") == '<span lang="en">is empty</span>'
    assert in_french("") is None


def test_values_are_never_templates() -> None:
    """Braces in a name or an error are shown, not filled in."""
    assert "{0} {path}" in (in_french("is not valid JSON ({0} {path}); correct the row") or "")


def test_french_punctuation_stays_with_its_word() -> None:
    """In French no line can break before a colon, a semicolon or inside guillemets."""
    for english in FRENCH:
        said = in_french(english.replace("{{", "{").replace("}}", "}")) or ""
        assert " ;" not in said
        assert " :" not in said
        assert "« " not in said
    assert not set(WORDS) & set(WORDS.values())
