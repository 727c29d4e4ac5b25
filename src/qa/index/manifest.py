"""The manifest of a generation: what it is made of, and whether its files are still that.

Sizes are compared whenever a generation is opened, checksums where they matter more than time:
before it is built upon or gone back to, and when somebody asks.
"""

from __future__ import annotations

import errno
import hashlib
import re
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from qa.errors import IndexDamagedError, IndexFolderError, IndexFormatError, cause
from qa.models import digest_of
from qa.types import Value

FORMAT = 4
"""Version of the folder layout; programs read their own only."""

STORE, VECTORS, CODES = "articles.sqlite", "vectors.faiss", "codes.faiss"
LEXICAL, MANIFEST = "lexical", "manifest.json"


class FileMark(Value):
    """How a file of a generation is recognised: its size in bytes and its SHA-256."""

    size: int
    sha256: str


class Manifest(Value):
    """What a generation is made of; written last, so its presence means completeness.

    Attributes:
        recipe: How passages were cut; vectors are reused only under the same recipe.
        exact: Passages up to which a search compares all vectors, where there are codes of them
            that are searched first; None: there are none, and every search is exact.
        learned: Passages that those codes were learned from; later ones were added to them.
        store: Address of the Milvus server where the passages are; None: in files of the folder.
        collection: The collection that holds them there.
        files: Every file of the generation but this one, by relative path.
        seal: SHA-256 of all the rest of the manifest.
    """

    format: int = FORMAT
    built: datetime
    encoder: str
    dimension: int
    fingerprint: str
    recipe: str
    articles: int = Field(ge=0)
    passages: int = Field(ge=0)
    exact: int | None = Field(None, ge=0)
    learned: int | None = Field(None, ge=0)
    store: str | None = None
    collection: str | None = None
    files: dict[str, FileMark] = Field(default_factory=dict)
    seal: str = ""

    def write(self, folder: Path, before: Path | None = None) -> None:
        """Write it for the files in a folder.

        Args:
            folder: The generation's folder.
            before: Another generation; the checksums of files that are also its own are taken
                from its manifest.
        """
        known = read_manifest(before).files if before else {}
        marks: dict[str, FileMark] = {}
        for path in files_of(folder):
            name = path.relative_to(folder).as_posix()
            is_kept = before and name in known and (before / name).samefile(path)
            sha256 = known[name].sha256 if is_kept else digest_of(path)
            marks[name] = FileMark(size=path.stat().st_size, sha256=sha256)
        found = self.model_copy(update={"files": marks})
        found = found.model_copy(update={"seal": found.computed_seal()})
        (folder / MANIFEST).write_text(
            found.model_dump_json(indent=2, exclude_none=True) + "\n", encoding="utf-8"
        )

    def computed_seal(self) -> str:
        """SHA-256 over all but the seal."""
        # Without what is None: manifests of earlier versions lack the rest.
        rest = self.model_dump_json(exclude={"seal"}, exclude_none=True)
        return hashlib.sha256(rest.encode()).hexdigest()

    def check(self, folder: Path, *, contents: bool) -> None:
        """Refuse a folder whose files are missing or not of their size.

        Args:
            folder: The generation's folder.
            contents: Whether to read all files, so that a single wrong bit is found.

        Raises:
            IndexDamagedError: Naming the file.
            IndexFolderError: If a file may not be read.
        """
        if self.seal != self.computed_seal():
            raise IndexDamagedError(folder / MANIFEST, "index.changed")
        for name, mark in self.files.items():
            file = folder / name
            try:
                same = file.stat().st_size == mark.size
                if same and contents:
                    same = digest_of(file) == mark.sha256
            except OSError as error:
                raise refused(file, error) from error
            if not same:
                raise IndexDamagedError(file, "index.mismatch")


def read_manifest(path: Path) -> Manifest:
    """Read a generation's manifest.

    Raises:
        IndexDamagedError: If it is missing or not a manifest.
        IndexFormatError: If it is of another format.
        IndexFolderError: If it may not be read.
    """
    file = path / MANIFEST
    try:
        text = file.read_text(encoding="utf-8")
        found = re.search(r'"format"\s*:\s*(\d{1,9})', text)
        if found and int(found.group(1)) != FORMAT:
            code = "index.format" if int(found.group(1)) > FORMAT else "index.old_format"
            raise IndexFormatError(path, code, found=found.group(1), known=FORMAT)
        return Manifest.model_validate_json(text)
    except OSError as error:
        raise refused(file, error) from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise IndexDamagedError(file, "index.damaged") from error


def refused(place: Path, error: OSError) -> IndexFolderError:
    """What it means that the system does not give what lies at a place in a generation."""
    if isinstance(error, FileNotFoundError):
        return IndexDamagedError(place, "index.file_missing")
    if isinstance(error, PermissionError) or error.errno in {errno.EMFILE, errno.ENFILE}:
        return IndexFolderError(place, "index.no_access", why=cause(error))
    return IndexDamagedError(place, "index.unreadable", why=cause(error))


def files_of(folder: Path) -> list[Path]:
    """Files of a generation that its manifest covers: all but itself and tantivy's locks."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and path.suffix != ".lock"
    )
