"""Fields under the names that exports give them, and fields that cannot be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qa.errors import FailedFile
from qa.types import Article

from .samples import article, read

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Le bac de Sermaize ne traverse plus la Vouge depuis jeudi."


def kept(folder: Path, name: str, data: str) -> tuple[Article, FailedFile]:
    """The article of a file, and the one thing that could not be read of it."""
    found, problem = read(folder, name, data)
    assert isinstance(found, Article)
    assert isinstance(problem, FailedFile)
    assert problem.kept
    return found, problem


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.jsonl", json.dumps({"text": TEXT, "date": "soon"}), ", line 1"),
        ("a.json", json.dumps([{"text": TEXT, "date": "soon"}], indent=2), ", line 2"),
        ("a.csv", f"text,date\n{TEXT},soon\n", ", line 2"),
        ("a.md", f"---\ndate: soon\n---\n{TEXT}", ""),
    ],
)
def test_a_bad_date_costs_the_date(name: str, data: str, line: str, tmp_path: Path) -> None:
    """An article whose date cannot be read is kept undated, and its file, field and value named."""
    found, problem = kept(tmp_path, name, data)
    assert (found.text, found.published) == (TEXT, None)
    assert (problem.path, problem.code) == (f"{name}{line}", "field.not_date")
    assert "'soon' as its 'date'" in problem.reason
    assert "« soon »" in problem.say("fr")


@pytest.mark.parametrize("date", ["2025-13", "2025-02-30"])
def test_a_bad_date_in_the_head_of_a_text(date: str, tmp_path: Path) -> None:
    """A first line with an impossible date gives its address, and the date is reported."""
    url = "https://vouge.example/bac"
    found, problem = kept(tmp_path, "a.txt", f" date {date} {url}\n\nLe bac\n\n{TEXT}")
    assert (found.url, found.title, found.published) == (url, "Le bac", None)
    assert date in problem.reason


def test_an_ambiguous_date_is_not_guessed(tmp_path: Path) -> None:
    """The third of April or the fourth of March: an English article stays undated."""
    text = "The ferry of Sermaize has not crossed the river since Thursday."
    found, problem = kept(tmp_path, "a.csv", f"text,published\n{text},03/04/2024\n")
    assert found.published is None
    assert "'03/04/2024' as its 'published'" in problem.reason


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", ["b"], "a list as its 'title'"),
        ("URL", True, "true or false as its 'URL'"),
        ("source", {"id": 3}, "an object as its 'source'"),
    ],
)
def test_a_field_of_the_wrong_kind_costs_itself(
    field: str, value: object, reason: str, tmp_path: Path
) -> None:
    """An article with a list for a title is kept without it."""
    found, problem = kept(tmp_path, "a.jsonl", json.dumps({"text": TEXT, field: value}))
    assert found.text == TEXT
    assert reason in problem.reason


@pytest.mark.parametrize(
    "row",
    [
        {
            "content": TEXT,
            "headline": "Le bac",
            "link": "https://a.example/b",
            "pubDate": "2024-05",
        },
        {"BODY": TEXT, "Titre": "Le bac", "Permalink": "https://a.example/b", "Date": "2024-05"},
        {
            "articleBody": TEXT,
            "title": "Le bac",
            "url": "https://a.example/b",
            "datePublished": "2024-05",
        },
        {
            "Texte": TEXT,
            "titre": "Le bac",
            "lien": "https://a.example/b",
            "date de publication": "mai 2024",
        },
        {
            "description": TEXT,
            "title": "Le bac",
            "url": "https://a.example/b",
            "published_at": "May 2024",
        },
    ],
)
def test_names_of_fields(row: dict[str, str], tmp_path: Path) -> None:
    """Text, title, address and date are found under the usual names of both languages."""
    found = article(tmp_path, "a.jsonl", json.dumps(row))
    assert (found.text, found.title) == (TEXT, "Le bac")
    assert (found.url, found.published) == ("https://a.example/b", "2024-05")


def test_the_surest_name_wins(tmp_path: Path) -> None:
    """Where several fields could be the text, that of the contract counts, a summary least."""
    row = {"description": "Court.", "content": "Plus long.", "text": TEXT, "headline": "B"}
    found = article(tmp_path, "a.jsonl", json.dumps(row | {"title": "A"}))
    assert (found.text, found.title) == (TEXT, "A")
    del row["text"]
    assert article(tmp_path, "a.jsonl", json.dumps(row)).text == "Plus long."
    assert article(tmp_path, "a.jsonl", json.dumps(row | {"content": ""})).text == "Court."


def test_a_source_may_be_an_object(tmp_path: Path) -> None:
    """Of a source with an id and a name, as news services send it, the name is taken."""
    row = {"content": TEXT, "source": {"id": None, "name": "La Vouge libre"}}
    assert article(tmp_path, "a.jsonl", json.dumps(row)).source == "La Vouge libre"


def test_language_and_source_in_french(tmp_path: Path) -> None:
    """A table with French heads is read like one with English ones."""
    data = f"Contenu;Journal;Langue\n{TEXT};La Vouge libre;français\n"
    found = article(tmp_path, "a.csv", data)
    assert (found.source, found.language) == ("La Vouge libre", "fr")


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_an_article_in_another_language_is_kept(name: str, tmp_path: Path) -> None:
    """Its language is named in the reader's own, and the article is there."""
    text = "Das Wasserwerk in Rodenau bleibt bis Freitag geschlossen, weil eine Pumpe gebrannt hat."
    data = json.dumps({"text": text}) if name == "a.jsonl" else text
    found, problem = kept(tmp_path, name, data)
    assert found.text == text
    assert problem.code == "file.foreign"
    assert "(German)" in problem.reason
    assert "(allemand)" in problem.say("fr")
