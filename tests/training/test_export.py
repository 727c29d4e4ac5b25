from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

import onnx  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: E402
from training.base import WORDS  # noqa: E402
from training.export import (  # noqa: E402
    Encoder,
    Exact,
    Reader,
    export_encoder,
    export_reader,
    mix,
)
from training.fidelity import agreement, likeness  # noqa: E402
from training.int8 import Body  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from qa.encoder import BuiltInEncoder, mean_vector  # noqa: E402
from qa.models import verify  # noqa: E402
from qa.models.network import END, ONNX, START  # noqa: E402
from qa.reader.outputs import KINDS  # noqa: E402
from qa.reader.spans import SpanModel  # noqa: E402

PIECES = ["<s>", "<pad>", "</s>", "<unk>", *"▁abcdefghijklmnopqrstuvwxyz:?."]
WORDS_SAID = ("pont", "chat", "lac", "mur", "train", "bois", "port", "vent", "quai")
ROWS = [
    {"question": f"qui a {one} ?", "context": f"le {one} dort. la {two} monte.", "title": one}
    for one in WORDS_SAID
    for two in WORDS_SAID
]
WIDTH = 32


def tiny_bert() -> BertModel:
    """A body of random weights with the outliers that make rounding hard."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=512,
        initializer_range=0.1,
        pad_token_id=1,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.eval()
    for name, weights in bert.named_parameters():
        if name.endswith("attention.output.LayerNorm.weight"):
            weights.data[3] = 20
    return bert


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders as training leaves them; the reader has no words and no `pooled`."""
    folder, bert = tmp_path_factory.mktemp("trained"), tiny_bert()
    weights = {name: own.half() for name, own in bert.state_dict().items()}
    reader = {f"bert.{name}": own for name, own in weights.items() if name != WORDS}
    heads = {"outputs.weight": torch.randn(3, WIDTH), "outputs.bias": torch.randn(3)}
    for name, own in {"encoder": weights, "reader": reader | heads}.items():
        (folder / name).mkdir()
        save_file(own, folder / name / "model.safetensors")
        bert.config.save_pretrained(folder / name)
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    said = {"config_sentence_transformers": prompts, "tokenizer_config": {"pad_token": "<pad>"}}
    for name, content in said.items():
        (folder / "encoder" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    letters = {piece: i for i, piece in enumerate(PIECES)}
    tokenizer = Tokenizer(models.BPE(vocab=letters, merges=[], unk_token="<unk>"))  # noqa: S106
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.save(str(folder / "encoder" / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def shipped(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as they are shipped."""
    folder = tmp_path_factory.mktemp("shipped")
    export_encoder(trained / "encoder", folder / "encoder", ROWS)
    export_reader(trained / "reader", folder / "reader", trained / "encoder", ROWS)
    return folder


def exact(folder: Path, weights: Mapping[str, Any]) -> Exact:
    """A body as it was trained."""
    return Exact(json.loads((folder / "config.json").read_text(encoding="utf-8")), weights)


def rows() -> list[list[int]]:
    """Rows of token ids of several lengths."""
    draw = np.random.default_rng(0)
    return [[START, *map(int, draw.integers(4, len(PIECES), n)), END] for n in (3, 9, 40, 200)]


def test_the_graph_is_the_same_network() -> None:
    """Written out without its options a body computes what it did, but for its words in int8."""
    bert = tiny_bert()
    body = Body(bert)
    bert.get_input_embeddings().weight.data = body.words.rows.float() * body.words.scales
    ids = torch.tensor([rows()[1], [*rows()[0], *[1] * 6]])
    mask = (ids != 1).long()
    expected = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    found = body(ids, mask)
    assert torch.allclose(found[0], expected[0], atol=1e-4)
    assert torch.allclose(found[1, :5], expected[1, :5], atol=1e-4)


def test_smoothing_changes_nothing_but_the_ranges() -> None:
    """What a smoothed body gives is what it gave before."""
    body = Body(tiny_bert())
    ids = torch.tensor([rows()[2]])
    before = body(ids, torch.ones_like(ids))
    body.smooth(rows())
    assert torch.allclose(body(ids, torch.ones_like(ids)), before, atol=1e-3)


def test_a_shipped_encoder_gives_nearly_the_same_vectors(trained: Path, shipped: Path) -> None:
    """Rounding to int8 turns a vector by little, though some columns are far larger than others."""
    from safetensors.torch import load_file

    states = exact(trained / "encoder", load_file(trained / "encoder" / "model.safetensors"))
    encoder = BuiltInEncoder(shipped / "encoder")
    found = likeness(Encoder(states), encoder.network, rows())
    assert found.lowest > 0.99
    assert encoder.encode_passages(["le pont dort."]).shape == (1, WIDTH)


def test_a_shipped_reader_gives_nearly_the_same_scores(trained: Path, shipped: Path) -> None:
    """So does a reader, whose word embeddings are the encoder's."""
    from safetensors.torch import load_file

    from qa.reader.windows import windows

    weights = load_file(trained / "reader" / "model.safetensors")
    words = load_file(trained / "encoder" / "model.safetensors")[WORDS]
    body = {name[5:]: own for name, own in weights.items() if name.startswith("bert.")}
    network = SpanModel(shipped / "reader").network
    found = [
        windows(network.tokenizer, row["question"], row["context"], row["title"])[0] for row in ROWS
    ]
    states = exact(trained / "reader", {WORDS: words} | body)
    compared = agreement(Reader(states, weights), network, found)
    assert compared.mean < 0.2
    assert compared.same > 0.5


def test_what_was_not_learnt_says_nothing(shipped: Path) -> None:
    """A reader that was trained without the outputs of the first state has zeros there."""
    model = SpanModel(shipped / "reader")
    question = model.score_question("qui dort ?", "le chat")
    assert question.follows == 0
    assert question.kinds.tolist() == [0] * len(KINDS)
    assert model.score("qui dort ?", [("chat", "le chat dort.")])[0].relevance == 0


def test_shipped_folders_are_whole(shipped: Path) -> None:
    """They have checksums, and a tokenizer that neither cuts nor pads."""
    for name in ("encoder", "reader"):
        verify(shipped / name)
        content = json.loads((shipped / name / "tokenizer.json").read_text(encoding="utf-8"))
        assert (content["truncation"], content["padding"]) == (None, None)


def test_matrices_and_words_are_int8_and_heads_are_not(shipped: Path) -> None:
    """All large tensors are in int8; the few columns that scores come from are exact."""
    graph = onnx.load(shipped / "reader" / ONNX).graph
    wide = [own for own in graph.initializer if len(own.dims) == 2 and min(own.dims) >= WIDTH]
    assert {own.data_type for own in wide if own.dims[0] != 512} == {onnx.TensorProto.INT8}
    assert sum(node.op_type == "MatMulInteger" for node in graph.node) == 2 * 4


def test_the_vector_is_the_mean_of_the_states() -> None:
    """It has length one."""
    states = np.array([[3.0, 0.0], [3.0, 8.0]], dtype=np.float32)
    np.testing.assert_allclose(mean_vector([states]), [0.6, 0.8])


def test_a_mix_lies_between_two_models(tmp_path: Path) -> None:
    """Its weights are the weighted mean of theirs."""
    for name, value in (("one", 0.0), ("other", 1.0)):
        (tmp_path / name).mkdir()
        save_file({"weight": torch.full((2,), value)}, tmp_path / name / "model.safetensors")
    mix(tmp_path / "one", tmp_path / "other", tmp_path / "mixed", 0.25)
    from safetensors.torch import load_file

    mixed = load_file(tmp_path / "mixed" / "model.safetensors")["weight"]
    assert mixed.tolist() == [0.25, 0.25]
