"""haiku.rag: docling's pieces in SQLite, by sqlite-vec and full text together.

Both of its ways to an encoder are servers (Ollama, or a paid API); here it calls the encoder in
its own process instead. It counts tokens with a list that it downloads; here the tokenizer of
all-MiniLM-L6-v2 counts them, docling's own default.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import tiktoken
from benchmarks.peers.driver import RETURNED, Found, Row
from benchmarks.peers.encoders import DIMENSION, Encoder, load, minilm

# The one that is installed may need a PyTorch with CUDA; Markdown needs neither.
sys.modules["torchvision"] = None  # type: ignore[assignment]
# Some builds of Python cannot load extensions of SQLite, as sqlite-vec is one.
sys.modules["sqlite3"] = importlib.import_module("pysqlite3")

T = TypeVar("T")


class System:
    """Its defaults, pieces of 256 tokens under their headings, without a language model."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._encoder = load(encoder)
        self._file = folder / "haiku.sqlite"
        self._embedder = _Embedder(self._encoder)
        self._client = _connected(self._embedder)

    def warm(self) -> None:
        """Encode a first text."""
        self._encoder.question("warm")

    def build(self, rows: list[Row]) -> int:
        """An article after the other: it has no other way."""
        self.open()
        self.add(rows)
        return len(_done(self._rag.chunk_repository.list_all()))

    def open(self) -> None:
        """Open the database, or make it."""
        self._rag = self._client(self._file)

    def add(self, rows: list[Row]) -> None:
        """Each article as Markdown under its title."""
        for row in rows:
            content = f"# {row['title']}\n\n{row['text']}"
            _done(self._rag.create_document(content, uri=row["id"]))

    def search(self, question: str) -> list[Found]:
        """By meaning and words."""
        self._embedder.asked = True
        hits = _done(self._rag.search(question, limit=RETURNED))
        self._embedder.asked = False
        return [Found(chunk.document_uri, chunk.content) for chunk, _ in hits]


def _connected(embedder: _Embedder) -> Any:
    """Its client, with the encoder and the counting of tokens put in."""
    os.environ |= {"EMBEDDINGS_VECTOR_DIM": str(DIMENSION), "RERANK_PROVIDER": ""}
    bytes_only = {bytes([byte]): byte for byte in range(256)}
    tiktoken.encoding_for_model = lambda _: tiktoken.Encoding(
        "bytes", pat_str=r".|\n", mergeable_ranks=bytes_only, special_tokens={}
    )
    from haiku.rag import embeddings

    embeddings.get_embedder = lambda: embedder
    from docling.chunking import HybridChunker
    from docling_core.transforms.chunker.tokenizer.huggingface import HuggingFaceTokenizer
    from haiku.rag.chunker import chunker
    from haiku.rag.client import HaikuRAG
    from haiku.rag.config import Config

    counter = HuggingFaceTokenizer.from_pretrained(minilm(), max_tokens=Config.CHUNK_SIZE)
    chunker.chunker = HybridChunker(tokenizer=counter)
    return HaikuRAG


class _Embedder:
    """Questions and passages come through one call; `asked` tells them apart."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vector_dim = DIMENSION
        self.asked = False

    async def embed(self, text: str) -> Any:
        encoder = self._encoder
        vector = encoder.question(text) if self.asked else encoder.passages([text])[0]
        return vector.tolist()


def _done(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)
