"""A shipped network: ONNX in int8 with its tokenizer, loaded when it is first used.

Knows nothing of what its outputs mean. Each row is computed by one thread, several at once: nothing
is padded, and what comes out of a row does not depend on its neighbours, although numbers are
rounded as they flow. Callers share it without waiting for one another: neither a session of ONNX
Runtime nor a tokenizer that cuts and pads nothing changes while it is used.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError
from qa.models import shipped, verify

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

ONNX = "onnx/model_qint8.onnx"
TOKENIZER = "tokenizer.json"
START, END = 0, 2
"""Ids of `<s>` and `</s>`."""

Outputs = list[NDArray[np.float32]]
Ids = Sequence[int]
T = TypeVar("T")


_sharing = threading.Lock()
_shared: dict[str, Tokenizer] = {}
"""Tokenizers by the digests of their files."""


class _Parts(NamedTuple):
    tokenizer: Tokenizer
    session: InferenceSession
    inputs: frozenset[str]
    pool: ThreadPoolExecutor


class Network:
    """A network that takes rows of token ids.

    Args:
        folder: Holds `onnx/model_qint8.onnx`, `tokenizer.json` and their checksums.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loading = threading.Lock()
        self._loaded: _Parts | None = None

    def load_early(self) -> None:
        """Load it while the caller does something else; what fails is raised at the first use."""

        def load() -> None:
            with contextlib.suppress(ModelError):
                self._parts()

        if self._loaded is None:
            threading.Thread(target=load).start()

    @property
    def tokenizer(self) -> Tokenizer:
        """It cuts and pads nothing."""
        return self._parts().tokenizer

    def run(self, rows: Sequence[Ids], read: Callable[[Outputs], T]) -> list[T]:
        """What `read` makes of the outputs of each row of token ids, none empty, in order.

        Raises:
            ModelError: If a file of the folder is not as it was shipped.
        """
        parts = self._parts()

        def computed(row: Ids) -> T:
            return read(_outputs(parts, row))

        if len(rows) == 1:
            return [computed(rows[0])]
        return list(parts.pool.map(computed, rows))

    def _parts(self) -> _Parts:
        with self._loading:
            if self._loaded is None:
                verify(self.folder)
                pool = ThreadPoolExecutor(_cores(), thread_name_prefix="network")
                tokenizer, session = _tokenizer(self.folder), _session(self.folder)
                inputs = frozenset(one.name for one in session.get_inputs())
                self._loaded = _Parts(tokenizer, session, inputs, pool)
            return self._loaded


def _outputs(parts: _Parts, row: Ids) -> Outputs:
    """All outputs of one row; a network that is never given padding takes no mask."""
    ids = np.array([row], dtype=np.int64)
    given = {"input_ids": ids}
    if "attention_mask" in parts.inputs:
        given["attention_mask"] = np.ones_like(ids)
    outputs: Outputs = parts.session.run(None, given)
    return [output[0] for output in outputs]


def _tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder; networks whose tokenizers are the same to the byte share one."""
    from tokenizers import Tokenizer

    digest = shipped(folder)[TOKENIZER]
    with _sharing:
        if digest not in _shared:
            tokenizer = _shared[digest] = Tokenizer.from_file(str(folder / TOKENIZER))
            tokenizer.no_truncation()
            tokenizer.no_padding()
        return _shared[digest]


def _session(folder: Path) -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # two rows at once are faster than one row on two cores
    return InferenceSession(
        folder / ONNX,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # ten times as slow as its parts
    )


def _cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
