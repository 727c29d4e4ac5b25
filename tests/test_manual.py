"""The documentation in both languages: the same pages, and what they show exists and runs."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_group

import qa
from qa.build import build_index
from qa.cli.commands import app
from qa.encoder import BuiltInEncoder
from qa.settings import Settings
from qa_ui.server import create_app
from tests.newsroom import ROOT, SAMPLES
from tests.test_docs import blocks, command_lines, parse

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs"
LANGUAGES = ("en", "fr")
PAGES = sorted(path.name for path in (DOCS / "en").glob("*.md"))
EVERY = [(language, name) for language in LANGUAGES for name in PAGES]


def page(language: str, name: str) -> str:
    """The text of a page."""
    return (DOCS / language / name).read_text(encoding="utf-8")


def outline(text: str) -> list[int]:
    """The levels of its headings, outside of examples."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", plain, re.MULTILINE)]


def shapes(text: str) -> list[tuple[str, list[str]]]:
    """Its calls of `qa` without what is put into words: commands and options."""
    calls = [parse(line) for line in command_lines(text)]
    return [(name, [one for one in given if one.startswith("-")]) for name, given in calls]


def slugs(text: str) -> set[str]:
    """What links can lead to: its headings as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def commands() -> set[str]:
    """All commands as they are typed, with those below others."""
    known = get_group(app).commands
    groups = {name: one for name, one in known.items() if isinstance(one, TyperGroup)}
    below = {f"{name} {sub}" for name, one in groups.items() for sub in one.commands}
    return (set(known) - set(groups)) | below


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_pages(name: str) -> None:
    """Headings, commands, programs and settings of a page are the same in both."""
    english, french = page("en", name), page("fr", name)
    assert {path.name for path in (DOCS / "fr").glob("*.md")} == set(PAGES)
    assert outline(english) == outline(french)
    assert shapes(english) == shapes(french)
    fences = r"^```(\w+)"
    assert re.findall(fences, english, re.MULTILINE) == re.findall(fences, french, re.MULTILINE)
    rows = r"^\| `([^`]+)`"
    assert re.findall(rows, english, re.MULTILINE) == re.findall(rows, french, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_described(language: str) -> None:
    """The page of commands has a row for each, and the exit codes."""
    text = page(language, "commands.md")
    rows = re.findall(r"^\| `qa ([a-z ]*[a-z])", text, re.MULTILINE)
    assert commands() <= set(rows)
    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_described(language: str) -> None:
    """The page of settings has a row for each, with its default."""
    rows = re.findall(
        r"^\| `(\w+)` \| (?:`(.*?)`)? ?\|", page(language, "settings.md"), re.MULTILINE
    )
    defaults = {name: tomllib.loads(f"x = {value}")["x"] if value else None for name, value in rows}
    known = Settings().model_dump(mode="json")
    assert defaults == {name: None if known[name] == "" else known[name] for name in known}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_is_described(language: str) -> None:
    """The page about Python names all errors that can be imported, and no others."""
    named = set(re.findall(r"`(\w+Error)`", page(language, "python.md")))
    known = {name for name in qa.__all__ if name.endswith("Error")}
    assert known - {"PlaceError"} <= named <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_paths_of_the_api_exist(language: str) -> None:
    """Every path in the page about HTTP is one of the server's, by its method."""
    paths = create_app(Settings()).openapi()["paths"]
    known = {f"{method.upper()} {path}" for path, one in paths.items() for method in one}
    known = {re.sub(r"\{[^}]+\}", "{id}", one) for one in known}
    assert set(re.findall(r"`((?:GET|POST|DELETE|PUT) /\S+)`", page(language, "http.md"))) <= known


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_links_lead_somewhere(language: str, name: str) -> None:
    """Links lead to files and headings that exist."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page(language, name)):
        if not re.match(r"[a-z]+:", target):
            path, _, heading = target.partition("#")
            found = (DOCS / language / path).resolve() if path else DOCS / language / name
            assert found.exists(), target
            assert not heading or heading in slugs(found.read_text(encoding="utf-8")), target


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_examples_of_settings_are_settings(language: str, name: str) -> None:
    """What a page shows of `qa.toml` can be set."""
    for block in blocks(page(language, name), "toml"):
        assert Settings(**tomllib.loads(block))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Path:
    """The folder of a user with articles and index."""
    folder = tmp_path_factory.mktemp("user")
    shutil.copytree(SAMPLES, folder / "corpus")
    build_index(folder / "corpus", folder / "index", encoder=encoder)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_run(
    folder: Path,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every program of the page about Python runs as it stands and prints something."""
    monkeypatch.chdir(folder)
    for block in blocks(page(language, "python.md"), "python"):
        exec(compile(block, "python.md", "exec"), {})  # noqa: S102 - our own text
        assert capsys.readouterr().out.strip(), block
