"""Haystack with its store in memory: BM25 alone, or BM25 and an embedding retriever joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.driver import RETURNED, Found, Row
from benchmarks.peers.encoders import MINILM, OURS, Ours, minilm
from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore


class System:
    """Its default pieces of 200 words; the two lists joined by reciprocal ranks."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._file = folder / "store.json"
        known: dict[str, Any] = {MINILM: _MiniLM, OURS: _Ours}
        self._encoder = known[encoder]() if encoder in known else None

    def warm(self) -> None:
        """Encode a first text."""
        if self._encoder:
            self._encoder.question("warm")

    def build(self, rows: list[Row]) -> int:
        """Split, embed, write."""
        self._file.parent.mkdir(parents=True)
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self.add(rows)
        return int(self._store.count_documents())

    def open(self) -> None:
        """Read all of it."""
        self._store = InMemoryDocumentStore.load_from_disk(str(self._file))
        self._words = InMemoryBM25Retriever(self._store, top_k=RETURNED)
        self._meaning = InMemoryEmbeddingRetriever(self._store, top_k=RETURNED)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=RETURNED)

    def add(self, rows: list[Row]) -> None:
        """Into the store in memory, which is then written whole."""
        pieces = DocumentSplitter().run(documents=_documents(rows))["documents"]
        embedded = self._encoder.passages(pieces) if self._encoder else pieces
        self._store.write_documents(embedded)
        self._store.save_to_disk(str(self._file))

    def search(self, question: str) -> list[Found]:
        """By words, and by meaning where there is an encoder."""
        hits = self._words.run(query=question)["documents"]
        if self._encoder:
            near = self._meaning.run(query_embedding=self._encoder.question(question))
            hits = self._joiner.run(documents=[hits, near["documents"]])["documents"]
        return [Found(hit.meta["article"], hit.content) for hit in hits]


def _documents(rows: list[Row]) -> list[Document]:
    return [
        Document(
            content=f"{row['title']}\n\n{row['text']}",
            meta={"article": row["id"], "title": row["title"]},
        )
        for row in rows
    ]


class _MiniLM:
    def __init__(self) -> None:
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self._texts = SentenceTransformersTextEmbedder(model=minilm(), progress_bar=False)
        self._documents = SentenceTransformersDocumentEmbedder(
            model=minilm(), meta_fields_to_embed=["title"], progress_bar=False
        )
        self._texts.warm_up()
        self._documents.warm_up()

    def passages(self, pieces: list[Document]) -> list[Document]:
        found: list[Document] = self._documents.run(documents=pieces)["documents"]
        return found

    def question(self, text: str) -> Any:
        return self._texts.run(text=text)["embedding"]


class _Ours:
    def passages(self, pieces: list[Document]) -> list[Document]:
        texts = [f"{piece.meta['title']}\n{piece.content}" for piece in pieces]
        for piece, vector in zip(pieces, Ours().passages(texts), strict=True):
            piece.embedding = vector.tolist()
        return pieces

    def question(self, text: str) -> Any:
        return Ours().question(text).tolist()
