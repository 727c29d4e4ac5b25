"""A Milvus server: the collections of one index on it, and the alias of the one in use."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from qa.errors import IndexStoreError, SettingsError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

PROTOCOLS: Final = {"milvus": "http", "milvus+tls": "https"}
"""What the schemes of addresses are called by `pymilvus`."""

TOKEN: Final = "QA_STORE_TOKEN"  # noqa: S105 - the name of a variable
"""What logs in: a key, or USER:PASSWORD."""

SECONDS: Final = 10.0
"""Longest wait for an answer; where nothing listens, none comes and nobody waits."""


class Server:
    """A connection to a server; for use from several threads.

    Args:
        address: `milvus://HOST:PORT/NAME`, or `milvus+tls://` for an encrypted connection.

    Attributes:
        seconds: Longest wait for an answer.

    Raises:
        SettingsError: If the package `pymilvus` is missing.
        IndexStoreError: If the server cannot be reached; as from whatever is `asked` of it.
    """

    def __init__(self, address: str) -> None:
        if find_spec("pymilvus") is None:
            raise SettingsError("setting.store_package")
        self.address, self.seconds = address, SECONDS
        scheme, _, place = address.partition("://")
        place, _, self.name = place.partition("/")
        self._uri = f"{PROTOCOLS.get(scheme.lower(), 'http')}://{place}"
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None
        with self.asked():
            pass

    @contextlib.contextmanager
    def asked(self) -> Iterator[MilvusClient]:
        """The connection; what it raises becomes an IndexStoreError.

        One that failed is not used again: it would wait ever longer for a server that is back.
        """
        import grpc
        from pymilvus.exceptions import MilvusException

        client = None
        try:
            yield (client := self._connected())
        except (MilvusException, grpc.RpcError) as error:
            with self._lock:
                if self._client is client:
                    self._client = None
            why = " ".join(str(getattr(error, "message", error)).split())
            raise IndexStoreError(self.address, "index.store", why=why) from error

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            if self._client:
                self._client.close()

    def _connected(self) -> MilvusClient:
        from pymilvus import MilvusClient

        for logger in ("pymilvus", "pymilvus.milvus_client"):  # it logs whatever it raises
            logging.getLogger(logger).setLevel(logging.CRITICAL)
        with self._lock:
            if self._client is None:
                self._client = MilvusClient(
                    self._uri, token=os.environ.get(TOKEN, ""), timeout=self.seconds,
                    dedicated=True, grpc_options={"grpc.use_local_subchannel_pool": 1},
                )  # fmt: skip
            return self._client

    def has(self, collection: str) -> bool:
        """Whether there is a collection."""
        with self.asked() as client:
            return bool(client.has_collection(collection, timeout=self.seconds))

    def count(self, collection: str) -> int:
        """Passages in a collection, counted."""
        with self.asked() as client:
            client.load_collection(collection, timeout=self.seconds)
            found = client.query(
                collection, filter="", output_fields=["count(*)"], consistency_level="Strong",
                timeout=self.seconds,
            )  # fmt: skip
            return int(found[0]["count(*)"])

    def drop(self, collection: str) -> None:
        """Delete a collection, if there is one; no server does while an alias leads to it."""
        is_used = self.in_use() == collection
        with self.asked() as client:
            if is_used:
                client.drop_alias(self.name, timeout=self.seconds)
            client.drop_collection(collection, timeout=self.seconds)

    def in_use(self) -> str | None:
        """The collection that the alias leads to."""
        with self.asked() as client:
            for collection in client.list_collections(timeout=self.seconds):
                found = client.list_aliases(collection, timeout=self.seconds)
                if self.name in found["aliases"]:
                    return str(collection)
        return None

    def put_in_use(self, collection: str) -> None:
        """Let the alias lead to a collection."""
        used = self.in_use()
        with self.asked() as client:
            if used is None:
                client.create_alias(collection, self.name, timeout=self.seconds)
            elif used != collection:
                client.alter_alias(collection, self.name, timeout=self.seconds)

    def tidy(self, prefix: str, kept: set[str], used: str | None) -> None:
        """Delete what builds left which died, and set the alias right.

        Args:
            prefix: Of the collections of an index.
            kept: Collections of its generations.
            used: That of the generation in use.

        Raises:
            SettingsError: If the name belongs to another index.
        """
        led = self.in_use()
        if led and not led.startswith(prefix):
            raise SettingsError("setting.store_taken", value=self.address, name=self.name)
        with self.asked() as client:
            found = client.list_collections(timeout=self.seconds)
        if used in found:
            self.put_in_use(str(used))
        elif led:
            with self.asked() as client:
                client.drop_alias(self.name, timeout=self.seconds)
        for collection in found:
            if collection.startswith(prefix) and collection not in kept:
                self.drop(collection)


@contextlib.contextmanager
def connected(address: str) -> Iterator[Server]:
    """A connection for a while; errors as of `Server`."""
    with contextlib.closing(Server(address)) as server:
        yield server
