"""LangChain with its FAISS store, as its tutorial on retrieval puts them together."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.driver import RETURNED, Found, Row
from benchmarks.peers.encoders import MINILM, Ours, minilm
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


class System:
    """Pieces of 1,000 characters with 200 of overlap, in a flat FAISS index."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = str(folder)
        own = encoder == MINILM
        self._embeddings = HuggingFaceEmbeddings(model_name=minilm()) if own else _Ours()

    def warm(self) -> None:
        """Encode a first text."""
        self._embeddings.embed_query("warm")

    def build(self, rows: list[Row]) -> int:
        """Split, embed, write."""
        pieces = _pieces(rows)
        FAISS.from_documents(pieces, self._embeddings).save_local(self._folder)
        return len(pieces)

    def open(self) -> None:
        """Its index is a pickle, which it reads only if that is allowed."""
        self._store = FAISS.load_local(
            self._folder, self._embeddings, allow_dangerous_deserialization=True
        )

    def add(self, rows: list[Row]) -> None:
        """Into the store in memory, which is then written whole."""
        self._store.add_documents(_pieces(rows))
        self._store.save_local(self._folder)

    def search(self, question: str) -> list[Found]:
        """By similarity."""
        hits = self._store.similarity_search(question, k=RETURNED)
        return [Found(hit.metadata["id"], hit.page_content) for hit in hits]


def _pieces(rows: list[Row]) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = [
        Document(f"{row['title']}\n\n{row['text']}", metadata={"id": row["id"]}) for row in rows
    ]
    pieces: list[Document] = splitter.split_documents(whole)
    return pieces


class _Ours(Embeddings):  # type: ignore[misc] # the library is not installed where types are checked
    def __init__(self) -> None:
        self._encoder = Ours()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._encoder.question(text).tolist()
        return vector
