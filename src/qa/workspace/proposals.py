"""The pools of questions that were asked beforehand, one for each index folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Column, Table, select

from qa.proposals import Pool
from qa.types import IndexStatus
from qa.workspace.database import METADATA, Database, Text, insert_into

POOLS = Table(
    "proposals",
    METADATA,
    Column("index_folder", Text, primary_key=True),
    Column("pool", Text, nullable=False),
)


class ProposalStore:
    """Keeps the pool of an index folder, so that a restart has it at once.

    Its methods raise `WorkspaceError` if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, status: IndexStatus) -> Pool | None:
        """The pool of the generation in use, if that is the one which was kept."""
        wanted = select(POOLS.c.pool).where(POOLS.c.index_folder == _folder(status))
        with self._database.begin() as connection:
            kept = connection.execute(wanted).scalar()
        try:
            pool = Pool.model_validate_json(kept) if kept else None
        except ValidationError:  # of another version of this program: it is made again
            return None
        same = pool and (pool.generation, pool.built) == (status.generation, status.built)
        return pool if same else None

    def save(self, status: IndexStatus, pool: Pool) -> None:
        """Keep a pool in the place of the one that its index folder had before."""
        with self._database.begin() as connection:
            new = insert_into(connection, POOLS).values(
                index_folder=_folder(status), pool=pool.model_dump_json()
            )
            kept = {"pool": new.excluded.pool}
            connection.execute(
                new.on_conflict_do_update(index_elements=[POOLS.c.index_folder], set_=kept)
            )


def _folder(status: IndexStatus) -> str:
    return str(Path(status.index).absolute())
