"""How questions reach `qa ask` and `qa chat`, and what comes back."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import SECONDS, environment, run_qa
from tests.newsroom import ARMY

pytestmark = pytest.mark.slow

WHO = "Qui a envoyé des soldats à Karsk ?"
HOW_MANY = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"
NOBODY = "Qui a peint la Joconde ?"


@pytest.fixture
def folder(news_index: Path) -> Path:
    """A folder with `corpus` and `index`; nothing in it may be changed."""
    return news_index.parent


def piped(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `qa` with a text on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=folder,
        env=environment(),
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def test_words_need_no_quotes(folder: Path) -> None:
    """The words behind `qa ask` are one question, and options may follow them."""
    result = run_qa("ask", *WHO.split(), "--json", cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["question"] == WHO


def test_a_short_answer_says_what_it_is_worth(folder: Path) -> None:
    """Above the quote stand the short answer and its confidence, in the question's language."""
    lines = run_qa("ask", HOW_MANY, cwd=folder).stdout.splitlines()
    assert lines[0].strip() == "2 500"
    assert lines[1].strip().startswith("confiance élevée (0.")
    assert lines[2].strip().startswith("« L’armée a envoyé")


@pytest.mark.parametrize("dash", [["-"], []], ids=["dash", "nothing"])
def test_a_question_comes_from_a_pipe(folder: Path, dash: list[str]) -> None:
    """`qa ask -`, and `qa ask` behind a pipe, read the question from standard input."""
    result = piped(folder, f"{WHO}\n", "ask", *dash, "--json")
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["question"] == WHO


def test_each_line_is_a_question(folder: Path) -> None:
    """Several lines get an answer each, under their questions; as JSON they are one list."""
    text = f"{WHO}\n\n  {NOBODY}\n"
    shown = piped(folder, text, "ask", "-").stdout
    assert shown.index(f"# {WHO}") < shown.index(ARMY["title"]) < shown.index(f"# {NOBODY}")
    found = json.loads(piped(folder, text, "ask", "-", "--json").stdout)
    assert [answer["question"] for answer in found] == [WHO, NOBODY]
    assert [answer["answered"] for answer in found] == [True, False]


def test_nothing_asked_is_wrong_usage(folder: Path) -> None:
    """Without words, and with nothing on standard input, the usage is shown."""
    for arguments in (["ask"], ["ask", "-"]):
        result = piped(folder, "\n", *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert "there is no question" in result.stderr


@pytest.mark.parametrize(
    ("lines", "code"), [([WHO], 0), ([NOBODY], 3), ([WHO, NOBODY], 3)], ids=["one", "none", "some"]
)
def test_a_refusal_has_an_exit_code(folder: Path, lines: list[str], code: int) -> None:
    """With `--exit-code` a question without an answer ends with 3; without it, with 0."""
    text = "\n".join(lines)
    assert piped(folder, text, "ask", "-", "--exit-code").returncode == code
    assert piped(folder, text, "ask", "-").returncode == 0


def test_a_chat_understands_follow_ups(folder: Path) -> None:
    """`qa chat` knows what was asked before, and goes on after a question that is refused."""
    result = piped(folder, f"{WHO}\n{'x' * 1001}\nEt pourquoi ?\n", "chat")
    assert result.returncode == 0
    assert result.stderr.startswith("qa: the question has 1,001 characters")
    assert len(result.stderr.splitlines()) == 1
    assert f"{WHO} Et pourquoi ?" in result.stdout
    assert "afin de protéger le barrage" in result.stdout


def test_a_chat_refuses_a_filter_at_once(folder: Path) -> None:
    """A source that no article has ends `qa chat` before a question is read."""
    result = piped(folder, WHO, "chat", "--source", "Nope")
    assert (result.returncode, result.stdout) == (1, "")
    assert "no article has the source 'Nope'" in result.stderr


def on_terminal(folder: Path, *arguments: str) -> tuple[str, str]:
    """Standard output and error of `qa`, both of which are terminals."""
    streams = [pty.openpty(), pty.openpty()]
    with subprocess.Popen(
        [sys.executable, "-m", "qa", *arguments],
        cwd=folder,
        env=environment() | {"TERM": "xterm-256color"},
        stdout=streams[0][1],
        stderr=streams[1][1],
    ) as process:
        process.wait(SECONDS)
    shown = []
    for ours, theirs in streams:
        os.set_blocking(ours, False)
        shown.append(os.read(ours, 100_000).decode() if has_output(ours) else "")
        os.close(ours)
        os.close(theirs)
    return shown[0], shown[1]


def has_output(stream: int) -> bool:
    """Whether a terminal has something to read."""
    import select

    return bool(select.select([stream], [], [], 0)[0])


def test_a_terminal_sees_that_it_thinks(folder: Path) -> None:
    """While it thinks, something moves on standard error; `--quiet` keeps still."""
    output, error = on_terminal(folder, "ask", HOW_MANY)
    assert "Reading the articles" in error
    assert "\x1b[1m  2 500\x1b[0m" in output
    output, error = on_terminal(folder, "ask", HOW_MANY, "--quiet")
    assert error == ""
    assert "2 500" in output
