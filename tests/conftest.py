"""Parts that are costly to make and that no test changes: encoder, indexes, assistants."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.settings import Settings
from tests.newsroom import ARTICLES, SAMPLES, write_table

# Machines that run tests are slow at times; a slow example is no failure.
settings.register_profile("qa", deadline=None)
settings.load_profile("qa")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the tests of an index that is never broken go on."""
    parser.addoption("--kills", type=int, default=2, help="builds that are killed at any instant")
    parser.addoption("--rebuilds", type=int, default=2, help="builds while twice as many ask")
    parser.addoption("--histories", type=int, default=10, help="ways for a corpus to change")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser, builds whole pages, or belongs to training, is slow."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures or {"training", "http", "access"} & {*item.path.parts}:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without `qa.toml`, and no `QA_*` variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QA_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def encoder() -> BuiltInEncoder:
    """The encoder that is shipped."""
    return BuiltInEncoder()


@pytest.fixture(scope="session")
def news_index(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Path:
    """An index of the handful of articles."""
    folder = tmp_path_factory.mktemp("news")
    build_index(write_table(folder / "corpus", ARTICLES), folder / "index", encoder=encoder)
    return folder / "index"


@pytest.fixture(scope="session")
def news(news_index: Path, encoder: BuiltInEncoder) -> Iterator[Assistant]:
    """An assistant over the handful of articles."""
    with Assistant.open(news_index, encoder=encoder) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def samples(
    tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder
) -> Iterator[Assistant]:
    """An assistant over the sample articles of the project."""
    index = tmp_path_factory.mktemp("samples") / "index"
    build_index(SAMPLES, index, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        yield assistant


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs `qa` in this process, where libraries are loaded already, without settings of ours."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    return CliRunner()
