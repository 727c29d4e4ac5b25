"""Texts to vectors: the `Encoder` protocol and its implementations.

Knows nothing of articles, passages or indexes. The built-in encoder needs
neither torch nor sentence-transformers; they are imported when another one encodes its first
text, because that takes seconds and hundreds of megabytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from qa.errors import EncoderError, cause
from qa.models import digest_of, shipped
from qa.models.network import END, START, Network, Outputs

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BUILT_IN = Path(__file__).parent / "models" / "encoder"
QUESTION, PASSAGE = "query: ", "passage: "
"""What stands before a text that the built-in encoder reads."""
LONGEST = 512
"""Tokens that the built-in encoder reads of a text, with the two around it."""
_BATCH = 32
_HUB_SECONDS = 5.0
"""Longest wait for a hub of models to answer."""


@runtime_checkable
class Encoder(Protocol):
    """Anything that maps questions and passages into one vector space, for several threads."""

    @property
    def id(self) -> str:
        """Name of the encoder, for people: it stands in the manifest and in error messages."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text might get another vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), float32."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension), float32."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this encoder cuts it, without special tokens."""


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by folder or by name on a hub.

    The prompts that the model declares are used: the one named `query` for questions,
    the one named `document` or `passage` for passages (E5, BGE and others need them).

    Args:
        model: A folder, or a name which may be downloaded.
        device: `auto`, `cpu`, `cuda`, `cuda:1` ….
    """

    def __init__(self, model: str | Path, *, device: str = "auto") -> None:
        self.id = str(model)
        self._device = None if device == "auto" else device
        # Tokenizers and autocast state are not safe to share between threads, nor is loading.
        self._lock = threading.RLock()
        self._loaded: SentenceTransformer | None = None

    @property
    def named(self) -> bool:
        """Whether the model is known by a name, and may have to be downloaded."""
        return not Path(self.id).is_dir()

    @cached_property
    def dimension(self) -> int:
        """Numbers in a vector."""
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise EncoderError("encoder.dimension", model=self.id)
        return int(dimension)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files of a folder, or over the loaded weights of a hub model."""
        return _hash_weights(self._model) if self.named else _hash_folder(Path(self.id))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), float32."""
        return self._encode(texts, ("document", "passage"))

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension), float32."""
        return self._encode(texts, ("query",))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this encoder cuts it, without special tokens."""
        if not texts:
            return []
        with self._lock:
            tokenizer = self._model.tokenizer
            if hasattr(tokenizer, "encode_batch"):  # of a static model: a bare `tokenizers` one
                return [
                    len(found.ids)
                    for found in tokenizer.encode_batch(list(texts), add_special_tokens=False)
                ]
            batch = tokenizer(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in batch["input_ids"]]

    def _encode(self, texts: Sequence[str], prompt_names: tuple[str, ...]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        prompts = self._model.prompts
        prompt = next((prompts[name] for name in prompt_names if prompts.get(name)), None)
        with self._lock, _fastest(self._model.device.type):
            vectors = self._model.encode(
                list(texts),
                prompt=prompt,
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as for FAISS: see `qa.index`
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Its bar over 103 weights says nothing to a user and breaks `--json`.
        logging.disable_progress_bar()

        def load(*, local: bool) -> SentenceTransformer:
            return SentenceTransformer(
                self.id,
                device=self._device,
                local_files_only=local,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},  # the other format is pickle
            )

        with contextlib.suppress(OSError, ValueError):
            if self.named:  # one that was downloaded needs no network
                return load(local=True)
        if self.named:
            _check_hub(self.id)
        try:
            return load(local=not self.named)
        # PyTorch asserts that it was built for the device.
        except (OSError, ValueError, RuntimeError, KeyError, AssertionError) as error:
            why = " ".join(str(error).split())
            raise EncoderError("encoder.load", model=self.id, why=why) from error


def _check_hub(model: str) -> None:
    """Refuse to download from a hub that does not answer: each file would be tried six times."""
    import httpx
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise EncoderError("encoder.unreachable", model=model, why="HF_HUB_OFFLINE is set")
    try:
        httpx.head(constants.ENDPOINT, timeout=_HUB_SECONDS)
    except httpx.HTTPError as error:
        raise EncoderError("encoder.unreachable", model=model, why=cause(error)) from error


class BuiltInEncoder:
    """The French–English encoder that is shipped with the package; see its model card.

    Threads share it without waiting for one another. It runs on the processor.
    """

    id = "built-in"

    def __init__(self, folder: Path = BUILT_IN) -> None:
        self._folder = folder
        self.network = Network(folder)

    @cached_property
    def dimension(self) -> int:
        """Numbers in a vector."""
        config = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        return int(config["hidden_size"])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files of its folder, as they were shipped; see `qa.models.verify`."""
        return _hash_files(shipped(self._folder).items())

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), float32."""
        return self._encode([PASSAGE + text for text in texts])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension), float32."""
        return self._encode([QUESTION + text for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as this encoder cuts it, without special tokens."""
        return [len(ids) for ids in self._tokens(texts)]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        rows = [[START, *ids[: LONGEST - 2], END] for ids in self._tokens(texts)]
        for i, vector in enumerate(self.network.run(rows, mean_vector)):
            vectors[i] = vector
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        found = self.network.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in found]


def mean_vector(outputs: Outputs) -> Vectors:
    """The mean of the states of a text's tokens, at length one."""
    mean = outputs[0].mean(axis=0)
    vector: Vectors = mean / np.linalg.norm(mean)
    return vector


def open_encoder(model: str | None = None, *, device: str = "auto") -> Encoder:
    """The built-in encoder, or a sentence-transformers model by folder or name.

    Loading is put off until the first text is encoded, and so are the errors of loading. The
    built-in one ignores the device.
    """
    if model is None:
        return _built_in()
    return SentenceTransformerEncoder(model, device=device)


_built_in = cache(BuiltInEncoder)  # one a process: several indexes share the weights


@contextlib.contextmanager
def _fastest(device: str) -> Iterator[None]:
    """Compute without gradients, in bfloat16 where that is fast."""
    import torch

    bf16 = _bfloat16_is_fast(device)
    with (
        torch.inference_mode(),
        torch.autocast(device if bf16 else "cpu", dtype=torch.bfloat16, enabled=bf16),
    ):
        yield


def _bfloat16_is_fast(device: str) -> bool:
    """Whether a device (`cpu`, `cuda` …) multiplies tiles of bfloat16: 3-5 times as fast.

    AVX-512 alone has bfloat16 too, at half of the speed of float32.
    """
    import torch

    return device == "cuda" or (
        device == "cpu" and bool(torch.cpu.get_capabilities().get("amx_bf16"))
    )


def _hash_folder(folder: Path) -> str:
    """SHA-256 over the names and contents of what decides a vector: weights, vocabulary, wiring."""
    endings = {".safetensors", ".onnx", ".bin", ".json", ".txt", ".model"}
    files = sorted(path for path in folder.rglob("*") if path.suffix in endings)
    return _hash_files((path.relative_to(folder).as_posix(), digest_of(path)) for path in files)


def _hash_files(files: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the names of files and their digests."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(name.encode() + bytes.fromhex(content))
    return digest.hexdigest()


def _hash_weights(model: SentenceTransformer) -> str:
    """SHA-256 over the parameters and the vocabulary of a loaded model."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    digest.update(repr(sorted(model.tokenizer.get_vocab().items())).encode())
    return digest.hexdigest()
