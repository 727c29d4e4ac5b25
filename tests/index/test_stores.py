"""What holds wherever the passages are: in files of the index folder, or on a Milvus server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.index.generations import generation_names, read_status
from qa.index.publish import rollback
from qa.settings import Settings
from tests.newsroom import ARTICLES, BRIDGE, STRIKE, row_id, write_table

pytestmark = pytest.mark.slow

QUESTIONS: Final = [
    "Combien de soldats l’armée a-t-elle envoyés à Karsk ?",
    "Que réclament les dockers de Port-Louvier ?",
    "How many stone arches did engineers replace?",
    "Who drove the first bus across Hollin Bridge?",
    "Combien de morts a fait l’incendie de Montcarel ?",
    "What did scientists warn of on Tarran?",
    "Qui élève des abeilles noires ?",
    "What is the price of gold?",
]
QUERIES: Final = [
    "incendie",
    "6 846 euros",
    '"quatre morts"',
    '"Montcarel un" OR dockers',
    "incendie -onze",
    "famille bateau",
    "le être",
    '"Ilona Weber" -volcano',
]
FILTERS: Final[list[dict[str, Any]]] = [
    {"since": "2022-01-06"},
    {"until": "2022-01-06"},
    {"since": "2023-03-15", "until": "2024-06"},
    {"sources": ["Le Littoral", "The Ledger"]},
    {"languages": ["en"]},
    {"languages": ["fr"], "since": "2025", "sources": ["Horizons"]},
    {"articles": [row_id("army"), row_id("volcano")]},
]
LATER: Final = {
    **STRIKE,
    "id": "later",
    "published": "2023-04-02",
    "source": 'L’Écho "du\\port") or row >= 0',
    "text": "La grève des dockers de Port-Louvier a pris fin : les salaires montent de 12,5 %.",
}


@pytest.fixture(params=["files", "milvus"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A folder of articles, and a place for its index."""
    store = request.getfixturevalue("milvus").new() if request.param == "milvus" else None
    corpus = write_table(tmp_path / "corpus", ARTICLES)
    return Settings(corpus=corpus, index=tmp_path / "index", store=store)


@pytest.fixture(scope="module", params=["files", "milvus"])
def stored(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    encoder: BuiltInEncoder,
) -> Iterator[Assistant]:
    """An assistant over the handful of articles."""
    store = request.getfixturevalue("milvus").new() if request.param == "milvus" else None
    folder = tmp_path_factory.mktemp("stored")
    corpus = write_table(folder / "corpus", ARTICLES)
    settings = Settings(corpus=corpus, index=folder / "index", store=store)
    build_index(settings=settings, encoder=encoder)
    with Assistant.open(folder / "index", encoder=encoder) as assistant:
        yield assistant


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_answered_alike(stored: Assistant, news: Assistant, question: str) -> None:
    """Answers, quotes and passages are those of files, with the same cosines."""
    found, expected = stored.ask(question), news.ask(question)
    assert str(found) == str(expected)
    assert {hit.passage_id for hit in found.hits} == {hit.passage_id for hit in expected.hits}
    cosines = {hit.passage_id: hit.similarity for hit in expected.hits}
    assert {hit.passage_id: hit.similarity for hit in found.hits} == pytest.approx(
        cosines, abs=1e-5
    )


@pytest.mark.parametrize("query", QUERIES)
def test_searches_find_alike(stored: Assistant, news: Assistant, query: str) -> None:
    """Words, stems, phrases, exclusions and counts are those of files."""
    found, expected = stored.find(query), news.find(query)
    assert {one.id for one in found.found} == {one.id for one in expected.found}
    assert (found.articles, found.passages) == (expected.articles, expected.passages)
    assert (found.complete, found.facets) == (expected.complete, expected.facets)


@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
@pytest.mark.parametrize("where", FILTERS)
def test_filters_hold_alike(
    stored: Assistant, news: Assistant, where: dict[str, Any], mode: Any
) -> None:
    """Dates, outlets, languages and articles let the same passages through."""
    query = "incendie volcano bridge barrage dockers"
    found = {hit.passage_id for hit in stored.search(query, 50, mode, **where)}
    assert found == {hit.passage_id for hit in news.search(query, 50, mode, **where)}
    assert found


def test_undated_articles_pass_where_they_may(stored: Assistant, news: Assistant) -> None:
    """A period that a question names lets them through or not as with files."""
    question = "Que font les abeilles noires en janvier 2022 ?"
    assert str(stored.ask(question)) == str(news.ask(question))


def test_articles_are_related_alike(stored: Assistant, news: Assistant) -> None:
    """Neighbours come from the same vectors."""
    assert stored.related([row_id("fire")]) == news.related([row_id("fire")])


def test_a_rebuild_disturbs_no_question(settings: Settings, encoder: BuiltInEncoder) -> None:
    """Questions are answered while generations are published; the last two are kept."""
    build_index(settings=settings, encoder=encoder)
    stop, failures, asked = threading.Event(), list[Exception](), 0

    def ask(assistant: Assistant) -> None:
        nonlocal asked
        while not stop.is_set():
            try:
                assert assistant.search("Hollin Bridge", 1)[0].article_id == row_id("bridge")
            except Exception as error:  # noqa: BLE001 - whatever it is, the test says so
                failures.append(error)
                return
            asked += 1

    with Assistant.open(settings.index, encoder=encoder) as assistant:
        thread = threading.Thread(target=ask, args=[assistant])
        thread.start()
        write_table(settings.corpus, [*ARTICLES, LATER])
        report = build_index(settings=settings, encoder=encoder)
        stop.set()
        thread.join()
        assert (failures, report.added) == ([], [row_id("later")])
        assert asked
        hits = assistant.search("grève des dockers", sources=[LATER["source"]])
        assert {hit.article_id for hit in hits} == {row_id("later")}
        assert [assistant.find(one).articles for one in ("12,5", "12,6")] == [1, 0]
    write_table(settings.corpus, [BRIDGE])
    build_index(settings=settings, encoder=encoder)
    assert generation_names(settings.index) == ["g000002", "g000003"]


def test_an_unchanged_corpus_makes_no_generation(
    settings: Settings, encoder: BuiltInEncoder
) -> None:
    """The generation in use stays."""
    first = build_index(settings=settings, encoder=encoder)
    assert build_index(settings=settings, encoder=encoder).generation == first.generation


def test_going_back(settings: Settings, encoder: BuiltInEncoder) -> None:
    """The generation before answers again, and says where its passages are."""
    build_index(settings=settings, encoder=encoder)
    write_table(settings.corpus, [BRIDGE])
    build_index(settings=settings, encoder=encoder)
    with Assistant.open(settings.index, encoder=encoder) as assistant:
        assert not assistant.search("dockers", mode="lexical")
        assert rollback(settings.index) == "g000001"
        assert assistant.search("dockers", mode="lexical")
    status = read_status(settings.index, verify=True)
    assert (status.articles, status.store) == (len(ARTICLES), settings.store)


def test_an_index_without_articles(settings: Settings, encoder: BuiltInEncoder) -> None:
    """Nothing is found in it, and nothing fails."""
    build_index(settings=settings, encoder=encoder)
    (settings.corpus / "news.jsonl").unlink()
    build_index(settings=settings, encoder=encoder)
    with Assistant.open(settings.index, encoder=encoder) as assistant:
        assert not assistant.ask(QUESTIONS[0]).answered
        assert assistant.find("dockers").articles == 0
