"""The weights that are shipped: an encoder, a reader and a confidence model, and their check."""

from __future__ import annotations

import hashlib
from pathlib import Path

from qa.errors import ModelError, cause

CHECKSUMS = "SHA256SUMS"
"""File of a model folder with one line a file, as `sha256sum` writes and checks them."""


def checksums(folder: Path) -> str:
    """The checksums of a model folder; of what is read by machines, not of its card."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".json", ".onnx"})
    return "".join(f"{digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def shipped(folder: Path) -> dict[str, str]:
    """The digest with which each file of a model folder was shipped, in the order of its list."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def verify(folder: Path) -> None:
    """Compare a shipped model with its checksums before it is loaded.

    Raises:
        ModelError: Naming the file that is missing or not as it was shipped.
    """
    for name, expected in shipped(folder).items():
        try:
            found = digest_of(folder / name)
        except OSError as error:
            raise ModelError(folder / name, "weights.unreadable", why=cause(error)) from error
        if found != expected:
            checked = {"found": found, "expected": expected}
            raise ModelError(folder / name, "weights.changed", **checked)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
