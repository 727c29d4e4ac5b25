"""The README's examples for clients work against a real server, as they stand there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from qa.settings import Settings
from qa_ui.server import create_app
from tests.newsroom import SAMPLES
from tests.test_docs import README, blocks

from .conftest import serving

pytestmark = pytest.mark.slow

SECTION = README.partition("## Over HTTP")[2].partition("\n## ")[0]
DOCUMENTED = "localhost:7860"
"""Where the README's server listens; ours has another port."""


@pytest.fixture(scope="module")
def served(samples: Assistant) -> Iterator[str]:
    """Name and port of a server over the sample articles."""
    app = create_app(Settings(corpus=SAMPLES), library=samples)
    with serving(app) as address:
        yield address.removeprefix("http://")


def curls() -> list[str]:
    """The calls of curl in the README that need no log-in, each as one line."""
    shell = "\n".join(blocks(SECTION, "console")).replace("\\\n", " ")
    return [
        line.removeprefix("$ ")
        for line in shell.splitlines()
        if line.startswith("$ curl") and " -u " not in line
    ]


def test_the_readme_shows_clients() -> None:
    """There is an example for curl and one for Python."""
    assert curls()
    assert [block for block in blocks(SECTION, "python") if DOCUMENTED in block]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("line", curls())
def test_curl_of_the_readme_runs(served: str, line: str) -> None:
    """A call of curl gets the JSON that it asks for."""
    assert DOCUMENTED in line
    command = line.replace(DOCUMENTED, served)
    done = subprocess.run(  # a line of our own README, in the shell as readers use it
        ["bash", "-c", command], capture_output=True, check=True, timeout=120
    )
    found = json.loads(done.stdout)
    assert "error" not in found


@pytest.mark.parametrize("block", blocks(SECTION, "python"))
def test_the_python_client_of_the_readme_runs(
    served: str, block: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The client prints an answer with its quotes."""
    exec(compile(block.replace(DOCUMENTED, served), "README.md", "exec"), {})  # noqa: S102 - ours
    assert re.search(r"\w{4}", capsys.readouterr().out)
