from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.encoder import Vectors
from qa.index.vectors import VectorIndex

DIMENSION = 8


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    """Random vectors of length one."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def index_of(vectors: Vectors) -> VectorIndex:
    """An index of these vectors."""
    index = VectorIndex.create(DIMENSION)
    index.add(vectors)
    return index


@given(count=st.integers(0, 40), k=st.integers(1, 50), data=st.data(), masked=st.booleans())
@settings(max_examples=60)
def test_search_is_exact(count: int, k: int, data: st.DataObject, masked: bool) -> None:  # noqa: FBT001
    """The nearest rows are found, best first, among those that the mask leaves."""
    vectors, question = unit_vectors(count), unit_vectors(1, seed=1)
    booleans = st.lists(st.booleans(), min_size=count, max_size=count)
    mask = np.array(data.draw(booleans), dtype=np.bool_) if masked else None
    (found,) = index_of(vectors).search(question, k, mask)
    cosines = vectors @ question[0]
    allowed = [row for row in range(count) if mask is None or mask[row]]
    expected = sorted(allowed, key=lambda row: -cosines[row])[:k]
    assert [row for row, _ in found] == expected
    np.testing.assert_allclose([score for _, score in found], cosines[expected], atol=1e-5)


def test_several_questions_are_answered_apart() -> None:
    """Searching many questions gives what searching each gives."""
    index, questions = index_of(unit_vectors(30)), unit_vectors(4, seed=2)
    together = index.search(questions, 5)
    alone = [index.search(question[None], 5)[0] for question in questions]
    assert [[row for row, _ in hits] for hits in together] == [
        [row for row, _ in hits] for hits in alone
    ]


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """A saved index comes back with the same vectors."""
    vectors = unit_vectors(7)
    index_of(vectors).save(tmp_path / "vectors.faiss")
    again = VectorIndex.open(tmp_path / "vectors.faiss")
    assert (len(again), again.dimension) == (7, DIMENSION)
    np.testing.assert_array_equal(again.rows(0, 7), vectors)
    np.testing.assert_array_equal(again.rows(3, 2), vectors[3:5])


@pytest.mark.parametrize("content", [b"", b"no index", None])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A file of another kind, or none, is a ValueError."""
    path = tmp_path / "vectors.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match="not a FAISS index"):
        VectorIndex.open(path)


def test_another_kind_of_index_is_refused(tmp_path: Path) -> None:
    """A FAISS index that is not flat and by inner product is a ValueError."""
    import faiss

    faiss.write_index(faiss.IndexFlatL2(DIMENSION), str(tmp_path / "vectors.faiss"))
    with pytest.raises(ValueError, match="IndexFlatL2 instead of"):
        VectorIndex.open(tmp_path / "vectors.faiss")
