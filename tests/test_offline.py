"""Nothing is fetched: the commands work where every connection is refused, and try none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment, run_qa
from tests.newsroom import ARMY, VOLCANO, row_id, write_table

pytestmark = pytest.mark.slow

# Python starts with this file. An audit hook sees every socket of the process, whichever
# library opens it, and cannot be taken away; what it raises ends the attempt.
REFUSE = """
import os, sys
EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
def refuse(event, arguments):
    if event in EVENTS:
        with open(os.environ["ATTEMPTS"], "a", encoding="utf-8") as attempts:
            attempts.write(f"{event} {arguments[1:]}\\n")
        raise OSError("there is no network")
sys.addaudithook(refuse)
"""


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """Variables of a process that has no network, and notes what it tried."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(REFUSE, encoding="utf-8")
    paths = [str(tmp_path / "hook"), environment().get("PYTHONPATH", "")]
    online = dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"), "0")
    return online | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "ATTEMPTS": str(tmp_path / "attempts"),
        "HF_HOME": str(tmp_path / "empty-cache"),
    }


def test_the_hook_refuses_connections(offline: dict[str, str]) -> None:
    """What this file relies on: a connection fails, and is noted."""
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(**offline),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "there is no network" in result.stderr
    assert "socket.getaddrinfo" in Path(offline["ATTEMPTS"]).read_text(encoding="utf-8")


def test_build_and_ask_need_no_network(tmp_path: Path, offline: dict[str, str]) -> None:
    """`qa build` and `qa ask` open no connection and look up no name, with an empty cache."""
    write_table(tmp_path / "corpus", [ARMY, VOLCANO])
    built = run_qa("build", "--json", cwd=tmp_path, **offline)
    assert (built.returncode, built.stderr) == (0, "")
    assert json.loads(built.stdout)["added"] == [row_id("army"), row_id("volcano")]
    answered = run_qa("ask", "How many families left Tarran?", cwd=tmp_path, **offline)
    assert (answered.returncode, answered.stderr) == (0, "")
    assert "About 900 families were taken to the mainland by fishing boats." in answered.stdout
    assert not Path(offline["ATTEMPTS"]).exists()
    assert not Path(offline["HF_HOME"]).exists()
