"""Uploaded files into the corpus folder, under names that cannot leave it.

Knows names, sizes and suffixes; what is in a file is for the readers to say at the next
build.
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from qa.errors import QAError

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER: Final = "uploads"
LONGEST_NAME: Final = 120
_CHUNK: Final = 1 << 20
_RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


class UploadError(QAError):
    """A file was not taken.

    Attributes:
        name: The file's name as it was sent.
        reason: Why, with what to do.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def safe_name(name: str, known: Iterable[str]) -> str:
    """The last part of a file's name, without characters that mean something to a system.

    Raises:
        UploadError: If nothing is left of it or its format is not one of `known`.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = re.sub(r"[^\w. -]", "_", last).rstrip(" .")
    suffix = next((s for s in sorted(known, key=len, reverse=True) if _ends(kept, s)), None)
    if suffix is None:
        raise UploadError(name, f"is of no known format; send one of {', '.join(known)}")
    stem = kept[: -len(suffix)].strip(" .") or "article"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return stem[: LONGEST_NAME - len(suffix)] + suffix.lower()


def save(corpus: Path, name: str, content: BinaryIO, *, known: Iterable[str], limit: int) -> str:
    """Write a file below the corpus folder and return its path there, with `/`.

    A file of the same name is replaced: it is the same article in a newer form. The file
    appears whole or not at all.

    Raises:
        UploadError: If its name, format or size is not accepted, or it is empty.
    """
    target = corpus / FOLDER / safe_name(name, known)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".upload-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _copy(content, file, name, limit)
        os.replace(partial, target)  # noqa: PTH105 - the handle's path is text
    finally:
        Path(partial).unlink(missing_ok=True)
    return f"{FOLDER}/{target.name}"


def _copy(content: BinaryIO, file: BinaryIO, name: str, limit: int) -> None:
    written = 0
    while chunk := content.read(_CHUNK):
        written += len(chunk)
        if written > limit:
            raise UploadError(name, f"is larger than {limit / 1e6:g} MB; split it")
        file.write(chunk)
    if not written:
        raise UploadError(name, "is empty")


def _ends(name: str, suffix: str) -> bool:
    return name.lower().endswith(suffix)
