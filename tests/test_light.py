"""What commands and server do without: libraries that take seconds to import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import SECONDS, environment
from tests.newsroom import ARMY, VOLCANO, write_table

pytestmark = pytest.mark.slow

ASKS = """
import json, sys
from typer.testing import CliRunner
from qa.cli.commands import app

question = "Combien de familles ont quitté Tarran ?"
done = CliRunner().invoke(app, ["ask", question, "--index", sys.argv[1]])
assert done.exit_code == 0, done.output
print(json.dumps(sorted(sys.modules)))
"""

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
    client.post("/gradio_api/run/predict", json={"data": [], "fn_index": 0, "session_hash": "one"})
training = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy"}
heavy = training | {"matplotlib", "pandas"}
print(sorted(heavy & light), sorted(heavy & set(sys.modules)))
"""

STARTS = """
import sys

stubs = []

def look(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".pyi"):
        stubs.append(arguments[0])

sys.addaudithook(look)
import qa_ui

print("gradio" in sys.modules, "mcp" in sys.modules, stubs)
"""

SERVES = """
import gc, sys
import uvicorn
from qa.cli.commands import app

passes = []
gc.callbacks.append(lambda phase, _: passes.append(phase) if "gradio" in sys.modules else None)

def run(server):
    print(type(server.config.app).__name__, passes, gc.isenabled(), gc.get_freeze_count() > 100_000)

uvicorn.Server.run = run  # where it would begin to listen
app(["serve", "--port", "0", "--index", sys.argv[1]])
"""


def test_a_question_loads_only_what_answers_it(news_index: Path) -> None:
    """`qa ask` imports no library of the page, of training, of plots or of the readers of files."""
    loaded = set(json.loads(run(ASKS, str(news_index))))
    answer = {"faiss", "numpy", "onnxruntime", "tantivy", "tokenizers"}
    assert answer < loaded
    training = {"sentence_transformers", "sklearn", "scipy", "torch", "transformers"}
    page = {"fastapi", "gradio", "httpx", "jinja2", "matplotlib", "pandas", "PIL", "sqlalchemy"}
    files = {"dateparser", "lxml", "openpyxl", "pypdf", "spacy", "trafilatura", "yaml"}
    own = {"qa.build", "qa.corpus", "qa.evaluation", "qa.workspace", "qa_ui"}
    assert loaded.isdisjoint(training | page | files | own)


def test_building_asking_and_serving_need_no_torch(tmp_path: Path) -> None:
    """Neither command nor server imports a library of training, nor what Gradio draws with."""
    write_table(tmp_path / "corpus", [ARMY, VOLCANO])
    assert run(USES, folder=tmp_path) == "[] []\n"


def test_the_page_needs_neither_stubs_nor_mcp() -> None:
    """Importing the web app loads no MCP, and writes no stubs among the installed packages."""
    assert run(STARTS) == "True False []\n"


def test_a_server_is_made_without_looking_for_cycles(news_index: Path) -> None:
    """Nothing is collected while the page is loaded; later on what it is made of is passed over."""
    assert run(SERVES, str(news_index)) == "FastAPI [] True True\n"


def run(program: str, *arguments: str, folder: Path | None = None) -> str:
    """What a program prints, in a process and perhaps a folder of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
