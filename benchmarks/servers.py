"""A server to measure, as people start it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(index: Path) -> Iterator[tuple[str, int]]:
    """A server of its own process on a free port: the address that it says it has, and its id."""
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = (re.search(r"http://\S+", line) for line in server.stdout or ())
            address = next(filter(None, said), None)
            if address is None:
                sys.exit("the server did not start; what it says stands above")
            yield address[0], server.pid
        finally:
            server.terminate()
