"""This project, as a library; its command line and server are started by `serve` and the runner."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from benchmarks.peers.driver import RETURNED, Found, Row

from qa import Assistant, build_index
from qa.encoder import open_encoder
from qa.types import Answer


class System:
    """Its defaults: passages of whole sentences, dense and lexical search together."""

    def __init__(self, folder: Path, encoder: str) -> None:
        del encoder  # its own
        self._corpus, self._index = folder / "corpus", folder / "index"

    def warm(self) -> None:
        """Encode a first text."""
        open_encoder().encode_passages(["warm"])

    def build(self, rows: list[Row]) -> int:
        """Index a file of articles."""
        self._corpus.mkdir(parents=True)
        self._write("articles", rows)
        return build_index(self._corpus, self._index).passages

    def open(self) -> None:
        """Open the index."""
        self._assistant = Assistant.open(self._index)

    def add(self, rows: list[Row]) -> None:
        """Put a second file beside the first and bring the index up to date."""
        self._write("added", rows)
        build_index(self._corpus, self._index)

    def search(self, question: str) -> list[Found]:
        """Passages without an answer."""
        hits = self._assistant.search(question, RETURNED)
        return [Found(hit.article_id.rpartition("#")[2], hit.text) for hit in hits]

    def answer(self, question: str) -> str:
        """The answer in quotes."""
        found: Answer = self._assistant.ask(question)
        return found.text

    def serve(self, port: int) -> None:
        """By its own command."""
        command = ["-m", "qa", "serve", "--port", str(port)]
        places = ["--index", str(self._index), "--corpus", str(self._corpus)]
        os.execv(sys.executable, [sys.executable, *command, *places])  # noqa: S606 - no shell

    def _write(self, name: str, rows: list[Row]) -> None:
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (self._corpus / f"{name}.jsonl").write_text(lines, encoding="utf-8")
