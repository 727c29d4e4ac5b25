"""Archives: the files in a zip or tar, read where they are.

Nothing is unpacked to disk, so no name in an archive can lead anywhere. What a member grows to is
counted, and links are not followed.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from qa.corpus.files import File
from qa.corpus.package import UNREADABLE
from qa.corpus.walk import page_files
from qa.errors import ReadError

LARGER: Final = 5
"""How many times as large as another file an archive may be."""

_GROWTH: Final = 20
"""How many times the largest file all that is read of an archive may grow to."""
_MOST: Final = 5000
_IS_ENCRYPTED: Final = 0x1
_TAR: Final = (tarfile.TarError, *UNREADABLE)

_Member = tuple[str, int, Callable[[], bytes]]
"""Its name, its size and what reads it."""


def read_zip(file: File) -> Iterator[File | ReadError]:
    """The files of a zip archive, and why others are not read."""
    try:
        archive = zipfile.ZipFile(BytesIO(file.data))
    except UNREADABLE as error:
        raise file.error("archive.damaged") from error
    # Not `is_dir`, which fails at a file without a name.
    files = (info for info in archive.infolist() if not info.filename.endswith("/"))
    members = [_zip_member(archive, info) for info in files]
    yield from _files(file, members)


def read_tar(file: File) -> Iterator[File | ReadError]:
    """The files of a tar archive, compressed or not, and why others are not read."""
    try:
        with tarfile.open(fileobj=BytesIO(file.data), mode="r:*") as archive:
            infos = [info for info in _bounded(archive, file) if info.isfile()]
            yield from _files(file, [_tar_member(archive, info) for info in infos])
    except _TAR as error:
        raise file.error("archive.damaged") from error


def _bounded(archive: tarfile.TarFile, file: File) -> Iterator[tarfile.TarInfo]:
    """The members, as long as there are not too many or too large ones."""
    grown = 0
    for number, info in enumerate(archive):
        grown += info.size
        if number > _MOST or grown > _GROWTH * file.max_bytes:
            raise file.error("archive.inflated", size=_GROWTH * file.max_bytes / 1e6)
        yield info


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    def read() -> bytes:
        if info.flag_bits & _IS_ENCRYPTED:
            raise ReadError(info.filename, "document.encrypted")
        return archive.read(info)

    return info.filename, info.file_size, read


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> _Member:
    def read() -> bytes:
        stream = archive.extractfile(info)
        return stream.read() if stream else b""

    return info.name, info.size, read


def _files(file: File, members: list[_Member]) -> Iterator[File | ReadError]:
    """The members that may be articles, in the order of their names."""
    if len(members) > _MOST:
        raise file.error("archive.too_many", count=_MOST)
    most = file.max_bytes // LARGER
    named = {_safe_name(name): (size, read) for name, size, read in members}
    beside, left = page_files(named), _GROWTH * most
    for name in sorted(named.keys() - beside):
        size, read = named[name]
        if _is_passed_over(name):
            continue
        member = File(name=f"{file.name}/{name}", data=b"", max_bytes=most)
        left -= size
        if left < 0:
            raise file.error("archive.inflated", size=_GROWTH * most / 1e6)
        yield member.too_large() if size > most else _read(member, read)


def _read(member: File, read: Callable[[], bytes]) -> File | ReadError:
    try:
        data = read()
    except ReadError as error:
        return member.error(error.code)
    except (*_TAR, zlib.error):
        return member.error("archive.damaged_member")
    if not data:
        return member.error("file.empty")
    return File(name=member.name, data=data, max_bytes=member.max_bytes)


def _safe_name(name: str) -> str:
    """A member's name as a path that stays below the archive."""
    text = name.encode("utf-8", "backslashreplace").decode()
    parts = PurePosixPath(re.sub(r"[\x00-\x1f\x7f]", "_", text).replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("/", "..", ".")) or "_"


def _is_passed_over(name: str) -> bool:
    """Whether it is hidden, or what macOS puts beside each file."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)
