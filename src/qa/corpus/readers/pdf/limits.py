"""Streams that a small file makes huge are found before anything is made of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_STREAM_END = b"endstream"
_MOST_INFLATED = 100_000_000
# Deflate makes nothing more than about a thousand times smaller.
_RATIO = 1040
_CHECK = 31


def inflates_too_far(data: bytes) -> bool:
    """Whether a compressed stream, or one packed inside another, is larger than may be."""
    return any(_grows(packed) for packed in _streams(data))


def _streams(data: bytes) -> Iterator[bytes]:
    end = 0
    while found := _STREAM.search(data, end):
        end = data.find(_STREAM_END, found.end())
        if end < 0:
            return
        yield data[found.end() : end]
        end += len(_STREAM_END)


def _grows(packed: bytes) -> bool:
    nested = _is_zlib(_inflated(packed, 2))
    if len(packed) * _RATIO <= _MOST_INFLATED and not nested:
        return False
    whole = _inflated(packed, _MOST_INFLATED + 1)
    return len(whole) > _MOST_INFLATED or (nested and _grows(whole))


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _is_zlib(data: bytes) -> bool:
    """Whether these are the two bytes that a compressed stream begins with."""
    return (
        len(data) > 1 and data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2]) % _CHECK == 0
    )
