"""Questions that were asked beforehand outlive the server."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from qa.proposals import Pool
from qa.types import IndexStatus
from qa.workspace.database import Database
from qa.workspace.proposals import POOLS, ProposalStore

STATUS = IndexStatus(
    index="index", generation="g000001", built="2026-01-01T00:00:00+00:00", encoder="e",
    dimension=8, articles=1, passages=1, languages={}, sources={}, published=None,
    generations=["g000001"],
)  # fmt: skip
POOL = Pool(generation=STATUS.generation, built=STATUS.built, done=True)


def test_a_pool_is_there_after_a_restart(tmp_path: Path) -> None:
    """But only for the generation that it was made for."""
    database = Database(tmp_path)
    store = ProposalStore(database)
    assert store.load(STATUS) is None
    store.save(STATUS, POOL)
    store.save(STATUS, POOL)
    database.close()
    again = ProposalStore(database)
    assert again.load(STATUS) == POOL
    assert again.load(STATUS.model_copy(update={"built": "later"})) is None
    assert again.load(STATUS.model_copy(update={"index": "other"})) is None
    database.close()


def test_what_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    """A pool of another version counts as none."""
    database = Database(tmp_path)
    store = ProposalStore(database)
    store.save(STATUS, POOL)
    with database.begin() as connection:
        connection.execute(update(POOLS).values(pool='{"strange": 1}'))
    assert store.load(STATUS) is None
    database.close()
