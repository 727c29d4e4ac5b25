from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.encoder import BUILT_IN
from qa.errors import ModelError
from qa.models import CHECKSUMS, checksums
from qa.models.network import END, ONNX, START, TOKENIZER, Network, Outputs
from qa.reader.spans import FOLDER


@pytest.fixture(scope="module")
def network() -> Network:
    """The network of the reader, which has outputs of tokens and of rows."""
    return Network(FOLDER)


def row(length: int) -> list[int]:
    """A row of so many ids."""
    return [START, *range(100, 98 + length), END]


def shapes(outputs: Outputs) -> list[tuple[int, ...]]:
    """Shape of each output."""
    return [output.shape for output in outputs]


def test_outputs_come_in_the_order_of_the_rows(network: Network) -> None:
    """Rows are computed side by side, but handed back as they were given."""
    lengths = [5, 400, 2, 30, 31, 500, 5]
    found = network.run([row(length) for length in lengths], shapes)
    assert found == [[(length, 3), (12,)] for length in lengths]


def test_company_changes_nothing(network: Network) -> None:
    """What is computed for a row is the same to the bit, whatever rows stand beside it."""

    def tokens(outputs: Outputs) -> NDArray[np.float32]:
        return outputs[0].copy()

    (alone,) = network.run([row(20)], tokens)
    together = network.run([row(20), row(19), row(25)], tokens)[0]
    assert np.array_equal(alone, together)


def test_no_rows_give_nothing(network: Network) -> None:
    """Where there is nothing to compute, nothing is."""
    assert network.run([], shapes) == []


def test_threads_share_a_network() -> None:
    """Several threads that need a network at once load it once and get the same from it."""
    network, found = Network(FOLDER), []
    begin = threading.Barrier(4)

    def use() -> None:
        begin.wait()
        found.append((network.tokenizer, network.run([row(9)], lambda given: given[0].copy())[0]))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tokenizers, scores = zip(*found, strict=True)
    assert len(set(map(id, tokenizers))) == 1
    assert all(np.array_equal(scores[0], other) for other in scores)


def test_the_same_tokenizer_is_loaded_once() -> None:
    """Encoder and reader were shipped with one vocabulary, and share what is made of it."""
    assert Network(BUILT_IN).tokenizer is Network(FOLDER).tokenizer


@pytest.mark.parametrize("folder", [BUILT_IN, FOLDER], ids=["encoder", "reader"])
@pytest.mark.parametrize("name", [ONNX, TOKENIZER])
def test_a_network_needs_its_files(folder: Path, name: str, tmp_path: Path) -> None:
    """A file that is missing is named before anything is loaded."""
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / name).unlink()
    with pytest.raises(ModelError, match=Path(name).name):
        Network(copy).run([row(3)], shapes)


def test_checksums_cover_network_and_tokenizer() -> None:
    """What decides an answer cannot change unnoticed."""
    listed = checksums(FOLDER)
    assert ONNX in listed
    assert TOKENIZER in listed
    assert listed == (FOLDER / CHECKSUMS).read_text(encoding="utf-8")
