from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from qa.encoder import BUILT_IN, BuiltInEncoder, SentenceTransformerEncoder
from qa.errors import ModelError
from qa.models import CHECKSUMS, checksums, verify
from qa.models.network import ONNX
from qa.reader.spans import FOLDER as READER
from qa.reader.spans import SpanModel


def copied_reader(folder: Path) -> Path:
    """A copy of the shipped reader that may be damaged."""
    shutil.copytree(READER, folder, dirs_exist_ok=True)
    return folder


@pytest.mark.parametrize("folder", [BUILT_IN, READER], ids=["encoder", "reader"])
def test_shipped_models_are_as_their_checksums_say(folder: Path) -> None:
    """Every file that decides an answer is listed, and is what was listed."""
    verify(folder)
    assert (folder / CHECKSUMS).read_text(encoding="utf-8") == checksums(folder)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs the tool it is compared with")
def test_checksums_are_those_of_sha256sum() -> None:
    """The list can be checked without this package."""
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", CHECKSUMS],
        cwd=BUILT_IN,
        check=False,
    )
    assert done.returncode == 0


def test_a_damaged_model_is_not_loaded(tmp_path: Path) -> None:
    """One changed byte is found before anything is computed; the error names the file."""
    weights = copied_reader(tmp_path) / ONNX
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match=r"model_qint8\.onnx.*install the package again"):
        SpanModel(tmp_path).score("Qui ?", [("", "Personne.")])


def test_a_missing_file_of_a_model_is_named(tmp_path: Path) -> None:
    """A model that was copied in part says which file it lacks."""
    (copied_reader(tmp_path) / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json"):
        SpanModel(tmp_path).score("Qui ?", [("", "Personne.")])


def test_the_fingerprint_is_that_of_the_files() -> None:
    """What the list of checksums says of the encoder is what its files say when they are read."""
    assert BuiltInEncoder().fingerprint == SentenceTransformerEncoder(BUILT_IN).fingerprint


def test_the_encoder_gives_the_vectors_it_was_shipped_with() -> None:
    """Golden numbers, rounded: French and English of one question lie close together."""
    vectors = BuiltInEncoder().encode_questions(
        ["Qui a envoyé des troupes et pourquoi ?", "Who sent troops and why?"]
    )
    golden = [[0.017, -0.091, -0.036, -0.019, 0.001], [0.005, -0.099, 0.018, -0.033, -0.079]]
    assert vectors[:, :5] == pytest.approx(np.array(golden), abs=0.01)
    assert vectors[0] @ vectors[1] == pytest.approx(0.86, abs=0.02)


MILL = "The Alder mill was bought in March by the town of Brenn, which paid 2.4 million euros."
MOULIN = (
    "Le moulin de l'Aulne a été acheté en mars 2021 par la ville de Brenn, qui a payé "
    "2,4 millions d'euros."
)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who bought the Alder mill?", MILL, "Brenn"),
        ("When did the town buy the mill?", MOULIN, "mars 2021"),
        ("Combien la ville a-t-elle payé le moulin ?", MOULIN, "2,4 millions"),
    ],
    ids=["en-en", "en-fr", "fr-fr"],
)
def test_the_reader_gives_the_answers_it_was_shipped_with(
    question: str, text: str, answer: str
) -> None:
    """Golden answers, in one language and across the two."""
    found = SpanModel().score(question, [("", text)])[0].best_span(0, len(text))
    assert found is not None
    start, end = found[1]
    assert answer in text[start:end]


def test_the_reader_knows_when_there_is_no_answer() -> None:
    """A question about something else scores far below no answer."""
    scores = SpanModel().score("Who directed the film?", [("", MILL)])[0]
    found = scores.best_span(0, len(MILL))
    assert found is not None
    assert found[0] < scores.null - 3
    assert scores.evidence_of(0, len(MILL)) < -1


LETTERS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ"
    ".,;:!?'’\"“”«»()[]-–—…/%€$£§°&@#+=*"
)


def test_no_letter_or_sign_of_either_language_is_unknown() -> None:
    """Word pieces were cut to the two languages; each of their characters is still one."""
    tokenizer = BuiltInEncoder().network.tokenizer
    unknown = tokenizer.token_to_id("<unk>")
    assert unknown is not None
    for character in LETTERS:
        for text in (character, f"a{character}b"):
            assert unknown not in tokenizer.encode(text, add_special_tokens=False).ids, character
