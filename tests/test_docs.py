"""What the documentation says is true: its commands exist, its examples run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_group
from typer.testing import CliRunner

from qa.build import build_index
from qa.cli.commands import app
from qa.encoder import BuiltInEncoder
from qa.settings import Settings
from tests.newsroom import ROOT, SAMPLES

pytestmark = pytest.mark.slow

COMMAND = typer.main.get_command(app)
COMMANDS = set(COMMAND.commands)  # type: ignore[attr-defined]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md"))
RUN = {"build", "ask", "search", "status"}
"""Commands of the README that are run here; the others have tests of their own."""


def blocks(text: str, *languages: str) -> list[str]:
    """The fenced blocks of markdown that are in these languages."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for language, block in found if language in languages]


def command_lines(text: str) -> list[str]:
    """The lines of shell examples that call `qa`, as one line each and without what follows it."""
    shell = "\n".join(blocks(text, "bash", "sh", "shell", "console")).replace("\\\n", " ")
    lines = [line.removeprefix("$ ").strip() for line in shell.splitlines()]
    calls = [re.sub(r"^(?:[A-Z_]+=\S+ +)+", "", line) for line in lines]
    return [alone(line) for line in calls if line.startswith("qa ")]


def alone(line: str) -> str:
    """A call without what follows it in the shell."""
    return re.split(r" (?:\||&&|>|;) ", line)[0]


def make_lines() -> list[str]:
    """The calls of `qa` in the Makefile, its variables replaced."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    calls = re.findall(r"\$\(BIN\)/(qa .*)", text)
    return [re.sub(r"\$[({]\w+[)}]", "x", line) for line in calls]


def helps() -> list[str]:
    """The examples in the help of the commands, and of the commands below them."""
    known = [*get_group(app).commands.values()]
    for group in (command for command in known if isinstance(command, TyperGroup)):
        known += group.commands.values()
    texts = [command.help or "" for command in known]
    return [alone(line) for text in texts for line in re.findall(r"Example: `(qa .*?)`", text)]


def parse(line: str) -> tuple[str, list[str]]:
    """Command and arguments of a line, checked by the command line itself but not run."""
    name, *arguments = shlex.split(line, comments=True)[1:]
    assert name in COMMANDS, f"there is no command {name!r}"
    with typer.Context(COMMAND) as context:
        command, given = COMMAND.get_command(context, name), arguments  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            command, given = command.commands[arguments[0]], arguments[1:]
        if "--help" not in given:
            command.make_context(name, list(given), parent=context)
    return name, arguments


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Path:
    """The folder of a user: sample articles with their index, and articles of one's own."""
    folder = tmp_path_factory.mktemp("user")
    shutil.copytree(SAMPLES, folder / "corpus")
    shutil.copytree(SAMPLES / "2022", folder / "my-articles")
    build_index(folder / "corpus", folder / "index", encoder=encoder)
    return folder


@pytest.mark.parametrize("line", [*command_lines(README), *helps(), *make_lines()])
def test_examples_are_valid(line: str) -> None:
    """Every example, in the README, the help and the Makefile, is a command that exists."""
    parse(line)


def test_the_readme_has_examples() -> None:
    """The README shows every command at work."""
    assert {parse(line)[0] for line in command_lines(README)} == COMMANDS


def test_every_setting_is_documented() -> None:
    """The README names every setting."""
    for name in Settings.model_fields:
        assert f"`{name}`" in README or f"`QA_{name.upper()}`" in README


def test_every_format_of_the_contract_is_documented() -> None:
    """The README names every kind of file that can be read."""
    for suffix in (".txt", ".md", ".html", ".pdf", ".jsonl", ".csv", ".gz"):
        assert f"`{suffix}`" in README


def test_commands_of_the_readme_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands that build and ask do what the README shows, in its order."""
    monkeypatch.chdir(folder)
    ran = []
    for line in command_lines(README):
        name, arguments = parse(line)
        if name in RUN:
            result = CliRunner().invoke(app, [name, *arguments])
            assert (result.exit_code, result.stderr) == (0, ""), line
            assert result.stdout.strip()
            ran.append(name)
    assert set(ran) == RUN


@pytest.mark.parametrize("block", [b for b in blocks(README, "python") if "http://" not in b])
def test_python_of_the_readme_runs(
    folder: Path,
    block: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A block of Python runs as it stands, beside a folder of articles."""
    monkeypatch.chdir(folder)
    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own text
    assert capsys.readouterr().out.strip() or "print" not in block


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files(name: str) -> None:
    """Relative links and pictures of the documents lead to files of the project."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_the_project_has_its_documents() -> None:
    """Readers find the licence, the changes, how to help and how to report a weakness."""
    for name in ("LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"):
        assert (ROOT / name).stat().st_size > 200
    assert "[Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_project_stands_alone() -> None:
    """No file speaks of folders outside the project or of the machine it was written on."""
    outside = ("../" + "shared", "/work" + "/", "@" * 2)
    folders = ("src", "ui", "tests", "training", "benchmarks", "corpus", ".ci")
    paths = [path for name in folders for path in (ROOT / name).rglob("*")]
    kinds = {".py", ".md", ".txt", ".toml", ".json", ".jsonl", ".css", ".js", ".html", ".sh"}
    for path in [*ROOT.iterdir(), *paths, ROOT / "index" / "README.md"]:
        if path.is_file() and (path.suffix in kinds or path.name in {"Makefile", "run"}):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [mark for mark in outside if mark in text], path
