"""Files that are a zip of XML inside (docx, odt, xlsx, epub), opened within limits.

Nothing is unpacked to disk. What a member grows to is counted before it is read, entities are not
expanded and nothing is fetched, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import zipfile
import zlib
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Final

from qa.corpus.exhausted import check_memory
from qa.corpus.files import File

if TYPE_CHECKING:
    from lxml.etree import _Element

_GROWTH: Final = 4
"""How many times the largest file all that is read of a package may grow to."""
_MOST_MEMBERS: Final = 10_000
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED: Final = 0x1
UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, LookupError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises on damaged, encrypted and unusual files."""


class Package:
    """The members of a package.

    Args:
        file: The file.

    Raises:
        ReadError: If it is no zip file, or protected by a password, or has too many members.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        if file.data.startswith(_OLD_OFFICE):
            is_locked = _ENCRYPTED in file.data
            raise file.error("document.encrypted" if is_locked else "document.old")
        try:
            self._zip = zipfile.ZipFile(BytesIO(file.data))
        except UNREADABLE as error:
            raise file.error("document.damaged") from error
        if len(self._zip.infolist()) > _MOST_MEMBERS:
            raise file.error("document.inflated", size=_GROWTH * file.max_bytes / 1e6)
        self._left = _GROWTH * file.max_bytes

    @cached_property
    def names(self) -> frozenset[str]:
        """The members' names."""
        return frozenset(self._zip.namelist())

    def check_size(self) -> None:
        """Refuse a package whose members grow to more than is read of one.

        Raises:
            ReadError: If they do.
        """
        self._take(sum(info.file_size for info in self._zip.infolist()))

    def read(self, name: str) -> bytes | None:
        """A member's content, None if there is none of this name.

        Raises:
            ReadError: If it is damaged, encrypted or too large.
        """
        if name not in self.names:
            return None
        info = self._zip.getinfo(name)
        if info.flag_bits & _IS_ENCRYPTED:
            raise self._file.error("document.encrypted")
        self._take(info.file_size)  # zipfile never reads more than this
        try:
            return self._zip.read(info)
        except UNREADABLE as error:
            raise self._file.error("document.damaged") from error

    def tree(self, name: str) -> _Element | None:
        """The root of a member in XML, None if there is none of this name, or it is no XML."""
        data = self.read(name)
        return parse_xml(data) if data else None

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            size_mb = _GROWTH * self._file.max_bytes / 1e6
            raise self._file.error("document.inflated", size=size_mb)


def parse_xml(data: bytes) -> _Element | None:
    """The root of an XML document, without what it would expand or fetch; None if it is none.

    Raises:
        MemoryError: If memory does not suffice.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None
    finally:
        check_memory(parser.error_log)


def local(node: _Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: _Element | None, name: str) -> str | None:
    """The attribute with a name, in whatever namespace."""
    if node is None:
        return None
    found = (value for key, value in node.items() if str(key).rpartition("}")[2] == name)
    return next(map(str, found), None)


def first(node: _Element | None, *names: str) -> _Element | None:
    """The element that a path of names leads to, in whatever namespaces."""
    for name in names:
        if node is None:
            return None
        node = next((child for child in node if local(child) == name), None)
    return node
