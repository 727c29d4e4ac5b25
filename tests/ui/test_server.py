"""The server as a process, and what the package holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import gradio as gr
import httpx
import pytest
from fastapi.testclient import TestClient

import qa_ui
from qa_ui.page.layout import lay_out
from qa_ui.page.theme import page_options, static_files

pytestmark = pytest.mark.slow

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
    """Style sheets and theme load nothing: fonts are the system's."""
    for sheet in static_files("css"):
        assert "url(" not in sheet.read_text(encoding="utf-8")
        assert "@import" not in sheet.read_text(encoding="utf-8")
    theme = page_options()["theme"]
    assert theme._stylesheets == []  # noqa: SLF001 - Gradio has no other way to ask


def test_public_names_exist() -> None:
    """`qa_ui` has the names that it lists, in order."""
    assert qa_ui.__all__ == sorted(qa_ui.__all__)
    assert all(hasattr(qa_ui, name) for name in qa_ui.__all__)


def test_files_named_by_their_content_are_kept_by_the_browser(client: TestClient) -> None:
    """Who comes back is sent none of Gradio's own files again; the page itself is always new."""
    page = client.get("/")
    named = re.search(r'src="\./(assets/[^"]+\.js)"', page.text)
    assert named
    assert "immutable" in client.get(f"/{named[1]}").headers["cache-control"]
    assert page.headers["cache-control"] == "private, no-cache"
    missing = client.get("/assets/none.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")


def test_what_the_first_question_does_not_need_comes_late() -> None:
    """Components of a kind of their own are unseen at first, so that their code is not fetched."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        page = lay_out()
    seen = {type(one) for one in blocks.blocks.values() if one.visible}
    assert page.late
    assert not seen & {type(one) for one in page.late}
