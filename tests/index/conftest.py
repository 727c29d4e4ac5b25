"""A Milvus server, which takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.milvus import Server


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Milvus server that nobody kills."""
    from tests.milvus import Server

    server = Server(tmp_path_factory.mktemp("milvus"))
    yield server
    server.kill()
