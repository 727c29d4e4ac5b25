"""What readers thought of answers: kept, changed, exported, and measured with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.assistant import Assistant
from qa.cli.commands import app
from qa.evaluation import as_dataset, evaluate, load_dataset
from qa.evaluation.dataset import GoldQuestion, as_question
from qa.evaluation.judge import Expected, judge
from qa.judgements import Judgement, Verdict
from qa.types import Answer
from qa.workspace.database import Database
from qa.workspace.judgements import Judgements
from tests.commands import run_qa

SOLDIERS = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"
LITHIUM = "Quel est le prix du lithium au Chili ?"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Judgements]:
    """No judgements yet."""
    database = Database(tmp_path / "data")
    yield Judgements(database)
    database.close()


@pytest.fixture(scope="session")
def soldiers(news: Assistant) -> Answer:
    """A real answer with a short answer and a quote."""
    answer = news.ask(SOLDIERS)
    assert answer.answered
    return answer


@pytest.fixture(scope="session")
def refusal(news: Assistant) -> Answer:
    """A real refusal."""
    answer = news.ask(LITHIUM)
    assert not answer.answered
    return answer


def judged(
    answer: Answer, verdict: Verdict = "good", *, name: str = "a", note: str = ""
) -> Judgement:
    """A judgement of an answer."""
    return Judgement(
        id=name,
        time="2026-11-22T12:00:00+00:00",
        question=answer.question,
        history=[("Qui est à Karsk ?", "L’armée.")],
        language="fr",
        answer=answer,
        generation="g1",
        verdict=verdict,
        note=note,
    )


def test_a_good_answer_is_a_question_with_its_evidence(soldiers: Answer) -> None:
    """Quotes, short answer, article and history are what is known."""
    line = as_question(judged(soldiers, note="yes"))
    assert line["evidence"] == [citation.quote for citation in soldiers.citations]
    assert line["answers"][0] == soldiers.parts[0].answer
    assert line["article"] == soldiers.citations[0].article_id
    assert line["history"] == ["Qui est à Karsk ?", "L’armée."]
    assert (line["verdict"], line["note"]) == ("good", "yes")


def test_a_good_answer_in_parts_says_what_each_accepts(soldiers: Answer) -> None:
    """A part without a short answer accepts its quote; a refused one is not answered."""
    (part,), quote = soldiers.parts, soldiers.citations[0].quote
    why = part.model_copy(update={"kind": "why", "answer": None, "citations": [1]})
    silent = part.model_copy(update={"answered": False, "answer": None, "citations": []})
    several = soldiers.model_copy(update={"parts": [part, why, silent]})
    line = as_question(judged(several))
    assert [part["answers"] for part in line["parts"]] == [[soldiers.parts[0].answer], [quote], []]
    assert "answers" not in line


def test_the_articles_of_an_answer_from_several_are_left_open(soldiers: Answer) -> None:
    """Where two articles are quoted, any article may hold the answer."""
    other = soldiers.citations[0].model_copy(update={"article_id": "other", "number": 2})
    both = soldiers.model_copy(update={"citations": [soldiers.citations[0], other]})
    assert "article" not in as_question(judged(both))


def test_the_quotes_of_a_bad_answer_are_wrong(soldiers: Answer, refusal: Answer) -> None:
    """Neither answers nor evidence are known; of a bad refusal nothing is."""
    for answer, wrong in ((soldiers, soldiers.citations[0].quote), (refusal, None)):
        line = as_question(judged(answer, "bad", note="no"))
        assert not {"answers", "evidence", "article", "parts"} & line.keys()
        assert line.get("wrong", [None])[0] == wrong
        assert (line["verdict"], line["note"]) == ("bad", "no")


def test_an_answer_that_was_found_wrong_is_wrong_again(soldiers: Answer, refusal: Answer) -> None:
    """A refusal in its place is right; of an answer with other sentences nothing is known."""
    line = GoldQuestion.model_validate(as_question(judged(soldiers, "bad")))
    expected = Expected(None, line.gold)
    other = soldiers.citations[0].model_copy(update={"quote": "Il pleut."})
    changed = soldiers.model_copy(update={"citations": [other] * len(soldiers.citations)})
    found = [judge(answer, expected, 0.0) for answer in (soldiers, refusal, changed)]
    assert [[part.outcome for part in parts] for parts in found] == [
        ["wrong"],
        ["rightly refused"],
        [],
    ]


def test_the_command_writes_what_can_be_measured(
    kept: Judgements, soldiers: Answer, refusal: Answer, news: Assistant, tmp_path: Path
) -> None:
    """`qa judgements export` gives a dataset: a right answer, a right refusal, a wrong answer."""
    kept.keep(judged(soldiers))
    kept.keep(judged(refusal, name="b"))
    kept.keep(judged(soldiers, "bad", name="c", note="“faux”"))
    file = tmp_path / "judged.jsonl"
    arguments = ["judgements", "export", str(file)]
    runner = CliRunner(env={f"QA_{n}": str(tmp_path / n.lower()) for n in ("DATA", "JUDGEMENTS")})
    result = runner.invoke(app, [*arguments, "--json"])
    assert json.loads(result.stdout) == {"path": str(file), "good": 2, "bad": 1}
    assert runner.invoke(app, arguments).stdout == f"{file}: 2 good and 1 bad answers\n"
    assert file.read_text(encoding="utf-8") == as_dataset(kept.all())
    good, silent, bad = (question for _, question in load_dataset(file))
    assert [[part.answerable for part in one.gold] for one in (good, silent, bad)] == [
        [True],
        [False],
        [False],
    ]
    assert good.exchanges == [("Qui est à Karsk ?", "L’armée.")]
    assert bad.model_extra is not None
    assert bad.model_extra["note"] == "“faux”"
    found = evaluate(news, file).results
    assert found[0].parts[0].right
    assert not found[1].parts[0].answered
    assert [part.outcome for part in found[2].parts] == ["wrong"]


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """The command says which file is wrong."""
    broken = tmp_path / "broken.sqlite"
    broken.write_text("x" * 2000)
    arguments = ("judgements", "export", "out.jsonl")
    done = run_qa(*arguments, cwd=tmp_path, QA_JUDGEMENTS=str(broken))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "broken.sqlite: the judgements of an earlier version cannot be" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_an_export_never_costs_judgements(
    kept: Judgements, soldiers: Answer, tmp_path: Path
) -> None:
    """Neither the kept judgements nor an earlier export are lost to a mistyped name."""
    kept.keep(judged(soldiers))
    onto_itself = run_qa("judgements", "export", "data/qa.sqlite", cwd=tmp_path)
    assert onto_itself.returncode == 1
    assert "write to another file" in onto_itself.stderr
    assert len(kept.all()) == 1
    earlier = tmp_path / "out.jsonl"
    earlier.write_text("{}\n")
    nowhere = run_qa("judgements", "export", "out.jsonl", "--judgements", "nowhere.sqlite",
                     cwd=tmp_path)  # fmt: skip
    assert nowhere.returncode == 1
    assert "nowhere.sqlite: does not exist" in nowhere.stderr
    assert earlier.read_text() == "{}\n"
