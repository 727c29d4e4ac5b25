"""txtai: an embeddings database of paragraphs, with its HTTP API."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.peers.driver import RETURNED, Found, Row
from benchmarks.peers.encoders import MINILM, PASSAGE, QUESTION, minilm
from txtai import Embeddings
from txtai.pipeline import Segmentation

os.environ["ALLOW_RESOLVE_TRANSFORM"] = "1"  # it refuses to call a function by name otherwise


class System:
    """Its defaults, with content kept; a paragraph is a passage, which its pipeline cuts."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder / "index"
        self._config: dict[str, Any] = {"path": minilm()} if encoder == MINILM else _OURS
        self._index = Embeddings()  # a model that is loaded here is loaded again with the index

    def warm(self) -> None:
        """Encode a first text."""
        if self._index.model is None:
            self._index = Embeddings(self._config, content=True)
        self._index.batchtransform(["warm"])

    def build(self, rows: list[Row]) -> int:
        """Split, embed, write."""
        pieces = _pieces(rows)
        self._index.index(pieces)
        self._index.save(str(self._folder))
        return len(pieces)

    def open(self) -> None:
        """Read all of it."""
        self._index.load(str(self._folder))

    def add(self, rows: list[Row]) -> None:
        """Into the index in memory, which is then written whole."""
        self._index.upsert(_pieces(rows))
        self._index.save(str(self._folder))

    def search(self, question: str) -> list[Found]:
        """By similarity."""
        hits = self._index.search(question, RETURNED)
        return [Found(hit["id"].partition("#")[0], hit["text"]) for hit in hits]

    def serve(self, port: int) -> None:
        """Its API, configured by a file."""
        import uvicorn

        config = self._folder.parent / "api.yml"  # JSON is YAML
        settings = {"path": str(self._folder), "embeddings": {**self._config, "content": True}}
        config.write_text(json.dumps(settings), encoding="utf-8")
        os.environ["CONFIG"] = str(config)
        uvicorn.run("txtai.api:app", port=port, log_level="error")


_OURS = {
    "method": "external",
    "transform": "benchmarks.peers.encoders.transform",
    "instructions": {"query": QUESTION, "data": PASSAGE},
}


def _pieces(rows: list[Row]) -> list[tuple[str, str, None]]:
    cut = Segmentation(paragraphs=True)
    return [
        (f"{row['id']}#{number}", text, None)
        for row in rows
        for number, text in enumerate(cut(f"{row['title']}\n\n{row['text']}"))
    ]
