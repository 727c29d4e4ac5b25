"""What the built-in models do without: libraries of training that take seconds to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import SECONDS, environment
from tests.newsroom import ARMY, VOLCANO, write_table

pytestmark = pytest.mark.slow

USES = """
import json, sys
from fastapi.testclient import TestClient
from typer.testing import CliRunner
from qa.cli.commands import app
from qa.settings import load_settings

run = CliRunner().invoke
for arguments in (["build"], ["ask", "Who left Tarran?"], ["search", "volcan"]):
    done = run(app, arguments)
    assert done.exit_code == 0, done.output
light = set(sys.modules)

from qa_ui.server import create_app

with TestClient(create_app(load_settings()), base_url="http://127.0.0.1") as client:
    found = client.post("/api/ask", json={"question": "How many families left Tarran?"})
    assert found.json()["answered"], found.text
heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy"}
print(sorted((heavy | {"pandas"}) & light), sorted(heavy & set(sys.modules)))
"""


def test_building_asking_and_serving_need_no_torch(tmp_path: Path) -> None:
    """Neither command nor server imports a library of training; pandas is Gradio's own."""
    write_table(tmp_path / "corpus", [ARMY, VOLCANO])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", USES],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[] []\n"
