from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.encoder import Vectors
from qa.index.passages import Chosen, Mask
from qa.index.vector_writer import VectorWriter, write_codes
from qa.index.vectors import VectorIndex

DIMENSION = 8
MANY, LONG = 6000, 64


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    """Random vectors of length one."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def chosen(mask: Mask | None) -> Chosen | None:
    """A mask as a search takes it."""
    return None if mask is None else Chosen.of(mask)


def index_of(vectors: Vectors) -> VectorIndex:
    """An index of these vectors, in memory."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return VectorIndex(index)


def saved(vectors: Vectors, folder: Path, step: int = MANY) -> tuple[Path, Path]:
    """Files of these vectors, which come some at a time, and of their codes."""
    files = folder / "vectors.faiss", folder / "codes.faiss"
    folder.mkdir(exist_ok=True)
    with VectorWriter(files[0], vectors.shape[1]) as writer:
        for first in range(0, len(vectors), step):
            writer.add(vectors[first : first + step])
    write_codes(*files)
    return files


def test_codes_grow_as_vectors_are_added(tmp_path: Path) -> None:
    """Up to half as many are added to the codes there are, which find as those made at once do."""
    vectors = unit_vectors(MANY)
    before, codes = saved(vectors[: MANY * 2 // 3], tmp_path / "before")[1], tmp_path / "grown"
    path, fresh = saved(vectors, tmp_path)
    assert write_codes(path, codes, before, MANY * 2 // 3) == MANY * 2 // 3
    questions = unit_vectors(20, seed=3)
    found, expected = (VectorIndex.open(path, one).search(questions, 10) for one in (codes, fresh))
    assert [[row for row, _ in near] for near in found] == [
        [row for row, _ in near] for near in expected
    ]
    assert codes.read_bytes() != fresh.read_bytes()


def test_codes_are_made_anew_after_much_growth(tmp_path: Path) -> None:
    """More than half as many again: the codes are those of a build from nothing."""
    vectors = unit_vectors(100)
    before, codes = saved(vectors[:60], tmp_path / "before")[1], tmp_path / "grown"
    path, fresh = saved(vectors, tmp_path)
    assert write_codes(path, codes, before, 60) == 100
    assert codes.read_bytes() == fresh.read_bytes()


@given(count=st.integers(0, 40), k=st.integers(1, 50), data=st.data(), masked=st.booleans())
@settings(max_examples=60)
def test_search_is_exact(count: int, k: int, data: st.DataObject, masked: bool) -> None:  # noqa: FBT001
    """The nearest rows are found, best first, among those that the mask leaves."""
    vectors, question = unit_vectors(count), unit_vectors(1, seed=1)
    booleans = st.lists(st.booleans(), min_size=count, max_size=count)
    mask = np.array(data.draw(booleans), dtype=np.bool_) if masked else None
    (found,) = index_of(vectors).search(question, k, chosen(mask))
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
    path, _ = saved(vectors, tmp_path)
    again = VectorIndex.open(path)
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
    faiss.write_index(faiss.IndexFlatL2(DIMENSION), str(tmp_path / "vectors.faiss"))
    with pytest.raises(ValueError, match="IndexFlatL2 instead of IndexFlatIP"):
        VectorIndex.open(tmp_path / "vectors.faiss")


"""Vectors of which codes leave a third to be compared, and the numbers in each."""


@pytest.fixture(scope="module")
def many() -> Vectors:
    """Vectors in groups, as passages are by their topics."""
    random = np.random.default_rng(7)
    groups = random.normal(size=(60, LONG))
    vectors = groups[random.integers(0, 60, MANY)] + random.normal(size=(MANY, LONG))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


@pytest.fixture(scope="module")
def coded(many: Vectors, tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    """An index with codes, which compares all of 500 vectors that pass a filter."""
    return VectorIndex.open(*saved(many, tmp_path_factory.mktemp("coded")), exact=500)


@pytest.mark.parametrize("share", [None, 0.5, 0.01])
def test_codes_lose_next_to_nothing(many: Vectors, coded: VectorIndex, share: float | None) -> None:
    """Of the ten nearest 98 % are found, among what passes a filter too, with their cosines."""
    random = np.random.default_rng(8)
    mask = None if share is None else random.random(MANY) < share
    questions = many[:50] + random.normal(scale=0.1, size=(50, LONG)).astype(np.float32)
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    found = coded.search(questions, 10, chosen(mask))
    cosines = questions @ many.T
    best = np.argsort(-np.where(True if mask is None else mask, cosines, -2), axis=1)[:, :10]
    shared = [
        len({row for row, _ in hits} & {*near.tolist()})
        for hits, near in zip(found, best, strict=True)
    ]
    assert sum(shared) >= 0.98 * 10 * len(questions)
    for hits, of_question in zip(found, cosines, strict=True):
        assert len(hits) == 10
        assert mask is None or all(mask[row] for row, _ in hits)
        scores = [score for _, score in hits]
        assert scores == sorted(scores, reverse=True)
        np.testing.assert_allclose(scores, of_question[[row for row, _ in hits]], atol=1e-5)


@given(data=st.data())
@settings(max_examples=20)
def test_few_that_pass_a_filter_are_compared_exactly(
    many: Vectors, coded: VectorIndex, data: st.DataObject
) -> None:
    """With a narrow filter the nearest rows are found, however far they are from the question."""
    rows = sorted(data.draw(st.sets(st.integers(0, MANY - 1), max_size=30)))
    mask = np.zeros(MANY, dtype=np.bool_)
    mask[rows] = True
    (found,) = coded.search(-many[:1], 5, chosen(mask))
    assert [row for row, _ in found] == sorted(rows, key=lambda row: many[row] @ many[0])[:5]


def test_codes_depend_on_the_vectors_alone(many: Vectors, tmp_path: Path) -> None:
    """However vectors were added, their codes are the same."""
    (_, once), (_, steps) = (saved(many, tmp_path / str(step), step) for step in (MANY, 700))
    assert once.read_bytes() == steps.read_bytes()


def test_codes_of_other_vectors_are_refused(many: Vectors, tmp_path: Path) -> None:
    """Codes that are not of as many vectors are a ValueError."""
    (ten, _), (_, eleven) = (saved(many[:n], tmp_path / str(n)) for n in (10, 11))
    with pytest.raises(ValueError, match="11 codes of 10 vectors"):
        VectorIndex.open(ten, eleven)
