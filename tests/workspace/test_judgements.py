"""Judgements in the database, and those of a file of an earlier version."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import JudgementsError, WorkspaceError
from qa.judgements import Judgement, Verdict
from qa.types import Answer
from qa.workspace.database import Database
from qa.workspace.judgements import Judgements
from tests.commands import run_qa
from tests.ui.fakes import make_answer
from tests.workspace.conftest import Opening

OLDER = """
CREATE TABLE judgements (id TEXT PRIMARY KEY, time TEXT, question TEXT, history TEXT,
    language TEXT, answer TEXT, generation TEXT, verdict TEXT, note TEXT);
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
"""


def judged(name: str = "a", verdict: Verdict = "good", note: str = "") -> Judgement:
    """A judgement."""
    answer: Answer = make_answer("Qui ?", [], [])
    return Judgement(
        id=name, time="2026-11-22T12:00:00+00:00", question="Qui ?", history=[("Où ?", "Ici.")],
        language="fr", answer=answer, generation="g1", verdict=verdict, note=note,
    )  # fmt: skip


def write_older(path: Path, *judgements: Judgement) -> None:
    """A file as earlier versions wrote it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(OLDER)
        for one in judgements:
            row = one.model_dump(mode="json")
            values = [json.dumps(v) if n in {"history", "answer"} else v for n, v in row.items()]
            database.execute(f"INSERT INTO judgements VALUES ({','.join('?' * 9)})", values)  # noqa: S608


def test_a_judgement_comes_back_as_it_was(opening: Opening) -> None:
    """Question, history, answer, generation and note are read as written, by any server."""
    one = judged(note="exact, “2 500”\n✓")
    Judgements(opening()).keep(one)
    assert Judgements(opening()).all() == [one]
    assert Judgements(opening()).count() == 1


def test_a_second_judgement_of_a_turn_replaces_the_first(opening: Opening) -> None:
    """There is one row for each turn; taking it back leaves none."""
    kept = Judgements(opening())
    kept.keep(judged())
    kept.keep(judged(verdict="bad", note="wrong year"))
    assert [(one.verdict, one.note) for one in kept.all()] == [("bad", "wrong year")]
    kept.forget("a")
    kept.forget("a")
    assert kept.all() == []


def test_to_look_makes_no_file(tmp_path: Path) -> None:
    """Without judgements there are none."""
    kept = Judgements(Database(tmp_path / "data"), tmp_path / "judgements.sqlite")
    assert (kept.all(), kept.count()) == ([], 0)
    kept.forget("a")
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_taken_in_once(opening: Opening, tmp_path: Path) -> None:
    """Nothing of it is lost, it stays under another name, and what is taken back stays so."""
    older = tmp_path / "judgements.sqlite"
    write_older(older, judged("a", note="é"), judged("b", "bad"))
    content = Judgements(opening(), older).all()
    assert content == [judged("a", note="é"), judged("b", "bad")]
    assert not older.exists()
    with closing(sqlite3.connect(tmp_path / "judgements.sqlite.imported")) as database:
        assert database.execute("SELECT count(*) FROM judgements").fetchone() == (2,)
    kept = Judgements(opening(), older)
    kept.forget("a")
    assert [one.id for one in kept.all()] == ["b"]


def test_files_that_come_back_are_taken_in_too(tmp_path: Path) -> None:
    """An earlier version, started once more, loses nothing either; what is newer here stays."""
    older, database = tmp_path / "judgements.sqlite", Database(tmp_path / "data")
    kept = Judgements(database, older)
    kept.keep(judged("a", note="now"))
    for name in ("b", "c"):
        write_older(older, judged("a", note="then"), judged(name))
        assert name in [one.id for one in kept.all()]
    assert [(one.id, one.note) for one in kept.all()] == [("a", "now"), ("b", ""), ("c", "")]
    assert len(list(tmp_path.glob("judgements.sqlite.imported*"))) == 2
    database.close()


def test_what_an_older_file_still_has_in_its_log_is_taken_in(tmp_path: Path) -> None:
    """A server that was killed leaves part of the file beside it."""
    older, copied = tmp_path / "judgements.sqlite", tmp_path / "copied"
    copied.mkdir()
    write_older(older)
    with closing(sqlite3.connect(older)) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        row = judged().model_dump(mode="json")
        values = [json.dumps(v) if n in {"history", "answer"} else v for n, v in row.items()]
        with database:
            database.execute("INSERT INTO judgements VALUES (?,?,?,?,?,?,?,?,?)", values)
        for name in ("judgements.sqlite", "judgements.sqlite-wal"):
            (copied / name).write_bytes((tmp_path / name).read_bytes())
    kept = Judgements(Database(tmp_path / "data"), copied / "judgements.sqlite")
    assert kept.all() == [judged()]
    assert {path.name for path in copied.iterdir() if path.name[0] != "."} == {
        "judgements.sqlite.imported"
    }


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Text and another program's database are named, and not written to."""
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
            Judgements(Database(tmp_path / "data"), path).keep(judged())
        assert str(caught.value).startswith(str(path))
        assert path.is_dir() or path.read_bytes() == before


def test_a_full_disk_is_said_and_earlier_judgements_stay(tmp_path: Path) -> None:
    """What cannot be written raises one error of ours; what was written is still read."""
    kept = Judgements(Database(tmp_path))
    kept.keep(judged())
    with closing(sqlite3.connect(tmp_path / "qa.sqlite")) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON judgements BEGIN "
                         "SELECT RAISE(ABORT, 'database or disk is full'); END")  # fmt: skip
    with pytest.raises(WorkspaceError, match="disk is full"):
        kept.keep(judged("b"))
    assert [one.id for one in kept.all()] == ["a"]


def test_a_row_that_was_changed_is_named(tmp_path: Path) -> None:
    """A judgement that is none is named by its id."""
    kept = Judgements(Database(tmp_path))
    kept.keep(judged())
    with closing(sqlite3.connect(tmp_path / "qa.sqlite")) as database, database:
        database.execute("UPDATE judgements SET answer = '{'")
    with pytest.raises(JudgementsError, match="the judgement 'a'"):
        kept.all()


def test_an_older_file_is_exported_as_it_is(tmp_path: Path) -> None:
    """`--judgements FILE` gives what that file holds, and moves nothing."""
    write_older(tmp_path / "old.sqlite", judged("a"), judged("b", "bad"))
    done = run_qa("judgements", "export", "out.jsonl", "--judgements", "old.sqlite", cwd=tmp_path)
    assert "1 good and 1 bad answers" in done.stdout, done.stderr
    assert {"old.sqlite", "out.jsonl"} == {path.name for path in tmp_path.iterdir()}
