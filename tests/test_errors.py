"""Errors carry a code and values, and say themselves in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.accounts import Users
from qa.assistant import Assistant
from qa.build import build_index
from qa.corpus.add import add_to_corpus, save
from qa.encoder import open_encoder
from qa.errors import FailedFile, PlaceError, QAError, ReadError
from qa.evaluation import load_dataset
from qa.evaluation.evaluation import Evaluation
from qa.index.generations import read_status
from qa.index.publish import locked, rollback
from qa.llm.client import ChatClient, Timeouts
from qa.models import verify
from qa.settings import load_settings
from qa.workspace.judgements import read_older


def write(path: Path, text: str) -> Path:
    """A file."""
    path.write_text(text, encoding="utf-8")
    return path


def lock_twice(folder: Path) -> None:
    """Hold an index that is held already."""
    with locked(folder), locked(folder):
        pass


def judge(path: Path) -> None:
    """Read judgements from a file."""
    read_older(path)


def chat(url: str) -> None:
    """Ask a server that is not there."""
    list(ChatClient(url, "m", Timeouts(1, 1, 1)).stream([]))


RAISED: list[tuple[str, Callable[[Path], object]]] = [
    ("corpus.missing", lambda p: build_index(p / "none", p / "index")),
    ("corpus.empty", lambda p: build_index(p, p / "index")),
    ("corpus.unreadable", lambda p: build_index(write(p / "a.txt", " "), p / "index")),
    ("file.missing", lambda p: add_to_corpus([str(p / "none.txt")], p, max_bytes=9)),
    ("file.format", lambda p: save(b"x", "a.exe", p)),
    ("file.no_format", lambda p: save(b"x", "a", p)),
    ("file.not_article", lambda p: save(b"x", "README.txt", p)),
    ("page.scheme", lambda p: add_to_corpus(["http:///x"], p, max_bytes=9)),
    ("page.private", lambda p: add_to_corpus(["http://127.0.0.1:9/"], p, max_bytes=9)),
    ("index.missing", lambda p: Assistant.open(p / "none")),
    ("index.missing", lambda p: rollback(p / "none")),
    ("index.current", lambda p: read_status(write(p / "CURRENT", "?").parent)),
    ("index.locked", lock_twice),
    ("users.name", lambda p: Users(p / "u").add("a b", "12345678")),
    ("users.password_length", lambda p: Users(p / "u").add("ab", "1")),
    ("users.missing", lambda p: Users(p / "u").remove("ab")),
    ("users.invalid", lambda p: Users(write(p / "u", "{")).all()),
    ("judgements.unusable", lambda p: judge(write(p / "j", "no database" * 99))),
    ("setting.database", lambda _: load_settings(database="postgresql://a:s3@cret@b/c")),
    ("setting.unknown", lambda _: load_settings(colour="red")),
    ("setting.secret", lambda _: load_settings(llm_key="s3cret")),
    ("setting.invalid", lambda _: load_settings(port=-1)),
    ("setting.llm_address", lambda _: load_settings(llm="nowhere")),
    ("setting.llm_password", lambda _: load_settings(llm="http://a:s3cret@b/v1")),
    ("setting.llm_model", lambda _: load_settings(llm="http://b/v1")),
    ("llm.unreachable", lambda _: chat("http://127.0.0.1:9/v1")),
    ("encoder.load", lambda p: open_encoder(str(p)).dimension),
    ("weights.unreadable", lambda p: verify(write(p / "SHA256SUMS", "0  x.onnx\n").parent)),
    ("weights.changed", lambda p: verify(write(p / "SHA256SUMS", "0  SHA256SUMS\n").parent)),
    ("dataset.empty", lambda p: load_dataset(write(p / "q.jsonl", "\n"))),
    ("dataset.missing", lambda p: load_dataset(p / "none")),
    ("dataset.unreadable", load_dataset),
    ("index.not_folder", lambda p: build_index(write(p / "a.txt", "A. B."), p / "a.txt")),
    ("index.not_folder", lambda p: Assistant.open(write(p / "a.txt", "A. B."))),
    ("index.unwritable", lambda p: build_index(p, write(p / "a.txt", "A. B.") / "index")),
    ("dataset.json", lambda p: load_dataset(write(p / "q.jsonl", "\n{\n"))),
    ("dataset.field", lambda p: load_dataset(write(p / "q.jsonl", '{"question": 3}'))),
    ("evaluation.unreadable", lambda p: Evaluation.load(p / "none")),
    ("evaluation.other", lambda p: Evaluation.load(write(p / "r.json", "[]"))),
]
"""Codes of errors, and what raises them in an empty folder."""


@pytest.mark.parametrize(("code", "act"), RAISED, ids=[code for code, _ in RAISED])
def test_an_error_says_itself_in_both_languages(
    tmp_path: Path, code: str, act: Callable[[Path], object]
) -> None:
    """Its text is English and names the place; French has the same place and values."""
    with pytest.raises(QAError) as caught:
        act(tmp_path)
    error = caught.value
    assert error.code == code
    assert str(error) == error.say("en") != error.say("fr")
    assert "s3cret" not in str(error) + error.say("fr")
    if isinstance(error, PlaceError):
        assert str(error).startswith(error.path)
        assert error.say("fr").startswith(error.path)
        assert error.reason in str(error)


def test_the_line_of_a_dataset_is_named_in_both_languages(tmp_path: Path) -> None:
    """A wrong line is found by its number."""
    with pytest.raises(QAError) as caught:
        load_dataset(write(tmp_path / "q.jsonl", '{"question": "Who?"}\n{\n'))
    assert re.search(r"q\.jsonl, line 2: ", str(caught.value))
    assert "q.jsonl, ligne 2 : " in caught.value.say("fr")


def test_the_first_unreadable_file_is_the_reason(tmp_path: Path) -> None:
    """Where nothing could be read, the error says of the first file why, in both languages."""
    write(tmp_path / "a.pdf", "no PDF")
    with pytest.raises(ReadError) as caught:
        build_index(tmp_path, tmp_path / "index")
    assert "a.pdf: is not a PDF; " in str(caught.value)
    assert "a.pdf n’est pas un PDF ; " in caught.value.say("fr")


def test_an_unknown_code_fails_where_it_is_raised() -> None:
    """An error whose phrase is missing, or whose value is, cannot be made."""
    for values in ({}, {"size": 3}):
        with pytest.raises(KeyError):
            ReadError("a.txt", "file.no_such_thing", **values)
    with pytest.raises(KeyError):
        ReadError("a.txt", "file.too_large")


def test_a_failure_carries_code_values_and_the_sentence() -> None:
    """As JSON a failed file has its path, its code, its values and the English reason."""
    failed = FailedFile(path="a.txt", code="file.too_large", values={"size": 2.5})
    assert json.loads(failed.model_dump_json()) == {
        "path": "a.txt",
        "code": "file.too_large",
        "values": {"size": 2.5},
        "kept": False,
        "reason": failed.say("en"),
    }
    assert "2.5 MB" in failed.reason
    assert "2,5 Mo" in failed.say("fr")


def test_a_failure_of_an_error_says_the_whole() -> None:
    """What keeps an error for later keeps its place too."""
    error = ReadError("a.txt", "file.empty")
    assert error.failure.reason == str(error)
    assert error.failure.say("fr") == error.say("fr")
    assert FailedFile.of(error).reason == error.reason
    assert FailedFile.of(error, "b.txt").path == "b.txt"
