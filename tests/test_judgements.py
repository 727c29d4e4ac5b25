"""What readers thought of answers: kept, changed, exported, and measured with."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.assistant import Assistant
from qa.cli.commands import app
from qa.errors import JudgementsError
from qa.evaluation import as_dataset, evaluate, load_dataset
from qa.evaluation.dataset import GoldQuestion, as_question
from qa.evaluation.judge import Expected, judge
from qa.judgements import Judgement, Judgements, Verdict
from qa.types import Answer
from tests.commands import run_qa

SOLDIERS = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"
LITHIUM = "Quel est le prix du lithium au Chili ?"


@pytest.fixture
def kept(tmp_path: Path) -> Judgements:
    """No judgements yet, and no file."""
    return Judgements(tmp_path / "data" / "judgements.sqlite")


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


def test_a_judgement_comes_back_as_it_was(kept: Judgements, soldiers: Answer) -> None:
    """Question, history, answer, generation and note are read as written, by the owner only."""
    one = judged(soldiers, note="exact, “2 500”\n✓")
    kept.keep(one)
    assert kept.all() == [one]
    assert kept.count() == 1
    assert os.name == "nt" or kept.path.stat().st_mode & 0o077 == 0


def test_a_second_judgement_of_a_turn_replaces_the_first(
    kept: Judgements, soldiers: Answer
) -> None:
    """There is one row for each turn; taking it back leaves none."""
    kept.keep(judged(soldiers))
    kept.keep(judged(soldiers, "bad", note="wrong year"))
    assert [(one.verdict, one.note) for one in kept.all()] == [("bad", "wrong year")]
    kept.forget("a")
    kept.forget("a")
    assert kept.all() == []


def test_without_a_file_there_are_none_and_none_is_made(kept: Judgements) -> None:
    """Reading makes no file."""
    assert kept.all() == []
    assert kept.count() == 0
    kept.forget("a")
    assert not kept.path.exists()


def test_many_threads_judge_at_once(kept: Judgements, soldiers: Answer) -> None:
    """No judgement is lost, from the very first on, and the file uses write-ahead logging."""
    start = threading.Barrier(8)
    problems: list[Exception] = []

    def judge(name: str) -> None:
        start.wait()
        try:
            kept.keep(judged(soldiers, name=name))
        except JudgementsError as error:
            problems.append(error)

    threads = [threading.Thread(target=judge, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert {one.id for one in kept.all()} == set("01234567")
    with closing(sqlite3.connect(kept.path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_of_something_else_is_refused_and_left_alone(
    tmp_path: Path, soldiers: Answer
) -> None:
    """Text, another program's database and a newer version are named, and not written to."""
    text, other, newer = (tmp_path / name for name in ("text", "other", "newer"))
    text.write_text("no database at all, but long enough to be looked at as one" * 20)
    for path, statement in (
        (other, "CREATE TABLE bills (total)"),
        (newer, "PRAGMA user_version = 9"),
    ):
        with closing(sqlite3.connect(path)) as database:
            database.execute(statement)
    for path in (text, other, newer, tmp_path):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(JudgementsError, match="set `judgements` to another file") as caught:
            Judgements(path).keep(judged(soldiers))
        assert str(caught.value).startswith(str(path))
        assert path.is_dir() or path.read_bytes() == before


def test_a_full_disk_is_said_and_earlier_judgements_stay(
    kept: Judgements, soldiers: Answer
) -> None:
    """What cannot be written raises one error of ours; what was written is still read."""
    kept.keep(judged(soldiers))
    with closing(sqlite3.connect(kept.path)) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON judgements BEGIN "
                         "SELECT RAISE(ABORT, 'database or disk is full'); END")  # fmt: skip
    with pytest.raises(JudgementsError, match="disk is full"):
        kept.keep(judged(soldiers, name="b"))
    assert [one.id for one in kept.all()] == ["a"]


def test_a_row_that_was_changed_is_named(kept: Judgements, soldiers: Answer) -> None:
    """A judgement that is none is told by its id."""
    kept.keep(judged(soldiers))
    with closing(sqlite3.connect(kept.path)) as database, database:
        database.execute("UPDATE judgements SET answer = '{'")
    with pytest.raises(JudgementsError, match="the judgement 'a'"):
        kept.all()


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
    arguments = ["judgements", "export", str(file), "--judgements", str(kept.path)]
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert json.loads(result.stdout) == {"path": str(file), "good": 2, "bad": 1}
    assert CliRunner().invoke(app, arguments).stdout == f"{file}: 2 good and 1 bad answers\n"
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
    assert "broken.sqlite: judgements cannot be" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_an_export_never_costs_judgements(
    kept: Judgements, soldiers: Answer, tmp_path: Path
) -> None:
    """Neither the kept judgements nor an earlier export are lost to a mistyped name."""
    kept.keep(judged(soldiers))
    onto_itself = run_qa("judgements", "export", str(kept.path), cwd=tmp_path,
                         QA_JUDGEMENTS=str(kept.path))  # fmt: skip
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
