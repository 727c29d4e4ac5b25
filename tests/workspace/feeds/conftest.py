from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.website import Site, guard_network

from .made import Place


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A website on this machine; no other machine can be reached."""
    guard_network(monkeypatch, {"news.example": ["127.0.0.1"], "inner.example": ["10.1.2.3"]})
    with Site().open() as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A data folder."""
    place = Place(tmp_path / "data")
    yield place
    place.database.close()
