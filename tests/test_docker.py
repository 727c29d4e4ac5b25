"""The image, as far as it can be checked without Docker: its files, its settings, its commands."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.settings import Settings
from tests.commands import SECONDS, environment
from tests.newsroom import ROOT

pytestmark = pytest.mark.slow

STEPS = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def steps(name: str) -> list[str]:
    """What follows an instruction of the Dockerfile, as often as it is there."""
    found = [line.strip().partition(" ") for line in STEPS if line.strip().startswith(f"{name} ")]
    return [rest.strip() for _, _, rest in found]


def variables() -> dict[str, str]:
    """The variables that the image sets."""
    return dict(pair.split("=", 1) for line in steps("ENV") for pair in shlex.split(line))


def test_what_is_copied_is_there() -> None:
    """Every file and folder that the image is built from exists and is sent to the builder."""
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in steps("COPY"):
        if not line.startswith("--from"):
            for name in line.split()[:-1]:
                assert (ROOT / name).exists(), name
                assert f"!{name}" in sent, name


def test_what_the_wheel_needs_is_copied() -> None:
    """The folders and files that `pyproject.toml` builds the package from are all copied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {Path(name).parts[0] for name in [*wheel["packages"], *wheel["force-include"]]}
    needed |= {project["project"]["readme"], *project["project"]["license-files"]}
    assert needed <= {name for line in steps("COPY") for name in line.split()[:-1]}
    (install,) = (line for line in steps("RUN") if "pip install" in line)
    extras = re.findall(r'"\.\[([\w,]+)\]"', install)[0].split(",")
    assert set(extras) <= project["project"]["optional-dependencies"].keys()


def test_the_settings_of_the_image_exist() -> None:
    """The variables of Dockerfile and compose file are settings, and folders are below `/data`."""
    service = COMPOSE["services"]["qa"]
    for name in [*variables(), *service["environment"]]:
        if name.startswith("QA_"):
            assert name.removeprefix("QA_").lower() in Settings.model_fields, name
    paths = [value for value in variables().values() if value.startswith("/")]
    assert all(value.startswith(("/data", "/opt/qa/bin")) for value in paths)
    assert {volume.partition(":")[0] for volume in service["volumes"]} - {"./articles"} == {
        *COMPOSE["volumes"]
    }


def test_nobody_is_root_and_nobody_is_let_in_by_accident() -> None:
    """The server runs as a user of its own, and compose shows its port to this machine only."""
    assert steps("USER") == ["qa"]
    service = COMPOSE["services"]["qa"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["environment"]["QA_AUTH"] == "${QA_AUTH:-true}"


@contextmanager
def container(data: Path, **extra: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The image's command with its variables, `/data` being a folder of the test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    given = {name: value.replace("/data", str(data)) for name, value in variables().items()}
    given = environment(**(given | {"QA_PORT": port} | extra))
    given["PATH"] = os.environ["PATH"]
    command = json.loads(steps("ENTRYPOINT")[0]) + json.loads(steps("CMD")[0])
    assert command[0] == "qa"
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=data,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        yield process, given
        process.terminate()
        process.communicate(timeout=SECONDS)


def test_the_command_serves_and_is_healthy(tmp_path: Path) -> None:
    """Started with an empty volume and `QA_PUBLIC`, it serves, and the health check passes."""
    check = json.loads(steps("HEALTHCHECK")[0].partition("CMD ")[2])
    assert check[0] == "python"
    with container(tmp_path, QA_PUBLIC="true") as (process, given):
        assert process.stdout
        assert "qa is serving on http://0.0.0.0:" in process.stdout.readline()
        ended = time.monotonic() + 30
        while (
            code := subprocess.run([sys.executable, *check[1:]], env=given, check=False).returncode
        ) and time.monotonic() < ended:
            time.sleep(0.5)
        assert code == 0


def test_without_a_log_in_the_command_refuses(tmp_path: Path) -> None:
    """Without `QA_AUTH` and `QA_PUBLIC` it says how to choose, and ends."""
    with container(tmp_path) as (process, _):
        assert process.wait(SECONDS) == 1
        assert process.stderr
        assert "--auth" in process.stderr.read()


def test_every_line_is_an_instruction() -> None:
    """Every line of the Dockerfile begins with an instruction."""
    known = "FROM ARG WORKDIR COPY RUN ENV USER VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD"
    for line in STEPS:
        assert not line.strip() or line.startswith("#") or line.split()[0] in known.split(), line
