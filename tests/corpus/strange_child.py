"""The process that reads files, with a reader of text files that does what the file says."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from qa.corpus import child
from qa.corpus.draft import Draft
from qa.corpus.process import ReadLimits
from qa.corpus.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.corpus.files import File


def read(file: File) -> Iterator[Draft]:
    """Yield an article, then do what the file says."""
    text = file.text()
    yield Draft(text=f"{text} {os.getpid()}")
    if "hang" in text:
        time.sleep(3600)
    if "die" in text:
        os._exit(1)
    if "eat" in text:
        bytearray(10**12)
    if "raise" in text:
        raise AssertionError(text)
    if "half" in text:
        raise AssertionError("\ud800")  # half a character, which no message may hold


if __name__ == "__main__":
    READERS[".txt"] = read
    child.main(ReadLimits(*map(float, sys.argv[1:])))
