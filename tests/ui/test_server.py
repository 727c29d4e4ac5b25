"""The server as a process, and what the package holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

import qa_ui
from qa_ui.theme import STYLE, page_options

ROOT = Path(__file__).parents[2]
SERVE = "from qa.settings import Settings; from qa_ui import serve; serve(Settings())"


def test_the_server_says_where_it_listens(tmp_path: Path) -> None:
    """`serve` prints its address, with the port the system chose, once it answers."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "ui")]),
        "QA_PORT": "0",
        "QA_INDEX": str(tmp_path / "index"),
    }
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, cwd=tmp_path
    ) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline().decode()
            found = re.fullmatch(r"qa is serving on (http://127\.0\.0\.1:\d+)\s*", said)
            assert found, said
            health = httpx.get(f"{found[1]}/healthz", timeout=30).json()
            assert health == {"status": "ok", "ready": False}
        finally:
            server.terminate()


def test_the_style_names_no_other_host() -> None:
    """Style sheet and theme load nothing: fonts are the system's."""
    assert "url(" not in STYLE.read_text(encoding="utf-8")
    assert "@import" not in STYLE.read_text(encoding="utf-8")
    theme = page_options()["theme"]
    assert theme._stylesheets == []  # noqa: SLF001 - Gradio has no other way to ask


def test_public_names_exist() -> None:
    """`qa_ui` has the names that it lists, in order."""
    assert qa_ui.__all__ == sorted(qa_ui.__all__)
    assert all(hasattr(qa_ui, name) for name in qa_ui.__all__)
