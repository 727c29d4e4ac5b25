"""Rows of QAMR as paragraphs: its questions are on single sentences, whose neighbours are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from training.data import Row


def with_neighbours(rows: Sequence[Row], around: int = 2) -> list[Row]:
    """QAMR's single sentences joined with the sentences beside them in the same document."""
    documents: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    placed = []
    for row in rows:
        _, site, page, paragraph, sentence = row["id"].partition("|")[0].split(":")
        place = (int(paragraph), int(sentence))
        documents[f"{site}:{page}"][place] = row["context"]
        placed.append((f"{site}:{page}", place, row))
    return [_joined(row, documents[page], place, around) for page, place, row in placed]


def _joined(
    row: Row, sentences: dict[tuple[int, int], str], place: tuple[int, int], around: int
) -> Row:
    order = sorted(sentences)
    own = order.index(place)
    before = "".join(sentences[p] + " " for p in order[max(0, own - around) : own])
    after = "".join(" " + sentences[p] for p in order[own + 1 : own + 1 + around])
    answers = [a | {"answer_start": a["answer_start"] + len(before)} for a in row["answers"]]
    return row | {"context": before + row["context"] + after, "answers": answers, "title": ""}
