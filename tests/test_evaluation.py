"""Figures worked out by hand, on results that were written by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from newsroom import ARMY, BRIDGE, SAMPLES, STRIKE, row_id
from qa.assistant import Assistant
from qa.errors import DatasetError
from qa.evaluation import (
    Evaluation,
    GoldQuestion,
    PartResult,
    QuestionResult,
    evaluate,
    holds,
    load_dataset,
)
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


def dataset(folder: Path, *rows: dict[str, Any]) -> Path:
    """A file of questions."""
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def part(
    *, answerable: bool = True, answered: bool = True, right: bool = False, first: bool = False
) -> PartResult:
    """What became of a part."""
    return PartResult(
        answerable=answerable, answered=answered, right=right, first=first, confidence=0.5
    )


RIGHT = part(right=True, first=True)
SECOND = part(right=True)
WRONG = part()
MISSED = part(answered=False)
REFUSED = part(answerable=False, answered=False)
INVENTED = part(answerable=False)


def result(
    parts: Sequence[PartResult],
    ranks: Sequence[int | None] = (),
    *,
    pair: str = "fr→fr",
    kind: str | None = "who",
    seconds: float = 0.1,
) -> QuestionResult:
    """What became of a question; ranks for lexical, dense and hybrid search."""
    modes: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
    return QuestionResult(
        id="",
        question="?",
        kind=kind,
        pair=pair,
        ranks=dict(zip(modes, ranks, strict=bool(ranks))),
        parts=list(parts),
        seconds=seconds,
    )


def evaluation(*results: QuestionResult) -> Evaluation:
    """All results of a dataset."""
    return Evaluation(
        dataset="q.jsonl",
        index="index",
        generation="g000001",
        articles=2,
        passages=4,
        results=list(results),
    )


FOUND = evaluation(
    result([RIGHT], (1, None, 1), seconds=0.1),
    result([SECOND, MISSED], (2, 6, 4), kind="multi", seconds=0.2),
    result([WRONG], (None, 10, 5), pair="en→fr", kind=None, seconds=0.3),
    result([REFUSED], pair="fr→none", kind="unanswerable", seconds=0.4),
    result([INVENTED], pair="en→none", kind="unanswerable", seconds=1.0),
)


# The arithmetic


def test_recall_and_reciprocal_rank() -> None:
    """Recall@k counts ranks up to k, and MRR@10 averages their inverses; no rank is zero."""
    table = FOUND.retrieval()
    assert list(table) == ["en→fr", "fr→fr"]
    assert table["fr→fr"]["lexical"] == pytest.approx(
        {"recall@1": 0.5, "recall@5": 1, "recall@10": 1, "MRR@10": 0.75, "questions": 2}
    )
    assert table["fr→fr"]["dense"] == pytest.approx(
        {"recall@1": 0, "recall@5": 0, "recall@10": 0.5, "MRR@10": 1 / 12, "questions": 2}
    )
    assert table["en→fr"]["hybrid"] == pytest.approx(
        {"recall@1": 0, "recall@5": 1, "recall@10": 1, "MRR@10": 0.2, "questions": 1}
    )


def test_answers_are_counted_by_part() -> None:
    """Shares are over the answerable parts of a group; groups without any are left out."""
    assert FOUND.answers(lambda found: found.pair) == {
        "en→fr": {
            "a quote holds it": 0,
            "the first quote holds it": 0,
            "answered": 1,
            "parts": 1,
        },
        "fr→fr": pytest.approx(
            {
                "a quote holds it": 2 / 3,
                "the first quote holds it": 1 / 3,
                "answered": 2 / 3,
                "parts": 3,
            }
        ),
    }


def test_abstention_is_judged_both_ways() -> None:
    """Refusing what has an answer and answering what has none are counted apart."""
    assert FOUND.abstention() == pytest.approx(
        {
            "answered of answerable": 3 / 4,
            "refused of unanswerable": 1 / 2,
            "wrong of given": 2 / 4,
            "parts": 6,
        }
    )


def test_latency_is_in_milliseconds() -> None:
    """The median and the 95th percentile, interpolated between questions."""
    assert FOUND.latency() == pytest.approx({"p50 ms": 300, "p95 ms": 880})


def test_figures_of_nothing_are_zero() -> None:
    """A dataset without answerable questions has empty tables and no division by zero."""
    found = evaluation(result([REFUSED]))
    assert found.retrieval() == {}
    assert found.answers(lambda each: each.pair) == {}
    assert found.abstention()["answered of answerable"] == 0
    assert "(nothing to show)" in found.markdown()


def test_the_report_has_every_table() -> None:
    """The markdown shows the headline and all tables, each row with as many cells as heads."""
    report = FOUND.markdown()
    assert report.startswith("5 questions of `q.jsonl`, 2 articles, 4 passages\n")
    for heading in (
        "### Passage that holds the answer",
        "### Quoted sentence holds the answer",
        "### Abstention",
        "### Time from question to answer",
    ):
        assert f"\n{heading}\n" in report
    assert "| fr→fr, lexical | 0.500 | 1.000 | 1.000 | 0.750 | 2 |" in report
    assert "| multi | 0.500 | 0.000 | 0.500 | 2 |" in report
    assert "| unknown | 0.000 | 0.000 | 1.000 | 1 |" in report
    assert "| all | 0.750 | 0.500 | 0.500 | 6 |" in report
    assert "| all | 300 | 880 |" in report
    for block in report.split("\n\n"):
        cells = {line.count("|") for line in block.splitlines() if line.startswith("|")}
        assert len(cells) <= 1


def test_the_summary_is_json() -> None:
    """All tables together can be written as JSON."""
    summary = json.loads(json.dumps(FOUND.summary()))
    assert summary["questions"] == 5
    assert summary["answers by kind"].keys() == {"multi", "unknown", "who"}
    assert summary["abstention"] == FOUND.abstention()


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("L’armée a envoyé 2 500 soldats.", "l'armee", True),
        ("L’armée a envoyé 2\u202f500 soldats.", "2 500\nsoldats", True),
        ("Le bilan est de 16 morts (dont 3 enfants).", "16", True),
        ("En 2016, le bilan restait inconnu.", "16", False),
        ("Cinquante personnes sont parties.", "cinq", False),
        ("Une hausse de 21 %.", "21 %", True),
        ("Les émeutiers.En outre, la police", "En outre", True),
        ("Il a plu.", "neige", False),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answer: str, *, held: bool) -> None:
    """Case, accents, apostrophes and spacing do not matter; parts of words are not answers."""
    assert holds(text, ["something else", answer]) is held


# Reading a dataset


def test_a_dataset_is_read(tmp_path: Path) -> None:
    """Only `question` is required; further fields are kept, and empty lines are passed over."""
    path = tmp_path / "q.jsonl"
    path.write_text(
        '\ufeff{"question": "Qui\u2028donc ?", "near": "x"}\n\n{"question": "Who?"}\r\n',
        encoding="utf-8",
    )
    first, second = load_dataset(path)
    assert first.question == "Qui\u2028donc ?"
    assert (first.model_extra, first.answerable) == ({"near": "x"}, False)
    assert second == GoldQuestion(question="Who?")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[]", "valid dictionary"),
        ("{}", "field 'question': Field required"),
        ('{"question": ""}', "field 'question'"),
        ('{"question": "?", "lang": "de"}', "field 'lang'"),
        ('{"question": "?", "answers": "x"}', "field 'answers'"),
        ('{"question": "?", "parts": [{}]}', "field 'parts.0.answers'"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    """The error names file, line and field."""
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "Who?"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"q\.jsonl, line 3: ") as caught:
        load_dataset(path)
    assert reason in str(caught.value)
    assert (caught.value.path, caught.value.line) == (str(path), 3)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", None])
def test_a_file_without_questions_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    """An empty, binary or missing file is no dataset."""
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"q\.jsonl"):
        load_dataset(path)


# Asking an assistant whose answers are known


class Scripted:
    """Knows two articles and gives the answers and hits that it was told."""

    def __init__(self, quotes: Sequence[tuple[str, Sequence[str]]], hits: Sequence[str]) -> None:
        self._quotes, self._hits = quotes, hits
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
        parts, citations = [], []
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
                    answer=None,
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
        """The same hits in every mode, of the army article and its copy."""
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
            for text in self._hits
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
    for quotes, right, first in [
        ([(army, ["L’armée a envoyé."])], True, True),
        ([(army, ["Il pleut.", "L’armée a envoyé."])], True, False),
        ([(army, ["Il pleut."])], False, False),
        ([("elsewhere", ["L’armée a envoyé."])], False, False),
        ([(army, [])], False, False),
    ]:
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
        (10, "lexical"),
        (10, "dense"),
        (10, "hybrid"),
    ]
    (none,) = run(Scripted([("x", [])], ["Rien."]), dataset(tmp_path, TROOPS))
    assert set(none.ranks.values()) == {None}


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
    assert found.parts[0] == part(answerable=False).model_copy(update={"confidence": 0.25})


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
    with pytest.raises(DatasetError, match=f"line 2: the index has .*'{name}'; build it from"):
        run(Scripted([("x", [])], []), dataset(tmp_path, TROOPS, row))


# With the real assistant


def test_a_real_assistant_is_measured(news: Assistant, tmp_path: Path) -> None:
    """Over a handful of articles everything is found, and the report counts the index."""
    asked = [
        TROOPS | {"question": "Qui a envoyé 2 500 soldats à Karsk ?", "lang": None},
        {"question": "Who drove the first bus?", "article": "bridge", "answers": ["Oswin Tate"]},
        {"question": "Quel est le prix du lithium au Chili ?", "article": None},
    ]
    found = evaluate(news, dataset(tmp_path, *asked))
    assert (found.articles, found.generation) == (len(news.articles()), "g000001")
    assert [each.pair for each in found.results] == ["fr→fr", "en→en", "fr→none"]
    assert found.retrieval()["en→en"]["lexical"]["recall@1"] == 1
    assert found.answers(lambda each: each.pair)["fr→fr"]["a quote holds it"] == 1
    assert found.latency()["p50 ms"] > 0
    assert news.article(row_id("bridge")).text == BRIDGE["text"]


def test_the_sample_questions_fit_the_sample_articles(samples: Assistant, tmp_path: Path) -> None:
    """The articles that the questions of the project name are found, rows of tables too."""
    named = [row for row in load_dataset(SAMPLES / "questions.jsonl") if row.article]
    asked = [row for row in named if "#" in str(row.article)][:3] + named[:3]
    found = run(samples, dataset(tmp_path, *(row.model_dump() for row in asked)))
    assert len(found) == 6
    assert all(each.pair.endswith(("→fr", "→en")) for each in found)


def test_the_sample_questions_name_files_that_are_there() -> None:
    """Each question of the project is on an article file, and quotes it to the letter."""
    for row in load_dataset(SAMPLES / "questions.jsonl"):
        if row.article:
            assert (SAMPLES / row.article.partition("#")[0]).is_file()
        assert row.answerable == bool(row.article)
