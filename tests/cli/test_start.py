"""Starting: version, completion, the page and its port, the demo, and a file of all settings."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from qa.cli.settings import example
from qa.settings import Settings, load_settings
from tests.commands import SECONDS, environment, run_qa
from tests.newsroom import ROOT, SAMPLES

pytestmark = pytest.mark.slow


def test_the_version_is_printed(tmp_path: Path) -> None:
    """`qa --version` prints name and version, and reads no settings."""
    (tmp_path / "qa.toml").write_text("nonsense = 1", encoding="utf-8")
    result = run_qa("--version", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert re.fullmatch(r"qa \d+\.\d+\.\d+\S*\n", result.stdout)


def test_shells_can_complete_commands(tmp_path: Path) -> None:
    """The help says how to install completion, which knows the commands that begin as typed."""
    assert "--install-completion" in run_qa("--help", cwd=tmp_path).stdout
    typed = {"_QA_COMPLETE": "complete_bash", "COMP_WORDS": "qa ti", "COMP_CWORD": "1"}
    result = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()"],
        cwd=tmp_path,
        env=environment(**typed),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert "timeline" in result.stdout


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_refused_at_once(tmp_path: Path, command: str) -> None:
    """Where something listens already, nothing is loaded, built or copied before that is said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        variables = {"XDG_DATA_HOME": str(tmp_path / "home")}
        result = run_qa(command, "--port", port, cwd=tmp_path, **variables)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"port {port} of 127.0.0.1 is in use" in result.stderr
    assert "--port" in result.stderr
    assert [*tmp_path.iterdir()] == []


def test_the_demo_needs_nothing(tmp_path: Path) -> None:
    """`qa demo`, in an empty folder, copies the samples, builds their index and serves the page."""
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "demo", "--port", "0", "--no-open"],
        cwd=tmp_path,
        env=environment(XDG_DATA_HOME=str(home), HOME=str(home)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        assert process.stderr
        told = process.stderr.readline()
        address = process.stdout.readline().removeprefix("qa is serving on ").strip()
        status = httpx.get(f"{address}/api/status", timeout=SECONDS).json()
        process.terminate()
        process.communicate(timeout=SECONDS)
    folder = Path(re.findall(r"index: (.*);", told)[0])
    assert folder.is_relative_to(home)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    copied = {path.name for path in (folder / "corpus").rglob("*") if path.is_file()}
    assert copied == {path.name for path in SAMPLES.rglob("*") if path.is_file()}
    assert status["articles"] >= 20


def test_the_settings_file_names_every_setting(tmp_path: Path) -> None:
    """`qa settings` prints each setting with its description; without its `#` it is the default."""
    shown = run_qa("settings", cwd=tmp_path).stdout
    assert shown == example()
    assert tomllib.loads(shown) == {}
    active = re.sub(r"(?m)^#(?=\w)", "", shown)
    assert set(tomllib.loads(active)) == set(Settings.model_fields)
    (tmp_path / "qa.toml").write_text(active, encoding="utf-8")
    used = run_qa("settings", "--json", cwd=tmp_path)
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout) == load_settings().model_dump(mode="json")


def test_the_settings_in_use_are_shown(tmp_path: Path) -> None:
    """With `--json`, variables and `qa.toml` count."""
    (tmp_path / "qa.toml").write_text('hits = 5\nindex = "mine"', encoding="utf-8")
    used = json.loads(run_qa("settings", "--json", cwd=tmp_path, QA_HITS="7").stdout)
    assert (used["hits"], used["index"]) == (7, "mine")


def test_the_example_in_the_documentation_is_up_to_date() -> None:
    """`docs/qa.example.toml` is what `qa settings > docs/qa.example.toml` writes."""
    assert (ROOT / "docs" / "qa.example.toml").read_text(encoding="utf-8") == example()
