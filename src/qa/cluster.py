"""Embedding passages on the workers of a Dask cluster, for corpora that take one machine days.

Needs the package `distributed` here, and `qa` of the same version on every worker. Questions are
encoded here as always; so are few passages, which would take longer to send.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from qa.encoder import Encoder, Vectors, open_encoder
from qa.errors import EncoderError, cause

if TYPE_CHECKING:
    from distributed import Client, Future

_TASK: Final = 64
"""Passages of one task: a few seconds of work, which is what the loss of a worker costs."""
_TASKS_EACH: Final = 8
"""Tasks that a worker is given at once, so that none waits for its next."""
_FEW: Final = 64
"""Passages that are encoded here."""
_CONNECT_SECONDS: Final = 10.0
_WORKERS_SECONDS: Final = 30.0
"""Longest wait for a worker to come, at the start and after all were lost."""
_LOOK_SECONDS: Final = 2.0
_RETRIES: Final = 3


class ClusterEncoder:
    """Another encoder, whose passages are encoded by workers that have it too.

    Args:
        encoder: What encodes questions and counts tokens here.
        model: By which name the workers open it; None: the built-in one.
        client: Connected to the scheduler.
        address: Of the scheduler, for error messages.
    """

    def __init__(self, encoder: Encoder, model: str | None, client: Client, address: str) -> None:
        self._here, self._model = encoder, model
        self._client, self._address = client, address
        self.id, self.dimension, self.fingerprint = (
            encoder.id, encoder.dimension, encoder.fingerprint,
        )  # fmt: skip

    @property
    def at_once(self) -> int:
        """Passages that keep all workers busy."""
        return _TASK * _TASKS_EACH * max(1, sum(self._workers().values()))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), float32.

        What a worker had that is lost is given to the others.

        Raises:
            EncoderError: If the scheduler is lost, no worker is left, or one has another encoder.
        """
        if len(texts) <= _FEW:
            return self._here.encode_passages(texts)
        tasks = [list(texts[i : i + _TASK]) for i in range(0, len(texts), _TASK)]
        try:
            futures = self._client.map(
                _encode, tasks, model=self._model, retries=_RETRIES, pure=False
            )
            self._wait(futures)
            found = self._client.gather(futures)
        except EncoderError:
            raise
        except Exception as error:  # whatever a worker raises comes back as it is
            why = cause(error) or type(error).__name__
            raise EncoderError("encoder.cluster", address=self._address, why=why) from error
        for fingerprint, _ in found:
            if fingerprint != self.fingerprint:
                raise EncoderError("encoder.worker", address=self._address, model=self.id)
        return np.concatenate([vectors for _, vectors in found])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension), float32."""
        return self._here.encode_questions(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this encoder cuts it, without special tokens."""
        return self._here.count_tokens(texts)

    def _wait(self, futures: list[Future[Any]]) -> None:
        """Until all are done, or there has been no worker for too long."""
        from distributed import wait

        alone = 0.0
        while True:
            with self._client.as_current(), contextlib.suppress(TimeoutError):
                wait(futures, timeout=_LOOK_SECONDS)
                return
            alone = 0.0 if self._workers() else alone + _LOOK_SECONDS
            if alone >= _WORKERS_SECONDS:
                raise EncoderError("encoder.workers", address=self._address)

    def _workers(self) -> dict[str, int]:
        """Threads of each worker, by its address."""
        threads: dict[str, int] = self._client.nthreads()
        return threads


@contextlib.contextmanager
def spread(encoder: Encoder, model: str | None, address: str | None) -> Iterator[Encoder]:
    """The encoder as it is without an address, else one that uses the cluster there.

    Raises:
        EncoderError: If `distributed` is missing, the scheduler cannot be reached, or has no
            workers.
    """
    if address is None:
        yield encoder
        return
    with _connected(address) as client:
        yield ClusterEncoder(encoder, model, client, address)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise EncoderError("encoder.distributed") from error
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        why = cause(error)
        raise EncoderError("encoder.scheduler", address=address, why=why) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        except TimeoutError as error:
            raise EncoderError("encoder.workers", address=address) from error
        yield client


def _encode(texts: list[str], model: str | None) -> tuple[str, Vectors]:
    """On a worker: the fingerprint of its encoder, and the vectors."""
    encoder = _opened(model)
    return encoder.fingerprint, encoder.encode_passages(texts)


_opened = cache(open_encoder)
