"""A file's bytes, checked: not too large, not truncated, not binary where text is due.

Everything wrong with a file is raised as a `ReadError` that says what to do about it.
This module knows nothing about articles.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import gzip
import hashlib
import os
import re
import secrets
import stat
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from qa.corpus.handles import LINKS, open_plainly
from qa.errors import ReadError, cause
from qa.phrases import PhraseValue

_GZIP = ".gz"
_PARTIAL = ".adding-"
_OLD = 3600.0
"""Seconds after which nobody still writes a file."""

_KINDS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"\xd0\xcf\x11\xe0": "office",
    b"{\\rtf": "rtf",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_SHARE = 0.02
_STRAYS = 2
"""Zero bytes that a text of any length may hold."""
# The longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|(?:windows|cp|iso|latin|mac|koi8|big5|gb|euc|shift)[\w-]*", re.IGNORECASE
)
# Browsers read these labels as cp1252, and so were the pages written.
_CP1252 = re.compile(r"us-ascii|ascii|latin-?1|iso-?_?8859-?1|cp1252", re.IGNORECASE)
_GOOD_PER_BAD = 4
_changes = threading.Lock()


class Stamp(NamedTuple):
    """A file as it was when it was read.

    Attributes:
        size: In bytes.
        modified: When its content was, in nanoseconds.
        changed: When anything of it was, in nanoseconds; on Windows, when it was made.
        inode: Its number on the disk, which may be larger than 64 bits.
        sha256: Of its bytes.
    """

    size: int
    modified: int
    changed: int
    inode: str
    sha256: str

    @classmethod
    def of(cls, found: os.stat_result, sha256: str) -> Stamp:
        """That of a file of which the system says this."""
        times = found.st_mtime_ns, found.st_ctime_ns
        return cls(found.st_size, *times, f"{found.st_dev}:{found.st_ino}", sha256)


@dataclass(frozen=True, kw_only=True)
class File:
    """What a format module gets to read.

    Attributes:
        name: The relative path, with `/` on every system.
        data: The content, decompressed.
        max_bytes: The limit that was applied; formats that inflate apply it again.
        stamp: How the file was; None for a part of another file.
    """

    name: str
    data: bytes
    max_bytes: int
    stamp: Stamp | None = None

    @property
    def stem(self) -> str:
        """The file's name without folder and suffixes."""
        base = self.name.rpartition("/")[2]
        bare = base[: -len(_GZIP)] if base.lower().endswith(_GZIP) else base
        return bare.rpartition(".")[0] or bare

    def place(self, line: int | None = None) -> str:
        """How a failure names the file, or a line of it."""
        return self.name if line is None else f"{self.name}, line {line}"

    def error(self, code: str, /, *, at: int | None = None, **values: PhraseValue) -> ReadError:
        """A failure of this file, or of the line `at`, for the caller to raise."""
        return ReadError(self.place(at), code, **values)

    def too_large(self) -> ReadError:
        """The failure of a file that is, or becomes, larger than the limit."""
        return self.error("file.too_large", size=self.max_bytes / 1e6)

    def text_bytes(self) -> bytes:
        """The content of a text file: see `plain_bytes`."""
        return plain_bytes(self.data)

    def text(self, *, declared: str | None = None, by_line: bool = False) -> str:
        """The content as text.

        Args:
            declared: The charset that the content declares.
            by_line: Whether the caller decodes each line, so that one that is in no known
                encoding is for the caller to find; it comes out damaged here.

        Raises:
            ReadError: If it is binary, undecodable, or only white space.
        """
        data = self.text_bytes()
        if kind := _kind(data):
            raise self.error("file.content", kind=kind)
        try:
            text = decode(data, declared=declared)
        except UnicodeDecodeError as error:
            if not by_line:
                raise self.error("file.encoding") from error
            text = data.decode(errors="replace")
        if not text.strip():
            raise self.error("file.blank")
        if len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
            raise self.error("file.binary")
        return text


def plain_bytes(data: bytes) -> bytes:
    """A text in UTF-16 or UTF-32 that says so as UTF-8, and without a few stray NUL bytes."""
    for mark, charset in _MARKS.items():
        if data.startswith(mark):
            # An odd byte at the end is that of a file which was cut off.
            data = data[len(mark) :].decode(charset, errors="ignore").encode()
            break
    is_binary = data.count(0) > max(_STRAYS, _CONTROL_SHARE * len(data))
    return data if is_binary else data.replace(b"\0", b"")


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Decode as UTF-8, else the declared charset, else cp1252.

    UTF-8 with a few damaged bytes stays UTF-8: read as cp1252, every accent in it would be wrong.

    Raises:
        UnicodeDecodeError: If none of them fits.
    """
    for charset in ("utf-8-sig", *_known(declared)):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    damaged = data.decode("utf-8-sig", errors="replace")
    bad = damaged.count("\ufffd")
    if sum(not char.isascii() for char in damaged) - bad > _GOOD_PER_BAD * bad:
        return damaged
    return data.decode("cp1252")


def load(path: Path, *, name: str, max_bytes: int) -> File:
    """Read a file, inflating `.gz`, and never more than `max_bytes` of it; no link is followed.

    Raises:
        ReadError: If it is empty, too large, truncated, no regular file, or not permitted.
    """
    data, stamp = _content(path, name, max_bytes)
    file = inflated(File(name=name, data=data, max_bytes=max_bytes, stamp=stamp))
    if not file.data:
        raise file.error("file.empty")
    return file


def unchanged(path: Path, before: Stamp) -> Stamp | None:
    """How a file is now, if it holds the same bytes as before; they are compared if need be."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != before.size:
            return None
        if Stamp.of(found, before.sha256) == before:
            return before
        _, now = _content(path, path.name, before.size)
    except (OSError, ReadError):
        return None  # whoever reads it says what is wrong
    return now if now.sha256 == before.sha256 else None


def inflated(file: File) -> File:
    """A file as it is read: one that is compressed as `.gz` without that.

    Raises:
        ReadError: If it is truncated, damaged or too large.
    """
    if file.name.lower().endswith(_GZIP) and file.data:
        file = replace(file, data=_inflate(file))
    if len(file.data) > file.max_bytes:
        raise file.too_large()
    return file


def write_whole(content: bytes, path: Path, *, private: bool = False) -> None:
    """Write a file that appears whole or not at all; an OSError says why it cannot be written.

    Args:
        content: Its bytes.
        path: Where.
        private: Whether only its owner may read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{_PARTIAL}{secrets.token_hex(8)}")
    try:
        with partial.open("xb") as file:  # its rights are those that the user gives new files
            if private:
                partial.chmod(0o600)
            file.write(content)
        sync(partial)
        partial.replace(path)
        sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what crashes left of files that were being written."""
    old = time.time() - _OLD
    for partial in folder.rglob(f"{_PARTIAL}*"):
        with contextlib.suppress(OSError):  # somebody else removes it, or may only read here
            if partial.lstat().st_mtime < old:
                partial.unlink()


@contextlib.contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Held by whoever compares a file with something and then replaces or deletes it.

    Other processes wait too, where the file system can lock a folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _changes:
        if os.name == "nt":
            yield
            return
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def sync(path: Path) -> None:
    """Make a file, or a folder's list of files, safe from a power failure."""
    if os.name == "nt":  # Windows syncs only what is open for writing, and no folders
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _content(path: Path, name: str, max_bytes: int) -> tuple[bytes, Stamp]:
    """The first bytes of a regular file, and how it is."""
    try:
        handle = open_plainly(path)
    except OSError as error:
        if error.errno in LINKS:
            raise ReadError(name, "link.swapped") from error
        if error.errno == errno.ENXIO:  # a socket
            raise ReadError(name, "file.special") from error
        raise ReadError(name, "file.unreadable", why=cause(error)) from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise ReadError(name, "file.special")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(max_bytes + 1)
            return data, Stamp.of(found, hashlib.sha256(data).hexdigest())
    except OSError as error:
        raise ReadError(name, "file.unreadable", why=cause(error)) from error
    finally:
        os.close(handle)


def _inflate(file: File) -> bytes:
    if len(file.data) > file.max_bytes:
        raise file.too_large()
    try:
        with gzip.open(BytesIO(file.data)) as stream:
            return stream.read(file.max_bytes + 1)
    except EOFError as error:
        raise file.error("file.truncated") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise file.error("file.gzip") from error


def _kind(data: bytes) -> str | None:
    for magic, kind in _KINDS.items():
        if data.startswith(magic):
            return kind
    return "binary" if b"\0" in data else None


def _known(charset: str | None) -> tuple[str, ...]:
    # Python has codecs that are no charsets (idna, unicode_escape): a page may not choose those.
    if charset is None or not _CHARSETS.fullmatch(charset):
        return ()
    return ("cp1252",) if _CP1252.fullmatch(charset) else (charset,)
