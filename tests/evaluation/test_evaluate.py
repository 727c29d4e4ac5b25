"""Asking an assistant whose answers are known, and a real one."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import DatasetError
from qa.evaluation import (
    QuestionResult,
    evaluate,
    load_dataset,
    never_abstaining,
    threshold_in_use,
)
from qa.reader import confidence_model
from qa.settings import Settings
from qa.types import (
    Answer,
    AnswerPart,
    Article,
    ArticleSummary,
    Citation,
    Exchange,
    Hit,
    IndexStatus,
    Mode,
)
from tests.newsroom import ARMY, BRIDGE, SAMPLES, STRIKE, row_id

from .made import dataset, part

pytestmark = pytest.mark.slow


class Scripted:
    """Knows two articles and gives the answers and hits that it was told."""

    def __init__(
        self,
        quotes: Sequence[tuple[str, Sequence[str]]],
        hits: Sequence[str] | dict[Mode, list[str]],
        spans: Sequence[str | None] = (),
    ) -> None:
        self._quotes, self._hits, self._spans = quotes, hits, spans
        self.histories: list[list[Exchange]] = []
        self.searched: list[tuple[str, int, Mode]] = []

    def articles(self) -> list[ArticleSummary]:
        """Two of one table, one of them with an address, and two files of one name."""
        rows = [
            ("t.jsonl#army", "t.jsonl"),
            ("https://news.example/strike", "t.jsonl"),
            ("2024/storm.txt", "2024/storm.txt"),
            ("https://news.example/2025", "2025/storm.txt.gz"),
            ("2026/storm.md", "2026/storm.md"),
        ]
        about: dict[str, Any] = dict.fromkeys(("url", "source", "published"))
        return [
            ArticleSummary(id=id_, path=path, title="", language="fr", passages=1, **about)
            for id_, path in rows
        ]

    def article(self, article_id: str) -> Article:
        """The article's text."""
        texts = {"t.jsonl#army": ARMY["text"], "https://news.example/strike": STRIKE["text"]}
        text = texts.get(article_id, f"The storm of {article_id}")
        return Article(id=article_id, path="", title="", text=text, language="fr")

    def ask(self, question: str, history: Sequence[Exchange] = ()) -> Answer:
        """One part for each group of quotes."""
        self.histories.append(list(history))
        parts: list[AnswerPart] = []
        citations: list[Citation] = []
        for article_id, quotes in self._quotes:
            numbers = range(len(citations) + 1, len(citations) + 1 + len(quotes))
            citations += [
                _citation(number, article_id, quote)
                for number, quote in zip(numbers, quotes, strict=True)
            ]
            parts.append(
                AnswerPart(
                    question=question,
                    kind="who",
                    answered=bool(quotes),
                    answer=self._spans[len(parts)] if self._spans else None,
                    confidence=0.25 * (len(parts) + 1),
                    citations=list(numbers),
                )
            )
        return Answer(
            question=question,
            language="fr",
            answered=bool(citations),
            text="",
            confidence=0.5,
            reason=None,
            parts=parts,
            citations=citations,
            hits=[],
            timings={},
        )

    def search(self, query: str, k: int = 10, mode: Mode = "hybrid") -> list[Hit]:
        """Hits of the army article and its copy, the same in every mode if not told otherwise."""
        self.searched.append((query, k, mode))
        about: dict[str, Any] = dict.fromkeys(("url", "source", "published"))
        return [
            Hit(
                article_id="elsewhere",
                passage_id=text,
                title="",
                language="fr",
                text=text,
                start=0,
                end=len(text),
                score=1,
                also_in=["t.jsonl#army"],
                **about,
            )
            for text in (self._hits[mode] if isinstance(self._hits, dict) else self._hits)
        ]

    def status(self) -> IndexStatus:
        """Its size."""
        return IndexStatus(
            index="index",
            generation="g000007",
            built="2026-01-01T00:00:00+00:00",
            encoder="none",
            dimension=1,
            articles=5,
            passages=9,
            languages={},
            sources={},
            published=None,
            generations=["g000007"],
        )


def _citation(number: int, article_id: str, quote: str) -> Citation:
    about: dict[str, Any] = dict.fromkeys(("url", "source", "published"))
    return Citation(
        number=number,
        article_id=article_id,
        title="",
        language="fr",
        quote=quote,
        start=0,
        end=len(quote),
        **about,
    )


def run(assistant: Any, path: Path, **options: Any) -> list[QuestionResult]:
    """The results of a dataset."""
    return evaluate(assistant, path, **options).results


TROOPS = {
    "id": "q1",
    "question": "Qui a envoyé des soldats ?",
    "lang": "en",
    "kind": "who",
    "article": "army",
    "answers": ["L'armée"],
}


def test_a_right_quote_of_the_right_article(tmp_path: Path) -> None:
    """A quote counts where it holds an answer and its article is the one that is named."""
    army = "t.jsonl#army"
    cases: list[tuple[list[tuple[str, list[str]]], bool, bool]] = [
        ([(army, ["L’armée a envoyé."])], True, True),
        ([(army, ["Il pleut.", "L’armée a envoyé."])], True, False),
        ([(army, ["Il pleut."])], False, False),
        ([("elsewhere", ["L’armée a envoyé."])], False, False),
        ([(army, [])], False, False),
    ]
    for quotes, right, first in cases:
        (found,) = run(Scripted(quotes, []), dataset(tmp_path, TROOPS))
        (judged,) = found.parts
        assert (judged.right, judged.first) == (right, first)
        assert judged.answered == bool(quotes[0][1])
    assert (found.id, found.kind, found.pair) == ("q1", "who", "en→fr")


def test_the_rank_of_the_first_passage_that_holds_an_answer(tmp_path: Path) -> None:
    """Ranks count from 1 in every mode, and a copy in the right article counts as it does."""
    assistant = Scripted([("x", [])], ["Rien.", "L’armée part.", "L’armée arrive."])
    (found,) = run(assistant, dataset(tmp_path, TROOPS))
    assert found.ranks == {"lexical": 2, "dense": 2, "hybrid": 2}
    assert [(k, mode) for _, k, mode in assistant.searched] == [
        (20, "lexical"),
        (20, "dense"),
        (20, "hybrid"),
    ]
    (none,) = run(Scripted([("x", [])], ["Rien."]), dataset(tmp_path, TROOPS))
    assert set(none.ranks.values()) == {None}
    assert set(none.ndcg.values()) == {0}


def test_gain_counts_every_passage_that_holds_an_answer(tmp_path: Path) -> None:
    """The best order has all such passages first that any of the searches found."""
    hits: dict[Mode, list[str]] = {
        "lexical": ["L’armée part.", "Rien.", "L’armée arrive."],
        "dense": ["L’armée part.", "L’armée arrive.", "Rien."],
        "hybrid": ["Rien.", "L’armée part.", "Rien du tout."],
    }
    (found,) = run(Scripted([("x", [])], hits), dataset(tmp_path, TROOPS))
    best = 1 + 1 / log2(3)
    assert found.ndcg == pytest.approx(
        {"lexical": (1 + 1 / 2) / best, "dense": 1, "hybrid": 1 / log2(3) / best}
    )


def test_a_threshold_is_applied_afterwards(tmp_path: Path) -> None:
    """A part below it counts as refused, and it is still known whether it would be right."""
    row = TROOPS | {"parts": [{"answers": ["l'armée"]}, {"answers": ["le barrage"]}]}
    army = "t.jsonl#army"
    quotes = [(army, ["L’armée part."]), (army, ["Pour le barrage.", "L’armée."])]
    (found,) = run(Scripted(quotes, []), dataset(tmp_path, row), threshold=0.3)
    assert [(p.answered, p.right, p.outcome) for p in found.parts] == [
        (False, True, "refused"),
        (True, True, "right"),
    ]
    assert (found.citations, found.holding, found.all_right) == (2, 2, False)
    (all_given,) = run(Scripted(quotes, []), dataset(tmp_path, row))
    assert (all_given.citations, all_given.all_right) == (3, True)


def test_short_answers_are_compared(tmp_path: Path) -> None:
    """Kinds with a short answer get exact match and F1; without an answer these are zero."""
    army = [("t.jsonl#army", ["L’armée a envoyé."])]
    cases: list[tuple[dict[str, Any], str | None, tuple[object, object]]] = [
        (TROOPS, "L’Armée", (True, 1)),
        (TROOPS, "L’armée russe", (False, pytest.approx(2 / 3))),
        (TROOPS, None, (False, 0)),
        (TROOPS | {"kind": "why"}, "L’armée", (None, None)),
        (TROOPS | {"kind": "multi"}, "L’armée", (True, 1)),
        (TROOPS | {"answers": [], "evidence": ["L’armée a envoyé."]}, "x", (None, None)),
        ({"question": "Qui ?", "article": None}, "x", (None, None)),
    ]
    for row, span, expected in cases:
        (judged,) = run(Scripted(army, [], [span]), dataset(tmp_path, row))[0].parts
        assert (judged.exact, judged.f1) == expected


def test_evidence_stands_in_for_answers(tmp_path: Path) -> None:
    """Without answers a quote is right that is a sentence of the evidence, or has it."""
    row = TROOPS | {"answers": [], "evidence": ["L’armée part. Il pleut."]}
    for quote, right in [
        ("Il pleut.", True),
        ("Hier, l’armée part. Il pleut. Fin.", True),
        ("Il pleut à Karsk.", False),
    ]:
        assistant = Scripted([("t.jsonl#army", [quote])], [quote])
        (found,) = run(assistant, dataset(tmp_path, row))
        assert (found.parts[0].right, found.ranks["hybrid"] == 1) == (right, right)


def test_a_question_without_an_answer_is_only_timed(tmp_path: Path) -> None:
    """Where the dataset says nothing of the answer, nothing is judged."""
    assistant = Scripted([("x", ["L’armée."])], ["L’armée."])
    found = run(assistant, dataset(tmp_path, {"question": "Qui dort ?"}, {"question": "Who?"}))
    assert [(each.parts, each.ranks, each.pair) for each in found] == [
        ([], {}, "fr→none"),
        ([], {}, "en→none"),
    ]
    assert found[0].seconds >= 0


def test_any_article_will_do(tmp_path: Path) -> None:
    """Where no article is named, a quote of any that holds the answer is right."""
    row = {"question": "Qui a envoyé des soldats ?", "answers": ["l'armée"]}
    (found,) = run(Scripted([("x", ["L’armée."])], ["L’armée."]), dataset(tmp_path, row))
    assert (found.pair, found.parts[0].right, found.ranks["dense"]) == ("fr→any", True, 1)


def test_parts_are_judged_in_their_order(tmp_path: Path) -> None:
    """Each part is compared with its own answers, and a part may have none."""
    row = TROOPS | {"parts": [{"answers": ["l'armée"]}, {"answers": ["le barrage"]}]}
    army = "t.jsonl#army"
    quotes = [(army, ["Pour le barrage."]), (army, ["Pour le barrage."])]
    first, second = run(Scripted(quotes, []), dataset(tmp_path, row))[0].parts
    assert (first.right, second.right) == (False, True)
    assert (first.confidence, second.confidence) == (0.25, 0.5)
    row = TROOPS | {"parts": [{"answers": ["l'armée"]}, {"answers": []}]}
    first, second = run(Scripted(quotes, []), dataset(tmp_path, row))[0].parts
    assert (first.answerable, second.answerable) == (True, False)


def test_parts_split_otherwise_are_judged_together(tmp_path: Path) -> None:
    """Where the question was not split as in the dataset, every quote counts for every part."""
    row = TROOPS | {"parts": [{"answers": ["l'armée"]}, {"answers": ["le barrage"]}]}
    quotes = [("t.jsonl#army", ["L’armée part.", "Pour le barrage."])]
    parts = run(Scripted(quotes, []), dataset(tmp_path, row))[0].parts
    assert [(each.right, each.first) for each in parts] == [(True, True), (True, False)]


def test_an_unanswerable_question_is_only_asked(tmp_path: Path) -> None:
    """No passage is looked for, and any answer is counted as wrong."""
    assistant = Scripted([("t.jsonl#army", ["L’armée part."])], [])
    (found,) = run(assistant, dataset(tmp_path, {"question": "Qui dort ?", "article": None}))
    assert (found.pair, found.ranks, assistant.searched) == ("fr→none", {}, [])
    assert found.parts[0] == part(answerable=False, confidence=0.25, kind="who")


def test_history_is_asked_with_the_question(tmp_path: Path) -> None:
    """The history of a dataset alternates questions and answers."""
    assistant = Scripted([("x", [])], [])
    run(assistant, dataset(tmp_path, TROOPS | {"history": ["Q1", "A1", "Q2", "A2"]}))
    assert assistant.histories == [[("Q1", "A1"), ("Q2", "A2")]]


def test_progress_is_told_after_each_question(tmp_path: Path) -> None:
    """The listener hears how many questions are done, of how many."""
    heard: list[tuple[int, int]] = []
    run(
        Scripted([("x", [])], []),
        dataset(tmp_path, TROOPS, TROOPS),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    "name",
    [
        "t.jsonl#army",
        "army",
        "https://news.example/strike",
        "2024/storm.txt",
        "2024/storm",
        "2025/storm.txt.gz",
        "2026/storm",
    ],
)
def test_an_article_has_several_names(tmp_path: Path, name: str) -> None:
    """An article is found by id, path, path without ending, or the id of its row."""
    row = TROOPS | {"article": name, "evidence": ["nowhere"]}
    assert run(Scripted([("x", [])], []), dataset(tmp_path, row))[0].pair == "en→fr"


@pytest.mark.parametrize(
    ("name", "evidence", "quoted"),
    [
        ("t.jsonl", "Les dockers de Port-Louvier", "https://news.example/strike"),
        ("t.jsonl#strike", "Les dockers de Port-Louvier", "https://news.example/strike"),
        ("t.jsonl", "La décision a été prise", "t.jsonl#army"),
        ("storm", "The storm of 2026/storm.md", "2026/storm.md"),
    ],
)
def test_the_evidence_tells_articles_apart(
    tmp_path: Path, name: str, evidence: str, quoted: str
) -> None:
    """Of several articles of one name it is the one that holds the evidence."""
    row = TROOPS | {"article": name, "evidence": [evidence]}
    (found,) = run(Scripted([(quoted, ["L’armée."])], []), dataset(tmp_path, row))
    assert found.parts[0].right


@pytest.mark.parametrize("name", ["none", "none.jsonl#army", "t.jsonl", "storm"])
def test_an_article_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    """A name that no article has, or several that cannot be told apart, stops with its line."""
    row = TROOPS | {"article": name, "evidence": ["nowhere"]}
    path = dataset(tmp_path, TROOPS, row)
    path.write_text(f"\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assistant = Scripted([("x", [])], [])
    with pytest.raises(DatasetError, match=f"line 3: the index has .*'{name}'; build it from"):
        run(assistant, path)
    assert assistant.histories == []  # before anything is asked


# With the real assistant

SOLDIERS = {
    "question": "Combien de soldats l’armée a-t-elle envoyés à Karsk ?",
    "answers": ["2 500"],
}


def test_a_real_assistant_is_measured(news: Assistant, tmp_path: Path) -> None:
    """Over a handful of articles everything is found, and the report counts the index."""
    asked: list[dict[str, Any]] = [
        SOLDIERS | {"article": "army"},
        {"question": "Who drove the first bus?", "article": "bridge", "answers": ["Oswin Tate"]},
        {"question": "Quel est le prix du lithium au Chili ?", "article": None},
    ]
    found = evaluate(news, dataset(tmp_path, *asked))
    assert (found.articles, found.generation) == (len(news.articles()), "g000001")
    assert [each.pair for each in found.results] == ["fr→fr", "en→en", "fr→none"]
    assert found.figures.retrieval["en→en"]["lexical"]["recall@1"].value == 1
    assert found.figures.answers["fr→fr"]["a quote holds it"].value == 1
    median = found.figures.latency["p50 ms"].value
    assert median is not None
    assert median > 0
    assert news.article(row_id("bridge")).text == BRIDGE["text"]


def test_a_question_that_cannot_be_asked_is_named(news: Assistant, tmp_path: Path) -> None:
    """A question that the assistant refuses stops with its line."""
    path = dataset(tmp_path, {"question": "?", "answers": []})
    with pytest.raises(DatasetError, match="line 1: the question is empty; ask something"):
        evaluate(news, path)


def test_one_pass_gives_every_threshold(news_index: Path, tmp_path: Path) -> None:
    """An assistant that never abstains tells its best sentence of what it would refuse."""
    settings = Settings(index=news_index, answer_threshold=0.9999)
    assert threshold_in_use(settings) == 0.9999
    path = dataset(tmp_path, SOLDIERS)
    with Assistant.open(settings=never_abstaining(settings)) as assistant:
        found = evaluate(assistant, path, threshold=threshold_in_use(settings))
    (judged,) = found.results[0].parts
    assert (judged.outcome, judged.quoted, judged.right) == ("refused", True, True)
    assert found.figures.confidence["all"]["AURC"].value == 0
    assert threshold_in_use(Settings()) == confidence_model().threshold


def test_the_sample_questions_fit_the_sample_articles(samples: Assistant, tmp_path: Path) -> None:
    """The articles that the questions of the project name are found, rows of tables too."""
    named = [row for _, row in load_dataset(SAMPLES / "questions.jsonl") if row.article]
    asked = [row for row in named if "#" in str(row.article)][:3] + named[:3]
    found = run(samples, dataset(tmp_path, *(row.model_dump() for row in asked)))
    assert len(found) == 6
    assert all(each.pair.endswith(("→fr", "→en")) for each in found)
