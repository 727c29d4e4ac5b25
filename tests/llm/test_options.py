"""How a model is named: settings, flags, the key, and what the command line shows."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.text import Text

from qa.errors import SettingsError
from qa.llm.client import KEY_VARIABLE
from qa.settings import load_settings
from tests.commands import SECONDS, environment, run_qa, shown_on
from tests.newsroom import BRIDGE, write_table

from .promises import NOTES
from .scripted import MODEL, Scripted

SECRET = "sk-very-secret-123"  # noqa: S105 - of no server
QUOTE = "Hollin Bridge reopened to traffic on Tuesday after eleven months of repairs."
ASKED = "When did Hollin Bridge reopen?"
VARIABLES = {KEY_VARIABLE: SECRET, "QA_ANSWER_THRESHOLD": "0", "QA_LLM_FIRST_TIMEOUT": "120"}
WRITTEN = "Since Tuesday, Hollin Bridge is open to traffic again."


pytestmark = [pytest.mark.usefixtures("folder"), pytest.mark.slow]


def test_without_an_address_there_is_no_model() -> None:
    """Nothing is written by a model unless one is named."""
    settings = load_settings()
    assert (settings.llm, settings.llm_model) == (None, None)


def test_address_and_model_come_from_all_sources(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flags, variables and `qa.toml` name them, like every setting."""
    (folder / "qa.toml").write_text('llm = "http://a/v1"\nllm_timeout = 5\n', encoding="utf-8")
    monkeypatch.setenv("QA_LLM_MODEL", "m")
    assert load_settings().llm == "http://a/v1"
    settings = load_settings(llm="https://b/v1")
    assert (settings.llm, settings.llm_model, settings.llm_timeout) == ("https://b/v1", "m", 5)


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://a/v1",
        "file:///etc/passwd",
        "http://",
        "a b",
        "http://[::1/v1",
        "http://a:port/v1",
    ],
)
def test_an_address_is_one_of_the_web(url: str) -> None:
    """What does not begin with http or https, or names no server, is refused by name."""
    with pytest.raises(SettingsError, match=r"setting 'llm' is .*QA_LLM or in qa\.toml"):
        load_settings(llm=url, llm_model="m")


def test_an_address_needs_a_model() -> None:
    """An address without a model says how to name one."""
    with pytest.raises(SettingsError, match=r"llm_model.*--llm-model.*QA_LLM_MODEL"):
        load_settings(llm="http://a/v1")


@pytest.mark.parametrize("name", ["llm_timeout", "llm_first_timeout", "llm_connect_timeout"])
def test_timeouts_are_positive(name: str) -> None:
    """A timeout of nothing is refused."""
    with pytest.raises(SettingsError, match=name):
        load_settings(**{name: 0})


def test_a_password_in_the_address_is_refused_unseen() -> None:
    """Secrets belong into the variable; the error does not show one."""
    with pytest.raises(SettingsError, match=KEY_VARIABLE) as caught:
        load_settings(llm=f"https://me:{SECRET}@a/v1", llm_model="m")
    assert SECRET not in str(caught.value)


def test_a_key_in_the_file_is_refused_unseen(folder: Path) -> None:
    """`llm_key` is no setting; the error names the variable and does not show the key."""
    (folder / "qa.toml").write_text(f'llm_key = "{SECRET}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=KEY_VARIABLE) as caught:
        load_settings()
    assert SECRET not in str(caught.value)


def test_the_key_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable of the key is read for its server only, and is not part of the settings."""
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    assert SECRET not in repr(load_settings())


def ask(folder: Path, server: Scripted, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run `qa ask` with the scripted server, over one article of one sentence."""
    write_table(folder / "corpus", [BRIDGE | {"text": QUOTE}])
    assert run_qa("build", cwd=folder).returncode == 0
    named = ["--llm", server.url, "--llm-model", MODEL]
    return run_qa("ask", ASKED, *named, *flags, cwd=folder, **VARIABLES)


def test_the_command_shows_what_is_written(folder: Path, server: Scripted) -> None:
    """`qa ask --llm` prints the sentences, then the quotes, what was left out, and the places."""
    server.says(f"{WRITTEN} [1] It was painted blue. [1]")
    result = ask(folder, server)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{WRITTEN} [1]\n\n")
    assert f"“{QUOTE}” [1]" in result.stdout
    assert "One sentence by the language model was left out" in result.stdout
    assert server.headers[0]["authorization"] == f"Bearer {SECRET}"


def test_the_command_shows_the_same_on_a_terminal(folder: Path, server: Scripted) -> None:
    """On a terminal, where the sentences come one by one, in colour, the text is that of a pipe."""
    server.says(f"{WRITTEN} [1] It was painted blue. [1]")
    piped = ask(folder, server)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "ask", ASKED, "--llm", server.url, "--llm-model", MODEL],
        cwd=folder,
        env=environment(**VARIABLES),
        stdout=theirs,
    )
    os.close(theirs)
    shown = shown_on(ours).replace("\r\n", "\n")
    assert process.wait(timeout=SECONDS) == 0
    assert Text.from_ansi(shown).plain.split() == piped.stdout.split()


def test_the_command_answers_without_the_server(folder: Path, server: Scripted) -> None:
    """If the server fails, `qa ask` gives the quotes and says why, without the key."""
    server.says(401)
    result = ask(folder, server, "--json")
    answer = json.loads(result.stdout)
    assert answer["text"].endswith(f"*{NOTES['failed']['en']}*")
    assert "refused the request with status 401" in result.stderr
    assert SECRET not in result.stdout + result.stderr
