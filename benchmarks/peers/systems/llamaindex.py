"""LlamaIndex with its default vector store, which is kept as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.driver import RETURNED, Found, Row
from benchmarks.peers.encoders import MINILM, Ours, minilm
from llama_index.core import (
    Document,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.embeddings import BaseEmbedding
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


class System:
    """Its defaults: pieces of 1,024 tokens with 200 of overlap, the metadata embedded with each."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = str(folder)
        self._model = HuggingFaceEmbedding(minilm()) if encoder == MINILM else _Ours()

    def warm(self) -> None:
        """Encode a first text."""
        self._model.get_query_embedding("warm")

    def build(self, rows: list[Row]) -> int:
        """Split, embed, write."""
        index = VectorStoreIndex.from_documents(_documents(rows), embed_model=self._model)
        index.storage_context.persist(self._folder)
        return len(index.docstore.docs)

    def open(self) -> None:
        """Read all of it."""
        stored = StorageContext.from_defaults(persist_dir=self._folder)
        self._index = load_index_from_storage(stored, embed_model=self._model)
        self._retriever = self._index.as_retriever(similarity_top_k=RETURNED)

    def add(self, rows: list[Row]) -> None:
        """Into the index in memory, which is then written whole."""
        for document in _documents(rows):
            self._index.insert(document)
        self._index.storage_context.persist(self._folder)

    def search(self, question: str) -> list[Found]:
        """By similarity."""
        hits = self._retriever.retrieve(question)
        return [Found(hit.node.ref_doc_id, hit.node.get_content()) for hit in hits]


def _documents(rows: list[Row]) -> list[Document]:
    return [
        Document(text=row["text"], doc_id=row["id"], metadata={"title": row["title"]})
        for row in rows
    ]


class _Ours(BaseEmbedding):  # type: ignore[misc] # the library is not installed where types are checked
    def _get_query_embedding(self, query: str) -> Any:
        return Ours().question(query).tolist()

    async def _aget_query_embedding(self, query: str) -> Any:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> Any:
        return Ours().passages([text])[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> Any:
        return Ours().passages(texts).tolist()
