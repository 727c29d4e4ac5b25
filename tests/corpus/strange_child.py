"""The process that reads files, with a reader of text files that does what the file says."""

from __future__ import annotations

import os
import signal
import subprocess
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
    """Do what the file says, most of it after an article."""
    text = file.text()
    if "think" in text:
        _calculate(1.5)
    if "swell" in text:
        text = "ferry \0" * 16_000_000
    if "pause" in text:
        _stop_for(4)
    yield Draft(text=f"{text} {os.getpid()}")
    if "hang" in text:
        time.sleep(3600)
    if "burn" in text:
        _calculate(3600)
    if "die" in text:
        os._exit(1)
    if "eat" in text:
        bytearray(10**12)
    if "raise" in text:
        raise AssertionError(text)
    if "half" in text:
        raise AssertionError("\ud800")  # half a character, which no message may hold


def _calculate(seconds: float) -> None:
    """Take this time of the processor."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def _stop_for(seconds: float) -> None:
    """Stand still, as on a machine that is busy with other things."""
    goes_on = f"sleep {seconds}; kill -CONT {os.getpid()}"
    with subprocess.Popen(["sh", "-c", goes_on], stdin=subprocess.DEVNULL):
        os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    READERS[".txt"] = read
    child.main(ReadLimits(*map(float, sys.argv[1:])))
