"""One article per address: which forms are one, and which version is used."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from qa.corpus import Replaced, read_corpus
from qa.corpus.versions import canonical
from qa.errors import FailedFile
from qa.types import Article

from .samples import LIMIT

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://courier.example/fire-at-the-mill"


def write(folder: Path, name: str, *, changed: int = 1_700_000_000, **row: str) -> None:
    """A table with one article."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": "Fire at the mill", "url": URL} | row))
    os.utime(path, (changed, changed))


def used(folder: Path) -> tuple[list[str], list[FailedFile]]:
    """The texts that are used, and what is reported."""
    texts, failed = dict[str, str](), list[FailedFile]()
    for found in read_corpus(folder, max_bytes=LIMIT):
        if isinstance(found, Replaced):
            del texts[found.article_id]
        if isinstance(found, Article):
            texts[found.id] = found.text
        else:
            failed.append(found)
    return list(texts.values()), failed


@pytest.mark.parametrize(
    "other",
    [
        "http://courier.example/fire-at-the-mill",
        "https://www.courier.example/fire-at-the-mill",
        "https://COURIER.example:443/fire-at-the-mill",
        "http://courier.example:80/fire-at-the-mill/",
        "https://courier.example/fire-at-the-mill?",
        "https://courier.example/fire-at-the-mill?utm_source=rss&utm_medium=feed",
        "https://courier.example/fire-at-the-mill?fbclid=x&gclid=y#xtor=RSS-1",
        "https://courier.example/fire-at-the-mill?at_campaign=a&xtor=CS1-2",
        "https://courier.example/fire%2Dat-the-mill#comments",
    ],
)
@pytest.mark.parametrize("names", [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")])
def test_forms_of_one_address(other: str, names: tuple[str, str], tmp_path: Path) -> None:
    """They are one article, the version of the later day is used, and the other is reported."""
    write(tmp_path, names[0], text="Two barns burnt.", published="2025-02-01")
    write(tmp_path, names[1], text="Nine barns burnt.", published="2025-02-02", url=other)
    texts, (older,) = used(tmp_path)
    assert texts == ["Nine barns burnt."]
    assert (older.path, older.code, older.kept) == (f"{names[0]}, line 1", "file.older", False)
    assert f"older version of the article in {names[1]}, line 1, which is used" in older.reason


@pytest.mark.parametrize(
    "other",
    [
        "https://courier.example/fire-at-the-mill?page=2",
        "https://courier.example:8443/fire-at-the-mill",
        "https://blog.courier.example/fire-at-the-mill",
        "https://courier.example/Fire-At-The-Mill",
        "https://courier.example/#!/fire-at-the-mill",
    ],
)
def test_other_addresses(other: str, tmp_path: Path) -> None:
    """What may be another page is another article."""
    write(tmp_path, "a.jsonl", text="Two barns burnt.")
    write(tmp_path, "b.jsonl", text="Nine barns burnt.", url=other, title="Another fire")
    assert used(tmp_path) == (["Two barns burnt.", "Nine barns burnt."], [])


def test_parts_of_a_page(tmp_path: Path) -> None:
    """Parts of a page with titles of their own are articles of their own."""
    for part in ("1", "2"):
        write(tmp_path, f"{part}.jsonl", text=f"Part {part}.", url=f"{URL}#{part}", title=part)
    assert used(tmp_path) == (["Part 1.", "Part 2."], [])


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"name": "z.jsonl", "published": "2025-02"}, {"name": "a.jsonl", "published": "2025-03"}),
        ({"name": "z.jsonl"}, {"name": "a.jsonl", "published": "2025-03-01"}),
        (
            {"name": "z.jsonl", "published": "2025-03-01", "updated": "soon"},
            {"name": "a.jsonl", "published": "2025-03-01", "updated": "2025-03-02T09:00:00Z"},
        ),
        ({"name": "x/2025-02-01.jsonl"}, {"name": "a/2025-02-02.jsonl"}),
        ({"name": "x20250201.jsonl", "changed": 9}, {"name": "a20250202.jsonl", "changed": 5}),
        ({"name": "new.jsonl", "changed": 5}, {"name": "again.jsonl", "changed": 9}),
        ({"name": "a.jsonl"}, {"name": "b.jsonl"}),
    ],
)
def test_which_is_newer(older: dict[str, str], newer: dict[str, str], tmp_path: Path) -> None:
    """The day of the article counts, then that in the path, the change of the file, the order."""
    write(tmp_path, **older | {"text": "Two barns burnt."})  # type: ignore[arg-type]
    write(tmp_path, **newer | {"text": "Nine barns burnt."})  # type: ignore[arg-type]
    texts, failed = used(tmp_path)
    assert texts == ["Nine barns burnt."]
    assert [one.path for one in failed] == [f"{older['name']}, line 1"]


def test_a_page_that_was_changed_is_newer(tmp_path: Path) -> None:
    """A saved page whose day of change is later is used though both were published on one day."""
    for name, day, count in (("b.html", "3", "Two"), ("a.html", "4", "Nine")):
        (tmp_path / name).write_text(
            f"<link rel='canonical' href='{URL}'><article><h1>Fire at the mill</h1>"
            f"<p>Published 2 March 2025, updated {day} March 2025</p>"
            f"<p>{count} barns burnt down at the mill of Osterley, the fire service said.</p>"
        )
    texts, _ = used(tmp_path)
    assert [text.split()[0] for text in texts] == ["Nine"]


def test_three_versions(tmp_path: Path) -> None:
    """Each version but the newest is reported once, under whatever title and address."""
    write(tmp_path, "a.jsonl", text="Two.", published="2025-02-01", title="First")
    write(tmp_path, "b.jsonl", text="Nine.", published="2025-02-03", url=URL + "/", title="Last")
    write(tmp_path, "c.jsonl", text="Five.", published="2025-02-02", url=URL + "#x", title="First")
    texts, failed = used(tmp_path)
    assert texts == ["Nine."]
    assert [one.path for one in failed] == ["a.jsonl, line 1", "c.jsonl, line 1"]


def test_a_copy(tmp_path: Path) -> None:
    """Of two copies the first is used, and the report says that they are the same."""
    for name in ("a.jsonl", "b.jsonl"):
        write(tmp_path, name, text="Two barns burnt.")
    texts, (copy,) = used(tmp_path)
    assert texts == ["Two barns burnt."]
    assert (copy.path, copy.code) == ("b.jsonl, line 1", "file.duplicate")
    assert f"same article as a.jsonl, line 1 ({URL})" in copy.reason


def test_an_impossible_port() -> None:
    """An address with a port that is none is compared all the same."""
    assert canonical("https://courier.example:x/a") == canonical("http://www.courier.example:x/a/")
