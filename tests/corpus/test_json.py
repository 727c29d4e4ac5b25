"""JSON in the forms that exports have: lines, lists, objects over several lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from qa.errors import FailedFile
from qa.types import Article

from .samples import read

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[dict[str, Any]] = [
    {"title": "Orage", "text": "Un orage a noyé la gare.", "tags": [{"id": 1}, {"id": 2}]},
    {"title": "Halle", "text": "La halle {de Mons} ferme, [enfin].", "tags": []},
    {"title": "Pont", "text": "Le pont rouvre.", "items": ["a", "b"]},
]
TITLES = [row["title"] for row in ROWS]


def titles(found: list[Article | FailedFile]) -> list[str]:
    """The titles of the articles, and of what failed its path."""
    return [one.title if isinstance(one, Article) else one.path for one in found]


FORMS = {
    "lines": "\n".join(json.dumps(row) for row in ROWS),
    "list on one line": json.dumps(ROWS),
    "list": json.dumps(ROWS, indent=2),
    "list of lines": "[\n" + ",\n".join(json.dumps(row) for row in ROWS) + "\n]\n",
    "objects over several lines": "\n".join(json.dumps(row, indent=4) for row in ROWS),
    "object with a list": json.dumps({"status": "ok", "meta": {"n": 3}, "articles": ROWS}),
    "object with a list, over lines": json.dumps({"data": ROWS, "next": None}, indent=1),
    "list in an object in an object": json.dumps({"response": {"n": 3, "results": ROWS}}, indent=2),
    "items of a feed": json.dumps({"description": "Nouvelles", "items": ROWS}),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_forms(form: str, name: str, encoding: str, tmp_path: Path) -> None:
    """Each form holds the same articles, under any ending and in any encoding with its mark."""
    found = read(tmp_path, name, form.encode(encoding))
    assert titles(found) == TITLES
    assert len({one.id for one in found if isinstance(one, Article)}) == len(ROWS)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_broken_object_costs_itself(form: str, tmp_path: Path) -> None:
    """Of three articles the second is broken: its line is named, the others are read."""
    broken = form.replace('"Halle",', '"Halle"')
    line = broken.count("\n", 0, broken.rindex("{", 0, broken.index('"Halle"'))) + 1
    first, problem, last = read(tmp_path, "a.json", broken)
    assert titles([first, last]) == [TITLES[0], TITLES[2]]
    assert isinstance(problem, FailedFile)
    assert (problem.path, problem.code) == (f"a.json, line {line}", "table.json")


def test_one_article_over_several_lines(tmp_path: Path) -> None:
    """A file may be one object; a list in it that is named like one of articles may be its own."""
    row = ROWS[0] | {"items": [{"price": 3}]}
    assert titles(read(tmp_path, "a.json", json.dumps(row, indent=2))) == ["Orage"]
    assert titles(read(tmp_path, "a.json", json.dumps(row))) == ["Orage"]


@pytest.mark.parametrize("data", ['["a"]', '"a"', "12", "[[]]", '{"articles": ["a"]}', "{", "no"])
def test_no_articles(data: str, tmp_path: Path) -> None:
    """JSON that holds no article is reported, with its line."""
    (found,) = read(tmp_path, "a.json", data)
    assert isinstance(found, FailedFile)
    assert found.path == "a.json, line 1"


def test_a_list_that_is_cut_off(tmp_path: Path) -> None:
    """What stands before the end of a list that was not copied whole is read."""
    found = read(tmp_path, "a.json", json.dumps(ROWS, indent=2)[:-30])
    assert titles(found)[:2] == TITLES[:2]
    assert isinstance(found[2], FailedFile)
