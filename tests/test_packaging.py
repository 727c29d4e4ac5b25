"""The wheel: what is in it, and that it works alone, in another folder, from its own files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.commands import SECONDS, environment
from tests.newsroom import ROOT, SAMPLES

pytestmark = pytest.mark.slow

RAW = """\
 date 2025-03 https://www.courrier.example/2025/03/phare.html

Le phare de Penvern rallumé après douze ans

Le phare de Penvern a été rallumé samedi soir devant la foule. Le gardien Yvon Kersalé a \
tourné la clé parce que le port voulait guider les pêcheurs.La réparation a coûté 310 000 euros.
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files of the project without any download."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("src", "ui", "corpus"):
        shutil.copytree(ROOT / name, tree / name)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tree)
    options: list[str | Path] = ["--wheel", "--no-isolation", "--outdir", tree / "out"]
    run([sys.executable, "-m", "build", *options, tree])
    (built,) = (tree / "out").iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel installed; libraries come from the one that runs the tests."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", venv])
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    options = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet"]
    run([sys.executable, "-m", "pip", "--python", python, "install", *options, wheel])
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    where = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip()
    # Lines of a .pth file come after the folder itself, and none of theirs is followed.
    Path(where, "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return scripts


def run(command: list[str | Path], cwd: Path | None = None) -> str:
    """The output of a program that knows nothing of this project's source folders."""
    variables = environment()
    variables.pop("PYTHONPATH", None)
    result = subprocess.run(
        command,
        cwd=cwd,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def contents(wheel: Path) -> dict[str, int]:
    """The files of a wheel and their sizes."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.file_size for entry in archive.infolist()}


def test_the_wheel_has_what_is_needed(wheel: Path) -> None:
    """Code of library and web app, the built-in models, type marks, styles and the licence."""
    names = contents(wheel)
    info = wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"
    assert {
        "qa/__init__.py",
        "qa/__main__.py",
        "qa/py.typed",
        "qa/models/confidence.json",
        "qa/models/encoder/README.md",
        "qa/models/encoder/config.json",
        "qa/models/encoder/onnx/model_qint8.onnx",
        "qa/models/encoder/tokenizer.json",
        "qa/models/reader/onnx/model_qint8.onnx",
        "qa/models/reader/tokenizer.json",
        "qa_ui/__init__.py",
        "qa_ui/py.typed",
        f"{info}/licenses/LICENSE",
        f"{info}/entry_points.txt",
    } <= names.keys()
    sources = [
        path.relative_to(ROOT / root).as_posix()
        for root in ("src", "ui")
        for path in (ROOT / root).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert set(sources) <= names.keys()
    assert names["qa/models/encoder/onnx/model_qint8.onnx"] > 1_000_000


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    """No tests, indexes, training code or caches, no articles but the samples; it stays small."""
    for name in contents(wheel):
        assert name.split("/")[0] in {"qa", "qa_ui"} or ".dist-info/" in name
        assert "__pycache__" not in name
        assert Path(name).suffix not in {".pyc", ".sqlite", ".faiss", ".lock"}
        if name.endswith(".toml"):
            assert Path(name).parent.name in {*("lang", "pdf", "phrases", "proposals", "question")}
    assert wheel.stat().st_size < 100_000_000


def test_the_wheel_has_the_samples(wheel: Path) -> None:
    """The sample articles and their questions are in it, for `qa demo`."""
    samples = [path.relative_to(SAMPLES) for path in SAMPLES.rglob("*") if path.is_file()]
    assert {f"qa/samples/{path.as_posix()}" for path in samples} <= contents(wheel).keys()


def test_the_installed_wheel_shows_its_samples(installed: Path, tmp_path: Path) -> None:
    """`qa demo`, installed, needs no file of the project; here only what it copies is looked at."""
    python = installed / Path(sys.executable).name
    code = "import pathlib, qa.cli.demo as d; d.copy_samples(pathlib.Path('copy')); print('done')"
    assert run([python, "-c", code], tmp_path) == "done\n"
    assert (tmp_path / "copy" / "questions.jsonl").is_file()


def test_the_wheel_describes_itself(wheel: Path) -> None:
    """Name, version, licence, Python and dependencies are those of `pyproject.toml`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    assert (metadata["Name"], metadata["Version"]) == ("qa", project["version"])
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == project["requires-python"]
    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    written, declared = (
        sorted(str(Requirement(line)) for line in lines)  # bounds in one order
        for lines in (required, project["dependencies"])
    )
    assert written == declared


def test_the_installed_wheel_answers(installed: Path, tmp_path: Path) -> None:
    """The command `qa`, installed, builds a folder of one's own articles and quotes them."""
    (tmp_path / "mes-articles").mkdir()
    (tmp_path / "mes-articles" / "phare.txt").write_text(RAW, encoding="utf-8")
    run([installed / "qa", "build", "mes-articles", "--index", "mon-index"], tmp_path)
    question = "Qui a tourné la clé du phare de Penvern ?"
    output = run([installed / "qa", "ask", question, "--index", "mon-index", "--json"], tmp_path)
    citation = json.loads(output)["citations"][0]
    assert citation["quote"] == (
        "Le gardien Yvon Kersalé a tourné la clé parce que le port voulait guider les pêcheurs."
    )
    assert citation["url"] == "https://www.courrier.example/2025/03/phare.html"
    assert citation["published"] == "2025-03"


def test_the_installed_package_is_used(installed: Path, tmp_path: Path) -> None:
    """The answers above come from the wheel's own files, those of the source tree are unknown."""
    python = installed / Path(sys.executable).name
    find = "from importlib.util import find_spec as f; print(f('qa').origin, f('qa_ui').origin)"
    places = run([python, "-c", find], tmp_path)
    for place in places.split():
        assert Path(place).is_relative_to(installed.parent)
    shown = run([python, "-m", "qa", "--help"], tmp_path)
    assert "Answers questions over news articles" in shown
