"""Passages on a Milvus server: collections, their alias, and a server that fails."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import qa.index.milvus.server
from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.errors import IndexDamagedError, IndexFolderError, IndexStoreError, SettingsError
from qa.index.generations import generation_names, read_status
from qa.index.publish import rollback
from qa.settings import Settings, load_settings
from qa.types import BuildProgress
from qa.workspace.collections import store_of
from tests.commands import environment
from tests.index.disk import before_each
from tests.milvus import Server, encrypted
from tests.newsroom import ARTICLES, BRIDGE, STRIKE, CountingEncoder, write_table

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path, milvus: Server) -> Settings:
    """A folder of articles, whose passages go to the server."""
    corpus = write_table(tmp_path / "corpus", ARTICLES)
    return Settings(corpus=corpus, index=tmp_path / "index", store=milvus.new())


@pytest.fixture
def fragile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that may be killed; nobody waits long for it."""
    monkeypatch.setattr(qa.index.milvus.server, "SECONDS", 1.0)
    (tmp_path / "milvus").mkdir()
    server = Server(tmp_path / "milvus")
    yield server
    server.kill()


def collections(milvus: Server, settings: Settings) -> tuple[list[str], list[str]]:
    """The collections of an index by the ends of their names, and where its alias leads."""
    name = str(settings.store).rpartition("/")[2]
    with closing(milvus.client()) as client:
        found = sorted(one for one in client.list_collections() if one.startswith(f"{name}_"))
        used = [one for one in found if name in client.list_aliases(one)["aliases"]]
    return [one[-7:] for one in found], [one[-7:] for one in used]


def test_a_generation_is_a_collection(
    settings: Settings, milvus: Server, encoder: BuiltInEncoder
) -> None:
    """The alias leads to the one in use; the one before is kept, older ones go."""
    for rows, kept in (
        (ARTICLES, ["g000001"]),
        ([BRIDGE], ["g000001", "g000002"]),
        ([STRIKE], ["g000002", "g000003"]),
    ):
        write_table(settings.corpus, rows)
        build_index(settings=settings, encoder=encoder)
        assert collections(milvus, settings) == (kept, kept[-1:])
    assert rollback(settings.index) == "g000002"
    assert collections(milvus, settings) == (["g000002", "g000003"], ["g000002"])
    assert {path.name for path in (settings.index / "g000002").iterdir()} == {
        "articles.sqlite",
        "manifest.json",
    }


def test_moving_there_and_back_embeds_nothing(
    settings: Settings, milvus: Server, encoder: BuiltInEncoder
) -> None:
    """Vectors are copied from the one store to the other."""
    files = settings.model_copy(update={"store": None})
    build_index(settings=files, encoder=encoder)
    counting = CountingEncoder(encoder)
    for one in (settings, files):
        report = build_index(settings=one, encoder=counting)
        assert len(report.unchanged) == len(ARTICLES)
        assert read_status(settings.index, verify=True).store == one.store
    assert counting.passages == []
    write_table(settings.corpus, [BRIDGE])
    build_index(settings=files, encoder=encoder)
    assert collections(milvus, settings) == ([], [])


def test_a_build_that_fails_once_published(
    settings: Settings, milvus: Server, encoder: BuiltInEncoder
) -> None:
    """Its collection is in use and stays; the next build removes what it had left."""
    for rows in ([BRIDGE], [STRIKE]):
        write_table(settings.corpus, rows)
        build_index(settings=settings, encoder=encoder)
    write_table(settings.corpus, ARTICLES)
    calls: list[str] = []

    def refuse(name: str, _: object) -> None:
        calls.append(name)
        if name == "fsync" and "replace" in calls:  # CURRENT is the new one
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with before_each(refuse), pytest.raises(IndexFolderError):
        build_index(settings=settings, encoder=encoder)
    kept = ["g000001", "g000002", "g000003"]
    assert collections(milvus, settings) == (kept, kept[-1:])
    assert read_status(settings.index, verify=True).articles == len(ARTICLES)
    assert build_index(settings=settings, encoder=encoder).generation == "g000003"
    assert collections(milvus, settings) == (kept[1:], kept[-1:])


def test_two_indexes_share_no_name(
    settings: Settings, tmp_path: Path, encoder: BuiltInEncoder
) -> None:
    """The second one is refused; what the first one has stays."""
    build_index(settings=settings, encoder=encoder)
    other = settings.model_copy(update={"index": tmp_path / "other"})
    with pytest.raises(SettingsError, match="another index"):
        build_index(settings=other, encoder=encoder)
    assert read_status(settings.index, verify=True).articles == len(ARTICLES)


def test_what_was_deleted_there_is_named(
    settings: Settings, milvus: Server, encoder: BuiltInEncoder
) -> None:
    """A collection that lacks passages is found by a check, one that is gone by any use."""
    build_index(settings=settings, encoder=encoder)
    name = str(settings.store).rpartition("/")[2]
    with closing(milvus.client()) as client:
        (collection,) = (one for one in client.list_collections() if one.startswith(f"{name}_"))
        client.delete(collection, ids=[0])
        with pytest.raises(IndexDamagedError, match="qa build"):
            read_status(settings.index, verify=True)
        client.drop_alias(name)
        client.drop_collection(collection)
    with pytest.raises(IndexDamagedError, match=collection):
        read_status(settings.index)
    assert len(build_index(settings=settings, encoder=encoder).added) == len(ARTICLES)
    assert read_status(settings.index, verify=True).generation == "g000002"


def test_a_server_that_dies_in_a_build(
    tmp_path: Path, fragile: Server, encoder: BuiltInEncoder
) -> None:
    """No half generation is published, whenever it dies; the next build is whole."""
    corpus, index = write_table(tmp_path / "corpus", [BRIDGE]), tmp_path / "index"
    settings = Settings(corpus=corpus, index=index, store=fragile.new())
    build_index(settings=settings, encoder=encoder)
    write_table(corpus, ARTICLES)
    for stage in ("embed", "index", "publish"):

        def die(now: BuildProgress, stage: str = stage) -> None:
            if now.stage == stage and now.done <= 2:
                fragile.kill()

        with pytest.raises(IndexStoreError, match="check that it runs"):
            build_index(settings=settings, encoder=encoder, progress=die)
        assert generation_names(index) == ["g000001"]
        assert [path.name for path in index.glob(".building-*")] == []
        fragile.start()
        assert read_status(index, verify=True).articles == 1
    assert len(build_index(settings=settings, encoder=encoder).added) == len(ARTICLES) - 1
    assert read_status(index, verify=True).articles == len(ARTICLES)
    assert collections(fragile, settings) == (["g000001", "g000002"], ["g000002"])


def test_a_server_that_dies_between_questions(
    tmp_path: Path, fragile: Server, encoder: BuiltInEncoder
) -> None:
    """An error says what to do; the same assistant answers once the server is back."""
    corpus, index = write_table(tmp_path / "corpus", [BRIDGE]), tmp_path / "index"
    settings = Settings(corpus=corpus, index=index, store=fragile.new())
    build_index(settings=settings, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        question = "Who drove the first bus across Hollin Bridge?"
        before = str(assistant.ask(question))
        fragile.kill()
        with pytest.raises(IndexStoreError, match="Milvus") as caught:
            assistant.ask(question)
        assert caught.value.path == settings.store
        with pytest.raises(IndexStoreError):
            build_index(settings=settings, encoder=encoder)
        fragile.start()
        assert str(assistant.ask(question)) == before


def test_a_connection_may_be_encrypted(
    milvus: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With TLS the server is reached where its certificate is trusted, and not elsewhere."""
    ask = "import sys; from qa.index.milvus.server import Server; Server(sys.argv[1]).has('one')"
    with encrypted(milvus.new(), tmp_path) as (address, authority):
        variables = environment(GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=str(authority))
        subprocess.run([sys.executable, "-c", ask, address], env=variables, check=True)
        monkeypatch.setattr(qa.index.milvus.server, "SECONDS", 1.0)
        with pytest.raises(IndexStoreError):
            qa.index.milvus.server.Server(address)


def test_without_the_package(
    settings: Settings, encoder: BuiltInEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingsError, match=r"qa\[milvus\]"):
        build_index(settings=settings, encoder=encoder)


@pytest.mark.parametrize(
    "address",
    ["localhost:19530/news", "milvus://host/news", "milvus://host:1/", "milvus://a:b@host:1/news"],
)
def test_an_address_is_checked(folder: Path, address: str) -> None:
    """It says how one is written, and shows none that may hold a password."""
    with pytest.raises(SettingsError, match="milvus://HOST:PORT/NAME") as caught:
        load_settings(store=address)
    assert address not in str(caught.value)
    assert folder.is_dir()


def test_each_collection_has_a_name_of_its_own(folder: Path) -> None:
    """The name of a collection stands after that of the address."""
    settings = load_settings(store="milvus://host:19530/news")
    assert store_of("press-fr", settings) == "milvus://host:19530/news_press_fr"
    assert store_of("press-fr", load_settings()) is None
    assert folder.is_dir()
