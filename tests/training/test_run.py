from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from training.assemble import assemble_encoder, assemble_reader
from training.base import WORDS, load_base
from training.batches import load_arrays
from training.network import ReadingModel, body, mean_vectors, states

ROOT = Path(__file__).parents[2]
WITHOUT_QA = """
import sys
sys.modules |= dict.fromkeys(("qa", "pydantic", "pydantic_core", "sentence_transformers"))
"""


def python(code: str, *arguments: str) -> str:
    """What a program prints that finds neither the library nor what it depends on."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QA + code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def trained(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two steps of both models wrote, where the library is not installed."""
    out = tmp_path_factory.mktemp("trained")
    code = "import runpy; runpy.run_module('training.run', run_name='__main__', alter_sys=True)"
    options = ("--steps", "2", "--pairs", "24", "--budget", "3000")
    (out / "printed.txt").write_text(python(code, str(packed), str(out), *options))
    return out


def test_what_runs_on_another_machine_needs_no_library() -> None:
    """The modules of a run import without `qa`, pydantic and sentence-transformers."""
    names = "base batches data development encoder loop mining network reader run"
    python(f"import importlib\nfor n in {names.split()}: importlib.import_module('training.' + n)")


def test_a_run_writes_both_models_in_half_precision(trained: Path, packed: Path) -> None:
    """All their weights but the word embeddings, which are those of the base."""
    base = load_base(packed)
    encoder, reader = (load_arrays(trained / f"{name}.npz") for name in ("encoder", "reader"))
    assert set(encoder) == set(base) - {WORDS}
    assert {f"bert.{name}" for name in encoder} < set(reader)
    assert {array.dtype for array in (encoder | reader).values()} == {np.dtype(np.float16)}
    moved = [name for name in encoder if not np.allclose(encoder[name], base[name], atol=1e-6)]
    assert len(moved) > 10


def test_a_run_prints_figures_and_keeps_a_log(trained: Path) -> None:
    """Recall before and after, spans and sentences after."""
    printed = (trained / "printed.txt").read_text()
    assert printed.count('"questions fr-fr recall@1"') == 2
    assert '"piaf-dev-fr sentence"' in printed
    assert (trained / "encoder" / "checkpoint.pt").exists()


def test_the_encoder_opens_in_sentence_transformers(
    trained: Path, packed: Path, tmp_path: Path
) -> None:
    """Its folder gives the vectors that were trained, with its own prompts."""
    assemble_encoder(packed, trained / "encoder.npz", tmp_path)
    model = SentenceTransformer(str(tmp_path), device="cpu", local_files_only=True)
    found = model.encode_query(["Qui a ouvert la bibliothèque ?"])
    ids = Tokenizer.from_file(str(packed / "tokenizer.json")).encode(
        "query: Qui a ouvert la bibliothèque ?"
    )
    weights = load_base(packed) | load_arrays(trained / "encoder.npz")
    bert = body({name: np.asarray(array, np.float32) for name, array in weights.items()})
    bert.eval()
    rows = torch.tensor([ids.ids])
    with torch.inference_mode():
        ours = mean_vectors(states(bert, rows, rows > -1), rows > -1)
    assert found.shape == (1, 64)
    assert np.allclose(found, ours, atol=5e-3)


def test_the_reader_shares_the_word_embeddings_of_the_encoder(
    trained: Path, packed: Path, tmp_path: Path
) -> None:
    """Its folder has the other weights alone; with those of the encoder it is whole."""
    assemble_encoder(packed, trained / "encoder.npz", tmp_path / "encoder")
    assemble_reader(trained / "reader.npz", tmp_path / "encoder", tmp_path / "reader")
    words = load_file(tmp_path / "encoder" / "model.safetensors")[WORDS]
    weights = load_file(tmp_path / "reader" / "model.safetensors")
    model = ReadingModel(body(load_base(packed)))
    missing = model.load_state_dict(
        {name: torch.tensor(array) for name, array in weights.items()}, strict=False
    )
    assert missing.missing_keys == [f"bert.{WORDS}"]
    assert not missing.unexpected_keys
    assert np.array_equal(words, load_base(packed)[WORDS].astype(np.float16))
    config = json.loads((tmp_path / "reader" / "config.json").read_text())
    assert config["vocab_size"] == len(words)
