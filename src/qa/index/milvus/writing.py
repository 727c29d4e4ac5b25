"""Writes the passages of a new generation into a collection of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Vectors
from qa.errors import IndexStoreError
from qa.index.analysis import Analysis
from qa.index.manifest import Manifest
from qa.index.milvus.server import Server
from qa.index.milvus.terms import LONGEST, SOURCE, fields_of, terms_of, words_of
from qa.index.passages import Written

if TYPE_CHECKING:
    from pymilvus import CollectionSchema
    from pymilvus.milvus_client.index import IndexParams

_BATCH: Final = 500
"""Passages that are sent at once."""

_RETRIES: Final = 5
"""How often is tried again what may take long, and so has no limit of time."""

_BYTES: Final = 4
"""Of a character at most."""

_LANGUAGE: Final = 8
"""Bytes of the name of a language at most."""


class MilvusWriter(contextlib.AbstractContextManager["MilvusWriter"]):
    """Writes passages into a new collection, which goes if it is not published.

    Args:
        server: On which it is; closed at the end.
        collection: Its name.
        dimension: Numbers in a vector.
        folder: Of the generation, until it is published.
    """

    def __init__(self, server: Server, collection: str, dimension: int, folder: Path) -> None:
        self._server, self._collection, self._folder = server, collection, folder
        self._analysis = Analysis()
        self._waiting: list[dict[str, Any]] = []
        self._arrived: list[NDArray[np.float32]] = []
        self._vectors = 0
        with server.asked() as client:
            client.create_collection(
                collection,
                schema=_schema(dimension),
                index_params=_indexes(),
                timeout=server.seconds,
            )

    def __len__(self) -> int:
        """Number of vectors so far."""
        return self._vectors

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Delete the collection if the block failed; if it stays, the next build does.

        One whose generation has its name already stays: that may be the one in use.
        """
        if failure is not None and self._folder.exists():
            with contextlib.suppress(IndexStoreError):
                self._server.drop(self._collection)

    def add(self, passages: Iterable[Written]) -> None:
        """Append passages without their vectors."""
        for one in passages:
            words = words_of(one.title, one.text)
            terms = terms_of(self._analysis, one.title, one.text, one.language)
            row = {"row": one.row, "terms": terms, "words": words, **fields_of(one)}
            self._waiting.append(row)
            self._send(_BATCH)

    def add_vectors(self, vectors: Vectors) -> None:
        """Append vectors."""
        self._arrived += list(vectors)
        self._vectors += len(vectors)
        self._send(_BATCH)

    def finish(self, manifest: Manifest) -> Manifest:
        """Send the rest, and let Milvus index all of it."""
        self._send(1)
        with self._server.asked() as client:
            client.flush(self._collection, retry_times=_RETRIES)
            client.load_collection(self._collection, retry_times=_RETRIES)
        place = {"store": self._server.address, "collection": self._collection}
        return manifest.model_copy(update=place)

    def _send(self, least: int) -> None:
        """Send passages whose vectors have come, if there are so many at least."""
        while (count := min(len(self._waiting), len(self._arrived), _BATCH)) >= least:
            pairs = zip(self._waiting[:count], self._arrived[:count], strict=True)
            with self._server.asked() as client:
                client.insert(
                    self._collection, [row | {"dense": vector} for row, vector in pairs],
                    retry_times=_RETRIES,
                )  # fmt: skip
            del self._waiting[:count], self._arrived[:count]


def _schema(dimension: int) -> CollectionSchema:
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("source", DataType.VARCHAR, max_length=_BYTES * SOURCE)
    schema.add_field("language", DataType.VARCHAR, max_length=_LANGUAGE)
    schema.add_field("first_day", DataType.INT32)
    schema.add_field("last_day", DataType.INT32)
    for field in ("terms", "words"):
        schema.add_field(
            field, DataType.VARCHAR, max_length=LONGEST, enable_match=True, enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )  # fmt: skip
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    bm25 = Function("bm25", FunctionType.BM25, ["terms"], ["sparse"])
    schema.add_function(bm25)
    return schema


def _indexes() -> IndexParams:
    from pymilvus import MilvusClient

    indexes = MilvusClient.prepare_index_params()
    graph = {"M": 32, "efConstruction": 256}
    indexes.add_index("dense", index_type="HNSW", metric_type="IP", params=graph)
    bm25 = {"bm25_k1": 1.2, "bm25_b": 0.75}  # as tantivy's
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=bm25)
    for field in ("source", "language", "first_day", "last_day"):
        indexes.add_index(field, index_type="INVERTED")
    return indexes
