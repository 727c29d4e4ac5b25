"""A real Milvus server for tests: that of Milvus Lite, as a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from tests.certificates import certify

RELAY = """
import asyncio, ssl, sys

key, certificate, host, port = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)
context.set_alpn_protocols(["h2"])

async def copied(source, to):
    while read := await source.read(65536):
        to.write(read)
    to.close()

async def passed_on(reader, writer):
    behind, before = await asyncio.open_connection(host, int(port))
    await asyncio.gather(copied(reader, before), copied(behind, writer))

async def main():
    server = await asyncio.start_server(passed_on, host, 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""
"""A proxy that decrypts what comes for a server."""


class Server:
    """A server on a free port, which finds its data again after it was killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None
        self._names = 0
        self.start()

    def new(self) -> str:
        """An address under a name that nobody has."""
        self._names += 1
        return f"milvus://127.0.0.1:{self._port}/news{self._names}"

    def client(self) -> MilvusClient:
        """Another connection."""
        # Its own: others wait ever longer for a server that was killed, or think it is there.
        alone = {"dedicated": True, "grpc_options": {"grpc.use_local_subchannel_pool": 1}}
        return MilvusClient(f"http://127.0.0.1:{self._port}", timeout=10, **alone)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir",
                   str(self._folder / "data"), "--host", "127.0.0.1", "--port",
                   str(self._port)]  # fmt: skip
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while True:
            try:
                self.client().close()
            except MilvusException:
                assert self._process.poll() is None, (self._folder / "log").read_text()
                assert time.monotonic() < end, (self._folder / "log").read_text()
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@contextmanager
def encrypted(address: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The same over TLS, as a proxy in front of it gives it, and the authority to trust."""
    key, certificate, authority = folder / "key", folder / "certificate", folder / "authority"
    certify("127.0.0.1", folder)
    place, _, name = address.removeprefix("milvus://").partition("/")
    command = [sys.executable, "-c", RELAY, str(key), str(certificate), *place.split(":")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as relay:
        assert relay.stdout is not None
        try:
            yield f"milvus+tls://127.0.0.1:{int(relay.stdout.readline())}/{name}", authority
        finally:
            relay.kill()
