"""The process that reads files for another one: a request a line comes in, messages go out."""

from __future__ import annotations

import base64
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qa.corpus import feed_here, read_here
from qa.corpus.feeds.parse import ParsedFeed
from qa.corpus.process import OUT_OF_MEMORY, Message, ReadLimits
from qa.corpus.versions import Read
from qa.errors import FailedFile


def main(limits: ReadLimits) -> None:
    """Read files until there are no more requests."""
    # What libraries print must not get between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks

    def send(message: Message) -> None:
        values = message.model_dump(exclude_defaults=True, exclude={"failed": {"reason"}})
        # What is said of a file may hold half a character, which no message may.
        text = json.dumps(values, ensure_ascii=False)
        answers.write(text.encode("utf-8", "replace") + b"\n")
        answers.flush()
        _allow(limits.seconds)

    logging.getLogger("qa").addHandler(_Sent(lambda text: send(Message(log=text))))
    _limit_memory(limits.megabytes)
    send(Message())
    try:
        for line in sys.stdin.buffer:
            for found in _found(json.loads(line)):
                send(Message.of(found))
            send(Message())
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def _found(request: dict[str, Any]) -> Iterator[Read | ParsedFeed | FailedFile]:
    """What is in a file, or in a feed that was fetched."""
    if "path" in request:
        yield from read_here(Path(request["path"]), request["name"], request["max_bytes"])
        return
    from qa.corpus.fetch import Reply

    body = base64.b64decode(request["body"])
    yield feed_here(Reply(request["url"], request["status"], request["headers"], body))


class _Sent(logging.Handler):
    """Hands on what the product logs about errors; what libraries log about a file is noise."""

    def __init__(self, send: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record on, with its trace."""
        self._send(self.format(record))


def _limit_memory(megabytes: float) -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (int(megabytes * 1_000_000), most))


def _allow(seconds: float) -> None:
    """Let the system end this process when it has calculated so long from now on."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main(ReadLimits(*map(float, sys.argv[1:])))
