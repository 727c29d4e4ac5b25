"""A virtual environment for each system: made from pinned requirements, or taken as it is."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_NOTE, _UNFINISHED = "installed.json", "unfinished"
"""Files of an environment: what its installation took, and that it is not complete."""


class Environment(NamedTuple):
    """Where a system is installed.

    Attributes:
        python: Its interpreter.
        megabytes: What it takes on the disk, with the weights of all-MiniLM-L6-v2.
        seconds: What its installation took; None where it was there and nobody noted it.
    """

    python: str
    megabytes: int
    seconds: float | None


def prepared(name: str, folder: Path) -> Environment:
    """The environment of a system below a folder, made if it is not there."""
    place = folder / name
    python = place / "bin" / "python"
    if not python.exists() or (place / _UNFINISHED).exists():
        _make(name, place, python)
    note = place / _NOTE
    if note.exists():
        return Environment(str(python), **json.loads(note.read_text(encoding="utf-8")))
    return Environment(str(python), _size(place), None)


def _make(name: str, place: Path, python: Path) -> None:
    """Install it, note what that took, and only then add what runs our encoder."""
    print(f"installing {name} into {place} ...", file=sys.stderr)
    venv.create(place, with_pip=True, clear=True)
    (place / _UNFINISHED).touch()
    started = time.perf_counter()
    _pip(python, *_wanted(name))
    noted = {"seconds": round(time.perf_counter() - started), "megabytes": _size(place)}
    (place / _NOTE).write_text(json.dumps(noted), encoding="utf-8")
    if name != "qa":
        _pip(python, "-r", str(HERE / "requirements" / "encoder.txt"))
    (place / _UNFINISHED).unlink()


def _wanted(name: str) -> list[str]:
    if name == "qa":
        return ["-c", str(ROOT / "constraints.txt"), str(ROOT)]
    return ["-r", str(HERE / "requirements" / f"{name}.txt")]


def _pip(python: Path, *arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([str(python), "-m", "pip", "install", *quiet, *arguments], check=True)


def _size(place: Path) -> int:
    """Megabytes on the disk; what stands there twice by a link is counted once."""
    files = {(s.st_dev, s.st_ino): s.st_blocks * 512 for s in map(Path.lstat, place.rglob("*"))}
    return round(sum(files.values()) / 2**20)
