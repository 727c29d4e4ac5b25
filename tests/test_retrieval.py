from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.errors import QuestionError
from qa.types import Hit, Mode
from tests.newsroom import (
    ARTICLES,
    FIRE,
    HIT_FIELDS,
    WordEncoder,
    assistant_over,
    row_id,
    write_table,
)

MODES: Sequence[Mode] = get_args(Mode)
EVERYTHING = "Qui a protégé le barrage, réparé le pont, fui le volcan, vu l’incendie, la grève ?"


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Every mode of search."""
    found: Mode = request.param
    return found


def names(hits: Sequence[Hit]) -> list[str]:
    """The articles of hits, without the name of their file."""
    return [hit.article_id.partition("#")[2] for hit in hits]


def test_every_mode_gives_hits_best_first(news: Assistant, mode: Mode) -> None:
    """All modes give one type, ordered by score, each passage once and true to its article."""
    hits = news.search(EVERYTHING, k=6, mode=mode)
    assert all(isinstance(hit, Hit) for hit in hits)
    assert all(one.score >= two.score for one, two in pairwise(hits))
    assert len({hit.passage_id for hit in hits}) == len(hits)
    for hit in hits:
        article = news.article(hit.article_id)
        assert article.text[hit.start : hit.end] == hit.text
        assert (hit.title, hit.url, hit.source) == (article.title, article.url, article.source)
        assert (hit.published, hit.language) == (article.published, article.language)


def test_every_mode_finds_what_is_named(news: Assistant, mode: Mode) -> None:
    """A question in the words of an article finds it first."""
    assert names(news.search("dockers de Port-Louvier en grève", mode=mode))[0] == "strike"
    assert names(news.search("volcano on Tarran", mode=mode))[0] == "volcano"


@pytest.mark.parametrize("k", [1, 3, 1000])
def test_at_most_k_come_back(news: Assistant, mode: Mode, k: int) -> None:
    """`k` limits the hits; where there are fewer, fewer come back."""
    hits = news.search(EVERYTHING, k=k, mode=mode)
    assert 1 <= len(hits) <= min(k, len(ARTICLES))
    if k == 1000 and mode != "lexical":
        assert len(hits) == len(ARTICLES) - 1  # one is a copy


def test_fewer_hits_are_the_best_hits(news: Assistant, mode: Mode) -> None:
    """A smaller `k` gives the beginning of what a larger one gives."""
    few, many = (news.search(EVERYTHING, k=k, mode=mode) for k in (3, 8))
    assert names(few) == names(many)[:3]


def test_ranks_say_which_search_found_a_hit(news: Assistant) -> None:
    """Ranks count from 1 in the list of each search and are null where it was not asked."""
    dense = news.search(EVERYTHING, mode="dense")
    lexical = news.search(EVERYTHING, mode="lexical")
    hybrid = news.search("le barrage de Karsk", mode="hybrid")
    assert dense[0].dense_rank == 1
    assert all(hit.lexical_rank is None and hit.similarity is not None for hit in dense)
    assert lexical[0].lexical_rank == 1
    assert all(hit.dense_rank is None and hit.similarity is None for hit in lexical)
    assert (hybrid[0].dense_rank, hybrid[0].lexical_rank) == (1, 1)
    assert all(hit.similarity is not None and -1.01 <= hit.similarity <= 1.01 for hit in hybrid)
    assert any(hit.lexical_rank is None for hit in hybrid)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Why did soldiers go to the dam?", "army"),
        ("What do the dock workers demand?", "strike"),
        ("Quand le pont a-t-il rouvert à la circulation ?", "bridge"),
        ("Pourquoi les familles ont-elles quitté l’île ?", "volcano"),
    ],
)
def test_languages_find_each_other(news: Assistant, query: str, expected: str) -> None:
    """An English question finds the French article that answers it, and the reverse."""
    assert names(news.search(query))[0] == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"since": "2022", "until": "2022"}, {"army"}),
        ({"since": "2023-03-31", "until": "2023-12"}, {"strike"}),
        ({"until": "2021-11-02"}, {"bridge"}),
        ({"until": "2021-11-01"}, set()),
        ({"since": "2024-06"}, {"volcano", "fire", "fire-later"}),
        ({"sources": ["Le Littoral"]}, {"strike", "fire-copy"}),
        ({"sources": ["The Ledger", "Harbour Post"]}, {"bridge", "volcano"}),
        ({"languages": ["en"]}, {"bridge", "volcano"}),
        ({"languages": ["en"], "since": "2022"}, {"volcano"}),
        ({"since": "1000"}, {"army", "strike", "bridge", "volcano", "fire", "fire-later"}),
    ],
)
def test_filters_hold_in_every_mode(
    news: Assistant, mode: Mode, filters: dict[str, Any], expected: set[str]
) -> None:
    """Only articles that pass the filter come back; without a date only if no date is asked."""
    found = set(names(news.search(EVERYTHING, mode=mode, **filters)))
    # Which of two copies represents both is a matter of rank.
    found = {"fire" if name == "fire-copy" and "fire" in expected else name for name in found}
    assert found == expected if mode != "lexical" else found <= expected


def test_copies_are_one_hit(news: Assistant, mode: Mode) -> None:
    """Near-copies of a dispatch are one hit that names the other article."""
    hits = news.search("incendie dans les entrepôts de Montcarel", mode=mode)
    (first,) = [hit for hit in hits if hit.article_id in {row_id("fire"), row_id("fire-copy")}]
    assert {first.article_id, *first.also_in} == {row_id("fire"), row_id("fire-copy")}


@pytest.mark.parametrize("tolls", [("quatre", "onze"), ("4", "11"), ("four", "eleven")])
def test_another_toll_is_no_copy(tmp_path: Path, tolls: tuple[str, str]) -> None:
    """Reports that differ in a number only are all kept, in figures and in words."""
    rows = [FIRE | {"id": toll, "text": FIRE["text"].replace("quatre", toll)} for toll in tolls]
    with assistant_over(tmp_path, rows, WordEncoder()) as assistant:
        hits = assistant.search("bilan de l’incendie")
    assert set(names(hits)) == set(tolls)
    assert all(hit.also_in == [] for hit in hits)


def test_passages_of_one_article_are_no_copies(tmp_path: Path) -> None:
    """Overlapping passages of an article do not hide each other."""
    text = "Le navire attend au large du port. " * 60
    rows = [FIRE | {"text": text}]
    report = build_index(write_table(tmp_path / "c", rows), tmp_path / "i", encoder=WordEncoder())
    with Assistant.open(tmp_path / "i", encoder=WordEncoder()) as assistant:
        assert len(assistant.search("navire", k=50)) == report.passages > 3


def test_searching_again_gives_the_same(news: Assistant, mode: Mode) -> None:
    """One index gives one answer to one query."""
    assert news.search(EVERYTHING, mode=mode) == news.search(EVERYTHING, mode=mode)


@pytest.mark.parametrize("query", ["?!", "qui", "zzyzx", "😀", "a" * 900])
def test_odd_queries_are_harmless(news: Assistant, mode: Mode, query: str) -> None:
    """A query that says nothing gives no lexical hits and never an error."""
    hits = news.search(query, mode=mode)
    assert mode != "lexical" or hits == []


@pytest.mark.parametrize(
    "wrong", [{"k": 0}, {"k": -1}, {"mode": "magic"}, {"since": "hier"}, {"until": "2022-13"}]
)
def test_wrong_arguments_are_question_errors(news: Assistant, wrong: dict[str, Any]) -> None:
    """A wrong `k`, mode or date is refused with a message."""
    with pytest.raises(QuestionError, match=str(next(iter(wrong.values())))):
        news.search("barrage", **wrong)


def test_hits_have_the_documented_fields(news: Assistant) -> None:
    """A hit's JSON has the fields of the contract; two more are allowed."""
    (hit,) = news.search("barrage", k=1)
    assert set(hit.model_dump()) - {"also_in", "similarity", "marks"} == HIT_FIELDS


def test_an_index_of_one_passage_works(tmp_path: Path, encoder: BuiltInEncoder) -> None:
    """The smallest possible index answers in every mode."""
    rows = [{"id": "one", "text": "Oui."}]
    with assistant_over(tmp_path, rows, encoder) as assistant:
        assert [len(assistant.search("oui", mode=mode)) for mode in MODES] == [1, 1, 1]


NUMBERED = {
    "rule": "Brussels limits the noise of pumps by Regulation (EU) 2031/0417, from May on.",
    "twin": "Brussels limits the light of lamps by Regulation (EU) 2031/0471, from June on.",
    "other": "In 2031 the council of Karsk bought 417 lamps for the streets along the dam.",
    "ship": "The tanker, IMO 9518842, was towed to Port-Louvier; its owner did not answer.",
    "phone": "Un numéro vert, le 0801 44 27 90, répond aux familles jour et nuit.",
    "mail": "Les témoins peuvent écrire à temoins@karsk.example avant le mois de juin.",
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2031/0417", "rule"),
        ("2031/0471", "twin"),
        ("IMO 9518842", "ship"),
        ("9518842", "ship"),
        ("0801 44 27 90", "phone"),
        ("0801442790", "phone"),
        ("temoins@karsk.example", "mail"),
    ],
)
def test_an_identifier_is_found_where_it_is_written(
    query: str, expected: str, tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder
) -> None:
    """A number of a file, a ship or a phone finds the article that holds it, not its like."""
    folder = tmp_path_factory.getbasetemp() / "numbered"
    if not folder.exists():
        (folder / "corpus").mkdir(parents=True)
        for name, text in NUMBERED.items():
            (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
        build_index(folder / "corpus", folder / "index", encoder=encoder)
    with Assistant.open(folder / "index", encoder=encoder) as assistant:
        assert assistant.search(query)[0].article_id == f"{expected}.txt"
