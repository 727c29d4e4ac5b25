"""The people and places of one generation: who and what is named in which article.

They stand in two tables of `articles.sqlite`, which are missing in an index of an older version
and empty where nobody looked for names.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from qa.entities import Entity, entity_key
from qa.types import EntityKind, Filters, Language

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entities (
    article INTEGER NOT NULL REFERENCES articles (seq),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (article, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entities_key ON entities (kind, key);
CREATE TABLE IF NOT EXISTS entity_recipes (
    language TEXT PRIMARY KEY,
    recipe TEXT NOT NULL
);
"""

_NAMING: Final = """seq IN (
    SELECT article FROM entities WHERE kind = ? AND key IN (SELECT value FROM json_each(?))
)"""

Rows = Callable[[str, Sequence[Any]], list[Any]]
"""Runs a statement over the database that is read."""


class Entities:
    """What the articles of a generation name; empty where the index was built without names.

    Attributes:
        recipes: What found the names in each language.
        names: The spelling of each name that is most frequent over all articles, by kind and key.
    """

    def __init__(self, rows: Rows, articles: NDArray[np.int64]) -> None:
        self._rows = rows
        there = rows("SELECT 1 FROM sqlite_master WHERE name = 'entities'", ())
        recipes = rows("SELECT language, recipe FROM entity_recipes", ()) if there else []
        self.recipes: dict[Language, str] = dict(recipes)
        self.names: dict[EntityKind, dict[str, str]] = {kind: {} for kind in get_args(EntityKind)}
        self._places: dict[EntityKind, NDArray[np.int64]] = {}
        self._numbers: dict[EntityKind, NDArray[np.int64]] = {}
        if recipes:
            self._read(articles)

    def of(self, article_id: str) -> list[Entity]:
        """What an article names."""
        found = self._rows(
            "SELECT kind, name, count FROM entities JOIN articles ON article = seq WHERE id = ?",
            (article_id,),
        )
        return [Entity(*row) for row in found]

    def count(self, kind: EntityKind, articles: NDArray[np.bool_]) -> Counter[str | None]:
        """How many of some articles, a mask over all, name what; None: how many name nothing."""
        if not self.recipes:
            return Counter()
        places, numbers = self._places[kind], self._numbers[kind]
        chosen = articles[places]
        counts = np.bincount(numbers[chosen], minlength=len(self.names[kind])).tolist()
        found: Counter[str | None] = Counter(
            {name: n for name, n in zip(self.names[kind].values(), counts, strict=True) if n}
        )
        found[None] = int(articles.sum()) - len(np.unique(places[chosen]))
        return found

    def _read(self, articles: NDArray[np.int64]) -> None:
        for kind, names in self.names.items():
            found = self._rows(
                "SELECT key, name FROM entities WHERE kind = ? GROUP BY key, name "
                "ORDER BY sum(count) DESC, name",
                (kind,),
            )
            for key, name in found:
                names.setdefault(key, name)
            number = {key: place for place, key in enumerate(names)}
            named = self._rows("SELECT article, key FROM entities WHERE kind = ?", (kind,))
            seqs = np.array([seq for seq, _ in named], dtype=np.int64)
            self._places[kind] = np.searchsorted(articles, seqs)
            self._numbers[kind] = np.array([number[key] for _, key in named], dtype=np.int64)


def naming(where: Filters) -> Iterator[tuple[str, list[str]]]:
    """The filters by people and places as conditions on `articles`, and the values they bind."""
    for kind in get_args(EntityKind):
        if names := getattr(where, kind):
            yield _NAMING, [kind, json.dumps([entity_key(name) for name in names])]


def add_entities(
    connection: sqlite3.Connection, article_id: str, entities: Iterable[Entity]
) -> None:
    """Write what an article names."""
    connection.executemany(
        "INSERT INTO entities SELECT seq, ?, ?, ?, ? FROM articles WHERE id = ?",
        [(one.kind, entity_key(one.name), one.name, one.mentions, article_id) for one in entities],
    )


def forget_entities(connection: sqlite3.Connection, language: Language) -> list[str]:
    """Remove what the articles of a language name; returns the ids of these articles."""
    connection.execute(
        "DELETE FROM entities WHERE article IN (SELECT seq FROM articles WHERE language = ?)",
        (language,),
    )
    found = connection.execute("SELECT id FROM articles WHERE language = ?", (language,))
    return [id_ for (id_,) in found]


def add_recipes(connection: sqlite3.Connection, recipes: Mapping[Language, str]) -> None:
    """Write what finds the names of each language, in place of what did before."""
    connection.execute("DELETE FROM entity_recipes")
    connection.executemany("INSERT INTO entity_recipes VALUES (?, ?)", recipes.items())
