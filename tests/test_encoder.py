from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.encoder import (
    BUILT_IN,
    LONGEST,
    PASSAGE,
    QUESTION,
    BuiltInEncoder,
    Encoder,
    SentenceTransformerEncoder,
    Vectors,
    open_encoder,
)
from qa.errors import EncoderError
from qa.models.network import END, START
from tests.newsroom import CountingEncoder, WordEncoder

PAIRS = [
    ("La Russie a envoyé des troupes au Kazakhstan.", "Russia sent troops to Kazakhstan."),
    ("Le pont a rouvert mardi après les travaux.", "The bridge reopened on Tuesday after works."),
    ("Le volcan a forcé les habitants à partir.", "The volcano forced the residents to leave."),
]
PROMPTS = {"query": "query: ", "passage": "passage: "}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of random weights that declares prompts, as E5 does."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", "query", "passage", "pont", "mer"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        initializer_range=1.0,
    )
    torch.manual_seed(0)  # some weights tell the prompts apart hardly at all
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], prompts=PROMPTS, device="cpu")
    model.save_pretrained(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static sentence-transformers model: a table of word vectors, no transformer."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(BUILT_IN / "tokenizer.json"))
    tokenizer.no_truncation()
    folder = tmp_path_factory.mktemp("static") / "model"
    table = StaticEmbedding(tokenizer, embedding_dim=8)
    SentenceTransformer(modules=[table], device="cpu").save_pretrained(str(folder))
    return folder


@pytest.fixture(params=["built-in", "declares prompts", "static", "counting", "words"])
def any_encoder(request: pytest.FixtureRequest, encoder: BuiltInEncoder) -> Encoder:
    """Every implementation of the protocol."""
    if request.param == "declares prompts":
        return open_encoder(str(request.getfixturevalue("tiny")), device="cpu")
    if request.param == "static":
        return open_encoder(str(request.getfixturevalue("static")), device="cpu")
    others: dict[str, Encoder] = {
        "counting": CountingEncoder(encoder),
        "words": WordEncoder(),
    }
    return others.get(request.param, encoder)


def test_every_encoder_gives_unit_vectors(any_encoder: Encoder) -> None:
    """Questions and passages become float32 vectors of length one in one space."""
    texts = ["Le pont", "la mer", "", "?"]
    for vectors in (any_encoder.encode_questions(texts), any_encoder.encode_passages(texts)):
        assert vectors.shape == (4, any_encoder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors[:2], axis=1), 1, atol=1e-3)


def test_every_encoder_takes_nothing(any_encoder: Encoder) -> None:
    """No texts give no vectors and no counts."""
    assert any_encoder.encode_questions([]).shape == (0, any_encoder.dimension)
    assert any_encoder.encode_passages([]).shape == (0, any_encoder.dimension)
    assert any_encoder.count_tokens([]) == []


def test_every_encoder_counts_tokens(any_encoder: Encoder) -> None:
    """Tokens are counted text by text, without special tokens and without truncation."""
    empty, one, many = any_encoder.count_tokens(["", "pont", " ".join(["pont"] * 1000)])
    assert (empty, one, many) == (0, 1, 1000)


def test_every_encoder_has_a_name_and_a_fingerprint(any_encoder: Encoder) -> None:
    """The fingerprint is the same each time, and the encoder keeps the protocol."""
    assert isinstance(any_encoder, Encoder)
    assert any_encoder.id
    assert any_encoder.fingerprint == any_encoder.fingerprint != ""


def test_the_built_in_encoder_is_named(encoder: BuiltInEncoder) -> None:
    """It is called `built-in` wherever it is installed, and its vectors have 384 numbers."""
    assert (encoder.id, encoder.dimension) == ("built-in", 384)


@pytest.mark.parametrize(("french", "english"), PAIRS)
def test_languages_meet(encoder: BuiltInEncoder, french: str, english: str) -> None:
    """A sentence and its translation are near; another sentence is farther."""
    both = encoder.encode_passages([french, english, "Le gâteau cuit dans le four."])
    assert both[0] @ both[1] > both[0] @ both[2] + 0.05


def test_encoding_again_gives_the_same(encoder: BuiltInEncoder) -> None:
    """The same texts get the same vectors, in another process's encoder too."""
    texts = [text for pair in PAIRS for text in pair]
    first = encoder.encode_passages(texts)
    np.testing.assert_array_equal(first, encoder.encode_passages(texts))
    np.testing.assert_array_equal(first, BuiltInEncoder().encode_passages(texts))


def test_company_changes_little(encoder: BuiltInEncoder) -> None:
    """A text's vector hardly depends on the texts that are encoded with it."""
    text = PAIRS[0][0]
    together = encoder.encode_passages([text, "mot " * 200, "Oui."])[0]
    assert encoder.encode_passages([text])[0] @ together > 0.999


def test_the_built_in_encoder_is_laid_out_for_sentence_transformers() -> None:
    """Its folder says what that library needs to know: prompts, length, mean, unit vectors."""

    def said(name: str) -> Any:
        return json.loads((BUILT_IN / name).read_text(encoding="utf-8"))

    prompts = said("config_sentence_transformers.json")["prompts"]
    assert (prompts["query"], prompts["document"]) == (QUESTION, PASSAGE)
    assert said("sentence_bert_config.json")["max_seq_length"] == LONGEST
    assert said("1_Pooling/config.json")["pooling_mode_mean_tokens"]
    parts = [module["type"].rsplit(".", 1)[1] for module in said("modules.json")]
    assert parts == ["Transformer", "Pooling", "Normalize"]


def test_transformers_cuts_texts_as_the_built_in_encoder_does(encoder: BuiltInEncoder) -> None:
    """The tokenizer of the folder is the same for those who load it with that library."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(BUILT_IN), local_files_only=True)
    texts = [text for pair in PAIRS for text in pair]
    cut = tokenizer(texts)["input_ids"]
    assert [len(ids) - 2 for ids in cut] == encoder.count_tokens(texts)
    assert {(ids[0], ids[-1]) for ids in cut} == {(START, END)}


def test_questions_and_passages_are_told_apart(encoder: BuiltInEncoder) -> None:
    """The same words get another vector as a question than as a passage."""
    (asked,), (told,) = (
        encode(["Le pont"]) for encode in (encoder.encode_questions, encoder.encode_passages)
    )
    assert 0.5 < asked @ told < 0.999


def test_only_the_start_of_a_long_text_is_read(encoder: BuiltInEncoder) -> None:
    """What comes after the last token that the encoder reads changes nothing."""
    one, other = encoder.encode_passages(["mot " * 600 + "pont", "mot " * 600 + "mer"])
    np.testing.assert_array_equal(one, other)


def test_declared_prompts_are_used(tiny: Path) -> None:
    """Questions get the model's query prompt and passages its passage prompt."""
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(tiny), device="cpu", local_files_only=True)
    encoder = SentenceTransformerEncoder(tiny, device="cpu")

    def by_hand(text: str) -> Any:
        return plain.encode([text], prompt="", normalize_embeddings=True)[0]

    def nearest(vector: Any) -> int:
        choices = ["query: pont", "passage: pont", "pont"]
        return int(np.argmax([by_hand(choice) @ vector for choice in choices]))

    assert nearest(encoder.encode_questions(["pont"])[0]) == 0
    assert nearest(encoder.encode_passages(["pont"])[0]) == 1
    assert encoder.encode_questions(["pont"])[0] @ by_hand("query: pont") > 0.99
    assert encoder.encode_passages(["pont"])[0] @ by_hand("passage: pont") > 0.99


def test_a_changed_file_changes_the_fingerprint(tiny: Path, tmp_path: Path) -> None:
    """Other prompts or weights are another encoder; a copy elsewhere is the same."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    before = SentenceTransformerEncoder(tiny).fingerprint
    assert SentenceTransformerEncoder(copy).fingerprint == before
    config = copy / "config_sentence_transformers.json"
    changed = json.loads(config.read_text(encoding="utf-8")) | {"prompts": {}}
    config.write_text(json.dumps(changed), encoding="utf-8")
    assert SentenceTransformerEncoder(copy).fingerprint != before


@pytest.mark.parametrize("kind", ["missing", "empty", "file", "broken"])
def test_what_is_no_model_is_named(tmp_path: Path, kind: str) -> None:
    """A wrong folder gives an error that names it and says what to give instead."""
    wrong = tmp_path / "models" / kind
    wrong.parent.mkdir()
    if kind in {"empty", "broken"}:
        wrong.mkdir()
    if kind == "broken":
        (wrong / "config.json").write_text("{", encoding="utf-8")
    if kind == "file":
        wrong.write_text("no model", encoding="utf-8")
    with pytest.raises(EncoderError, match="leave the setting `encoder` unset") as caught:
        open_encoder(str(wrong), device="cpu").encode_questions(["pont"])
    assert str(wrong) in str(caught.value)


def test_an_unknown_device_is_an_encoder_error(tiny: Path) -> None:
    """A device that does not exist is reported as such, not as a crash of PyTorch."""
    with pytest.raises(EncoderError, match="banana"):
        open_encoder(str(tiny), device="banana").encode_questions(["pont"])


@pytest.mark.slow
def test_an_unknown_name_without_network_is_named() -> None:
    """A hub model that is not in the cache gives an error with a remedy at once when offline."""
    code = (
        "from qa.encoder import open_encoder\n"
        "from qa.errors import EncoderError\n"
        "try:\n    open_encoder('nobody/nothing', device='cpu').dimension\n"
        "except EncoderError as error:\n    print(error)"
    )
    offline = run(code, HF_HUB_OFFLINE="1")
    assert offline.startswith("nobody/nothing: is neither a folder nor a model that was downloaded")
    assert "HF_HUB_OFFLINE is set" in offline
    unreachable = run(code, HF_ENDPOINT="http://127.0.0.1:9")
    assert "cannot be fetched now (" in unreachable
    assert len(unreachable.splitlines()) == 1


def test_cheap_uses_stay_cheap(news_index: Path) -> None:
    """Importing the package, reading the status and lexical search never load PyTorch."""
    code = (
        "import sys, qa\n"
        "import qa.assistant, qa.build, qa.index.generations\n"
        f"assistant = qa.Assistant.open({str(news_index)!r})\n"
        "assistant.status()\n"
        "assert assistant.search('barrage de Karsk', mode='lexical')\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'gradio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run(code).strip() == "[]"


def test_the_package_itself_imports_nothing() -> None:
    """`import qa` alone loads neither numpy nor FAISS."""
    code = "import sys, qa; print(sorted({'numpy', 'faiss', 'pydantic'} & set(sys.modules)))"
    assert run(code).strip() == "[]"


def test_threads_share_an_encoder() -> None:
    """Several threads that ask for a first vector at once all get it."""
    encoder = BuiltInEncoder()
    found: list[Vectors] = []
    threads = [
        threading.Thread(target=lambda: found.append(encoder.encode_questions(["pont"])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.array_equal(found[0], vectors) for vectors in found)


def run(code: str, **environment: str) -> str:
    """Standard output of a Python process."""
    import os

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_weights_that_are_pickled_are_refused(tiny: Path, tmp_path: Path) -> None:
    """A model whose weights are no safetensors is not loaded: the other format can hold code."""
    import torch
    from safetensors.torch import load_file

    folder = Path(shutil.copytree(tiny, tmp_path / "model"))
    [weights] = folder.rglob("model.safetensors")
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(EncoderError, match="safetensors"):
        open_encoder(str(folder)).encode_questions(["Who?"])
