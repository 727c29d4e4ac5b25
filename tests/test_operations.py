"""The pages on operating a server: what they show runs, parses, and is what the server has."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from qa.index.generations import current_name
from qa.settings import Settings
from qa.workspace.database import Database
from qa.workspace.saved.store import SavedQuestions
from qa_ui.http.metrics import Metrics
from qa_ui.server import ANSWERS_END, create_app
from tests.commands import environment
from tests.newsroom import ROOT
from tests.test_docs import blocks

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "fr")
IN_USE = "/srv/qa"
PROGRAM = "/opt/qa"
ADDRESSES = ("presse.example.org", "press.example.org")


def page(language: str) -> str:
    """The page in a language."""
    return (ROOT / "docs" / language / "operations.md").read_text(encoding="utf-8")


def rows(text: str) -> list[str]:
    """What the rows of its tables are about."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


@pytest.mark.parametrize("kind", ["bash", "console", "ini", "nginx", "caddyfile", "yaml", "json"])
def test_both_languages_show_the_same(kind: str) -> None:
    """But for the name of the newspaper, what the service is called, and no more."""
    shown = [[plain(block) for block in blocks(page(language), kind)] for language in LANGUAGES]
    assert shown[0] == shown[1]
    assert shown[0]


def plain(block: str) -> str:
    """A block without what is put into words."""
    for address in ADDRESSES:
        block = block.replace(address, "example")
    return re.sub(r"^Description=.*$", "", block, flags=re.MULTILINE)


def test_the_unit_is_one_of_systemd(tmp_path: Path) -> None:
    """It names a command of ours and gives it time to answer; systemd finds no fault with it."""
    (unit,) = blocks(page("en"), "ini")
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit)
    service = parser["Service"]
    assert service["ExecStart"].startswith(f"{PROGRAM}/.venv/bin/qa serve")
    assert float(service["TimeoutStopSec"]) > ANSWERS_END + Settings().llm_timeout + 10
    if verify := shutil.which("systemd-analyze"):
        file = tmp_path / "qa.service"
        file.write_text(unit.replace(f"{PROGRAM}/.venv/bin/qa", sys.executable))
        found = subprocess.run(
            [verify, "verify", "--man=no", file], capture_output=True, text=True, check=False
        )
        assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("kind", ["nginx", "caddyfile"])
def test_proxies_are_configured_in_whole_blocks(kind: str) -> None:
    """Braces are closed, and nginx's directives end; both pass requests on without a buffer."""
    (block,) = blocks(page("en"), kind)
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    assert sum(line.endswith("{") for line in lines) == lines.count("}")
    assert kind == "caddyfile" or all(line[-1] in "{};" for line in lines)
    assert "proxy_buffering off;" in lines or "flush_interval -1" in lines
    assert "/metrics" in block


def test_figures_are_those_of_the_server() -> None:
    """The table has all of them, and the alerts no others."""
    metrics = Metrics()
    text = metrics.render(None).decode()
    known = set(re.findall(r"^# TYPE (qa_\w+)", text, re.MULTILINE))
    known = {name for name in known if not name.endswith("_created")}
    named = {name for name in rows(page("en")) if name.startswith("qa_")}
    assert named == known
    scraped, alerts = (yaml.safe_load(block) for block in blocks(page("en"), "yaml"))
    assert scraped["scrape_configs"][0]["basic_auth"]["username"]
    used = {name for rule in alerts["groups"][0]["rules"] for name in figures(rule["expr"])}
    assert {re.sub(r"_bucket$", "", name) for name in used} <= known
    assert "qa_index_ready" in used


def figures(expression: str) -> list[str]:
    """The figures of ours that an alert is made of."""
    return re.findall(r"\bqa_\w+", expression)


def test_the_paths_of_monitoring_are_open_as_said(tmp_path: Path) -> None:
    """Health needs no log-in, figures do."""
    settings = Settings(auth=True, users=tmp_path / "users.json", data=tmp_path / "data")
    with TestClient(create_app(settings), "http://127.0.0.1") as client:
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/readyz").status_code == 503
        assert client.get("/metrics").status_code == 401


def test_fields_of_the_log_are_those_of_its_example() -> None:
    """The table names each field of the line that is shown, and the trace."""
    for language in LANGUAGES:
        text = page(language)
        (block,) = blocks(text, "json")
        fields = rows(text)[rows(text).index("time") :]
        assert fields == [*json.loads(block), "trace"]


@pytest.fixture
def machine(tmp_path: Path, news_index: Path) -> Path:
    """The root of a machine whose server has articles, an index, and a kept conversation."""
    srv, tools = tmp_path / "srv", tmp_path / "bin"
    (srv / "corpus").mkdir(parents=True)
    shutil.copy(next((ROOT / "corpus").rglob("*.txt")), srv / "corpus")
    (srv / "data" / "articles").mkdir(parents=True)
    (srv / "data" / "articles" / "own.txt").write_text("Titre\n\nUn texte.", encoding="utf-8")
    shutil.copytree(news_index, srv / "index")
    (srv / "users.json").write_text("[]", encoding="utf-8")
    (srv / "qa.toml").write_text("", encoding="utf-8")
    (tmp_path / "opt" / ".venv" / "bin").mkdir(parents=True)
    tools.mkdir()
    for name in ("systemctl", "git", "curl", "journalctl"):
        write_tool(tools / name, f'echo {name} "$@" >> {tmp_path / "called"}')
    write_tool(tools / "sudo", 'exec "$@"')
    write_tool(tools / "qa", f'exec {sys.executable} -m qa "$@"')
    python = tmp_path / "opt" / ".venv" / "bin" / "python"
    write_tool(python, f'echo python "$@" >> {tmp_path / "called"}')
    write_tool(tools / "journalctl", 'echo \'{"message": "found", "request": "5f0c3a"}\'')
    return tmp_path


def write_tool(path: Path, line: str) -> None:
    """A program of one line."""
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def run(machine: Path, script: str) -> str:
    """Run a script of the page on the machine; what it prints."""
    script = script.replace(IN_USE, str(machine / "srv")).replace(PROGRAM, str(machine / "opt"))
    variables = environment()
    variables["PATH"] = f"{machine / 'bin'}{os.pathsep}{variables['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=variables,
        cwd=machine,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def called(machine: Path) -> list[str]:
    """The calls of programs that only pretend, in order."""
    lines = (machine / "called").read_text(encoding="utf-8").splitlines()
    (machine / "called").unlink()
    return lines


def test_commands_run(machine: Path) -> None:
    """A backup is whole and comes back; the upgrade, the way back and the search in the log run."""
    backup, restore, upgrade, rollback, search = blocks(page("en"), "bash")
    srv = machine / "srv"
    database = Database(srv / "data")  # open meanwhile, as that of a server
    SavedQuestions(database).add("", "Who won?", language="en")
    assert "g000001" in run(machine, backup)
    database.close()
    before = contents(srv)
    for lost in ("index", "corpus", "data"):
        shutil.rmtree(srv / lost)
    run(machine, restore)
    assert contents(srv) == before
    assert [one.question for one in SavedQuestions(Database(srv / "data")).all()] == ["Who won?"]
    assert called(machine) == ["systemctl stop qa", "systemctl start qa"]
    run(machine, upgrade)
    assert called(machine) == [
        "git pull",
        "python -m pip install -c constraints.txt .",
        "systemctl restart qa",
        "curl -fsS http://127.0.0.1:7860/readyz",
    ]
    assert current_name(srv / "index") == "g000002"
    run(machine, rollback)
    assert current_name(srv / "index") == "g000001"
    assert "found" in run(machine, search)
    for line in blocks(page("en"), "console")[0].splitlines():
        run(machine, line.removeprefix("$ "))
    assert called(machine)[:2] == ["systemctl daemon-reload", "systemctl enable --now qa"]


def contents(folder: Path) -> dict[str, bytes]:
    """The files that a backup brings back as they were."""
    folders = [folder / name for name in ("index", "corpus", "data/articles")]
    files = [path for one in folders for path in one.rglob("*")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.is_file() and not path.name.startswith(".")
    }
