"""Embedding on a cluster: the same index, whatever happens to its workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
import pytest

import qa.cluster
from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from qa.errors import EncoderError, IndexNotFoundError
from qa.index.generations import generation_names, open_current
from qa.settings import Settings
from tests.clusters import Cluster, Process
from tests.commands import run_qa
from tests.newsroom import CountingEncoder, row_id, write_table

pytestmark = pytest.mark.slow

ARTICLES: Final = [
    {
        "id": f"a{number}",
        "title": f"Crue {number}",
        "text": f"La Lurance a débordé à Vasnes lundi. Le quai {number} est fermé.",
        "language": "fr",
    }
    for number in range(300)
]
"""Several tasks, so that a worker is lost between two of them."""
NEW: Final = {**ARTICLES[0], "id": "new", "text": "Le pont de Vasnes a rouvert."}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers."""
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    yield cluster
    cluster.close()


@pytest.fixture
def settings(tmp_path: Path, cluster: Cluster) -> Settings:
    """A folder of articles, and the cluster."""
    corpus = write_table(tmp_path / "corpus", ARTICLES)
    return Settings(corpus=corpus, index=tmp_path / "index", cluster=cluster.address)


def answers(index: Path) -> str:
    """What is answered from an index."""
    with Assistant.open(index) as assistant:
        return str(assistant.ask("Quelle rivière a débordé à Vasnes ?"))


def lose(cluster: Cluster, worker: Process, then: Callable[[], object]) -> threading.Thread:
    """Kill a paused worker as soon as it has been given work, and go on."""
    from distributed import Client

    def run() -> None:
        with Client(cluster.address, set_as_default=False) as client:
            while not any(client.processing().values()):
                time.sleep(0.05)
        worker.kill()
        then()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_workers_embed_what_this_machine_would(
    tmp_path: Path, cluster: Cluster, settings: Settings
) -> None:
    """Vectors and answers are the same as without a cluster; few passages are embedded here."""
    cluster.worker()
    cluster.worker()
    assert build_index(settings=settings).passages == len(ARTICLES)
    alone = settings.model_copy(update={"cluster": None, "index": tmp_path / "alone"})
    build_index(settings=alone)
    found = []
    for index in (settings.index, alone.index):
        with closing(open_current(index)) as generation:
            found.append(generation.vectors.rows(0, len(ARTICLES)))
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    assert answers(settings.index) == answers(alone.index)
    write_table(settings.corpus, [*ARTICLES, NEW])
    assert build_index(settings=settings).added == [row_id("new")]


def test_a_lost_worker_costs_nothing_but_time(cluster: Cluster, settings: Settings) -> None:
    """What it had is done by another one, also by one that comes later."""
    first = cluster.worker()
    first.pause()
    thread = lose(cluster, first, then=cluster.worker)
    report = build_index(settings=settings)
    thread.join()
    assert (report.passages, report.failed) == (len(ARTICLES), [])


def test_without_workers_the_index_in_use_stays(
    cluster: Cluster, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error says how to start one; the next build with one ends as if nothing had been."""
    alone = settings.model_copy(update={"cluster": None})
    write_table(settings.corpus, ARTICLES[:5])
    build_index(settings=alone)
    before = answers(settings.index)
    write_table(settings.corpus, ARTICLES)
    monkeypatch.setattr(qa.cluster, "_WORKERS_SECONDS", 1.0)
    with pytest.raises(EncoderError, match="dask worker tcp://"):
        build_index(settings=settings)
    only = cluster.worker()
    only.pause()
    thread = lose(cluster, only, then=lambda: None)
    with pytest.raises(EncoderError, match="no worker"):
        build_index(settings=settings)
    thread.join()
    assert answers(settings.index) == before
    cluster.worker()
    assert len(build_index(settings=settings).added) == len(ARTICLES) - 5


def test_a_lost_scheduler_ends_the_build(cluster: Cluster, settings: Settings) -> None:
    """The build fails with its address, and leaves no half generation."""
    worker = cluster.worker()
    worker.pause()
    thread = lose(cluster, worker, then=cluster.scheduler.kill)
    with pytest.raises(EncoderError, match=cluster.address):
        build_index(settings=settings)
    thread.join()
    with pytest.raises(IndexNotFoundError):
        open_current(settings.index)
    assert generation_names(settings.index) == []


def test_another_encoder_on_a_worker_is_refused(
    cluster: Cluster, settings: Settings, encoder: BuiltInEncoder
) -> None:
    """Vectors of other weights never get into an index."""
    cluster.worker()
    with pytest.raises(EncoderError, match="other weights"):
        build_index(settings=settings, encoder=CountingEncoder(encoder, fingerprint="other"))


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    """An address without a scheduler is named, with what to do."""
    write_table(tmp_path / "corpus", ARTICLES[:3])
    run = run_qa("build", "corpus", "--cluster", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert run.returncode == 1
    assert "tcp://127.0.0.1:9: no scheduler" in run.stderr
    assert "dask scheduler" in run.stderr
