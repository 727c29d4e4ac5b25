import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from qa.errors import WorkspaceError
from qa.workspace.database import METADATA, Database

NOTES = Table("notes_of_a_test", MetaData(), Column("number", Integer))


def test_what_was_written_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    """Rows outlive the object that wrote them."""
    first = _with_notes(tmp_path / "data")
    with first.begin() as connection:
        connection.execute(insert(NOTES).values(number=7))
    first.close()
    with Database(tmp_path / "data").begin() as connection:
        assert connection.scalar(select(NOTES.c.number)) == 7


def test_a_failure_leaves_nothing_half_written(tmp_path: Path) -> None:
    """An exception inside a transaction undoes it."""
    database = _with_notes(tmp_path)
    with pytest.raises(KeyError):
        _fail_after_writing(database)
    with database.begin() as connection:
        assert connection.scalar(select(NOTES.c.number)) is None
    database.close()


def test_threads_write_at_once(tmp_path: Path) -> None:
    """Nothing that several threads write is lost."""
    database = _with_notes(tmp_path)

    def write(number: int) -> None:
        with database.begin() as connection:
            connection.execute(insert(NOTES).values(number=number))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.begin() as connection:
        assert sorted(connection.scalars(select(NOTES.c.number))) == list(range(12))
    database.close()


def test_several_are_made_at_once(tmp_path: Path) -> None:
    """A server with several collections makes one for each of them in its threads."""
    start = threading.Barrier(6)
    problems: list[Exception] = []

    def make(name: str) -> None:
        database = Database(tmp_path / name)
        start.wait()
        try:
            with database.begin() as connection:
                connection.execute(select(1))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            problems.append(error)
        database.close()

    threads = [threading.Thread(target=make, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """What people asked is not for other users of the machine."""
    database = _with_notes(tmp_path)
    mode = stat.S_IMODE(Path(database.name).stat().st_mode)
    database.close()
    assert mode & (stat.S_IRGRP | stat.S_IROTH) == 0


def test_another_file_in_its_place_is_named(tmp_path: Path) -> None:
    """A file that is no database is refused with its path and the remedy, and left as it is."""
    file = tmp_path / "qa.sqlite"
    file.write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"qa\.sqlite.*`data`") as caught:
        _with_notes(tmp_path)
    assert caught.value.path == str(file)
    assert file.read_text(encoding="utf-8").startswith("not a database")


def _with_notes(folder: Path) -> Database:
    assert NOTES.name not in METADATA.tables
    database = Database(folder)
    with database.begin() as connection:
        NOTES.create(connection, checkfirst=True)
    return database


def _fail_after_writing(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(insert(NOTES).values(number=1))
        raise KeyError
