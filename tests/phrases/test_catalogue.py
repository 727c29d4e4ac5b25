"""The phrases of both languages, and how they are filled."""

from __future__ import annotations

import os
import re
from string import Formatter

import pytest

from qa.phrases import phrases, place, say

KEYS = sorted(phrases("en"))


def placeholders(text: str) -> set[tuple[str, str]]:
    """The values that a phrase takes, and which of them are phrases themselves or numbers."""
    found = Formatter().parse(text)
    return {(name, spec or "") for _, name, spec, _ in found if name}


def test_both_languages_have_the_same_phrases() -> None:
    """Each phrase, and each form of it, exists in French and in English."""
    assert phrases("fr").keys() == phrases("en").keys()


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_take_the_same_values(key: str) -> None:
    """A phrase names the same values in French and English, and reads them the same way."""
    assert placeholders(phrases("fr")[key]) == placeholders(phrases("en")[key])


@pytest.mark.parametrize("key", KEYS)
def test_french_is_set_like_french(key: str) -> None:
    """There is a space before double signs and inside guillemets, and apostrophes are curved."""
    text = re.sub(
        r"`[^`]*`|\{[^}]*\}|https?://\S*|'qa\[\w+\]'|« title: … »", "", phrases("fr")[key]
    )
    assert not re.search(r"\w[;?!»]|«\S|'", text)


@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("error.")])
def test_an_error_says_what_to_do(key: str) -> None:
    """After what is wrong comes what can be done about it, or what became of the index."""
    text = phrases("en")[key]
    exempt = {"at", "at_line", "article.unknown", "users.password_length"}
    assert key.removeprefix("error.") in exempt or re.search("[;:,] ", text)


def test_a_phrase_in_forms_follows_the_count() -> None:
    """French says none in the singular, English in the plural; numbers are grouped."""
    key = "page.count_all"
    assert [say("fr", key, count=count) for count in (0, 1, 2)] == [
        "0 article",
        "1 article",
        "2 articles",
    ]
    assert say("en", key, count=0) == "0 articles"
    assert say("en", key, count=1234) == "1,234 articles"
    assert say("fr", key, count=1_000_000) == "1\u202f000\u202f000 articles"


def test_a_value_may_be_a_word_of_the_catalogue() -> None:
    """Kinds of content, reasons of the system and errors in errors are said in the language."""
    assert "une image PNG" in say("fr", "error.file.content", kind="png")
    assert "accès refusé" in say("fr", "error.file.unreadable", why="EACCES")
    place = {"where": "a.pdf", "what": "pdf.encrypted"}
    assert say("fr", "error.at", **place).startswith("a.pdf : est chiffré ; ")
    assert say("en", "error.at", **place).startswith("a.pdf: is encrypted; ")


def test_a_line_of_a_file_is_named_in_the_language() -> None:
    """Failures name a line in English; the page and its sentences say it in the reader's words."""
    assert place("fr", "a, line 2.csv, line 3") == "a, line 2.csv, ligne 3"
    assert place("en", "a.csv, line 3") == "a.csv, line 3"
    assert place("fr", "a.csv") == "a.csv"
    twice = say("fr", "error.file.duplicate", other="a.csv, line 3", id="7")
    assert "que a.csv, ligne 3 (7)" in twice


def test_what_the_catalogue_does_not_know_stands_as_it_is() -> None:
    """A reason of the system that has no translation is shown in its own words."""
    assert "(Bizarre)" in say("fr", "error.file.unreadable", why="Bizarre")


def test_values_are_never_templates() -> None:
    """Braces in a value are shown, not filled in."""
    assert "{why!r} {0} {x.y}" in say("en", "error.file.unreadable", why="{why!r} {0} {x.y}")


def test_an_unknown_phrase_and_a_missing_value_are_errors() -> None:
    """A key that is misspelt, and a value that is left out, fail where they are asked for."""
    for key in ("answer.not_fond", "error.file.format"):
        with pytest.raises(KeyError):
            say("en", key)


def test_the_reasons_of_the_system_are_those_of_the_system() -> None:
    """Each is named as the operating system names it."""
    import errno

    names = {key.partition(".")[2] for key in KEYS if key.startswith("system.")}
    assert all(os.strerror(getattr(errno, name)) for name in names)
