"""The training code on a model of a few thousand weights and a few hundred made-up pairs."""

# ruff: noqa: INP001 - as a package this folder would hide the one it tests, `training`
from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("sentence_transformers")

from safetensors.torch import load_file, save_file  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402
from sentence_transformers.sentence_transformer.modules import (  # noqa: E402
    Normalize,
    Pooling,
    Transformer,
)
from training.bert import SentenceEncoder, load_tokenizer  # noqa: E402
from training.data import PARALLEL_LIMITS, READING_SOURCES, Group  # noqa: E402
from training.encoder import multi_positive, train_encoder  # noqa: E402
from training.evaluate_encoder import chunks, ranks_of  # noqa: E402
from training.evaluate_reader import Reader, kind_of  # noqa: E402
from training.gloss import Gloss  # noqa: E402
from transformers import (  # noqa: E402
    BertConfig,
    BertModel,
    BertTokenizer,
)

from qa.reader.windows import windows  # noqa: E402
from training import causes, examples, export, loop, mining, reader  # noqa: E402

ENGLISH = [f"word{i}" for i in range(60)]
FRENCH = [f"mot{i}" for i in range(60)]
OPTIONS: dict[str, Any] = {
    "steps": 12,
    "stop_after": None,
    "rate": 2e-3,
    "embedding_rate": 2e-2,
    "warmup": 2,
    "decay": 4,
    "seed": 0,
    "background": False,
}


def options(**changes: Any) -> argparse.Namespace:
    """Options of a short run."""
    return argparse.Namespace(**(OPTIONS | changes))


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def _pair(rng: random.Random, length: int) -> tuple[str, str]:
    words = rng.sample(range(len(ENGLISH)), length)
    return " ".join(ENGLISH[i] for i in words), " ".join(FRENCH[i] for i in words)


def _reading_row(rng: random.Random, side: int, number: int) -> dict[str, Any]:
    sentences = [_pair(rng, 12)[side] for _ in range(4)]
    words = sentences[1].split()
    text = ". ".join(sentences) + "."
    return {
        "id": str(number),
        "title": f"Title_{number % 5}",
        "context": text,
        "question": " ".join(words[:3]),
        "answers": [{"text": words[4], "answer_start": text.index(words[4])}],
        "is_impossible": False,
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in the layout of the real one."""
    folder, rng = tmp_path_factory.mktemp("data"), random.Random(0)
    for name in PARALLEL_LIMITS:
        pairs = ["\t".join(_pair(rng, rng.randint(3, 9))) for _ in range(40)]
        _write(folder / "parallel" / f"{name}.tsv.gz", pairs)
    for name in (*READING_SOURCES.values(), "qamr-en"):
        rows = [_reading_row(rng, int(name.endswith("fr")), i) for i in range(30)]
        if name == "qamr-en":
            rows = [row | {"id": f"w:wiki:{i % 6}:1:{i}|x"} for i, row in enumerate(rows)]
        _write(folder / "reading" / f"{name}.jsonl.gz", [json.dumps(row) for row in rows])
    _write_retrieval(folder / "retrieval", rng)
    return folder


def _write_retrieval(folder: Path, rng: random.Random) -> None:
    laws, service, questions = [], [], []
    for _ in range(1_040):
        (title_en, title_fr), (text_en, text_fr) = _pair(rng, 3), _pair(rng, 9)
        law = {"title_en": title_en, "title_fr": title_fr, "text_en": text_en, "text_fr": text_fr}
        laws.append(json.dumps(law))
    for _ in range(20):
        question, text = _pair(rng, 4)[1], " ".join(_pair(rng, 20)[1] for _ in range(2))
        row = {"question": question, "title": "t", "theme": "", "context": text, "body": text}
        service.append(json.dumps(row))
        questions.append(json.dumps({"question": _pair(rng, 5)[0], "lang": "en"}))
    _write(folder / "canada-law-sections.jsonl.gz", laws)
    for name in ("faq", "qa", "fiches"):
        _write(folder / f"service-public-{name}-fr.jsonl.gz", service)
    _write(folder / "questions.jsonl.gz", questions)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained sentence-transformers model of 32 dimensions."""
    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "?", *ENGLISH, *FRENCH]
    vocabulary = {word: i for i, word in enumerate(words)}
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=300,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(vocab=vocabulary).save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules).save(str(folder / "model"))
    return folder / "model"


def encode_run(start: Path, data: Path, out: Path, **changes: Any) -> Path:
    """A short run of the encoder; the folder of its model."""
    changes = {"budget": 600, "parallel_share": 1.0, "passages": 20, "distil_only": False} | changes
    train_encoder(options(start=start, teacher=start, data=data, out=out, **changes))
    return out / "model"


@pytest.fixture(scope="module")
def encoded(start: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of an encoder trained without interruption."""
    out = tmp_path_factory.mktemp("encoder")
    encode_run(start, data, out)
    return out


def read_run(start: Path, data: Path, out: Path, **changes: Any) -> Path:
    """A short run of the reader, with noise; the folder of its model."""
    plain = {"budget": 2_000, "no_gloss": False, "words": None, "translated": None, "noise": True}
    changes = plain | changes
    reader.train_reader(options(start=start, data=data, out=out, **changes))
    return out / "model"


@pytest.fixture(scope="module")
def trained(start: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a reader trained without interruption."""
    out = tmp_path_factory.mktemp("reader")
    read_run(start, data, out)
    return out


def same_weights(one: Path, other: Path) -> bool:
    """Whether two model folders hold the same numbers."""
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (one, other))
    return ours.keys() == theirs.keys() and all(torch.equal(ours[n], theirs[n]) for n in ours)


def test_distillation_brings_the_student_to_the_teacher(
    start: Path, data: Path, tmp_path: Path
) -> None:
    """Distillation alone brings French nearer to the teacher's English, step by step."""
    changes = {"distil_only": True, "steps": 40}
    model = encode_run(start, data, tmp_path, budget=400, **changes)
    english, french = ENGLISH[3:9], FRENCH[3:9]

    def cosine(folder: Path) -> float:
        target = SentenceEncoder.from_folder(start).embed(english)
        return float((SentenceEncoder.from_folder(folder).embed(french) * target).sum(1).mean())

    assert 1 - cosine(model) < 0.9 * (1 - cosine(start))
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    losses = [json.loads(line)["away"] for line in lines]
    assert losses[-1] < losses[0]


def test_an_interrupted_encoder_run_ends_the_same(
    start: Path, data: Path, encoded: Path, tmp_path: Path
) -> None:
    """A run that was stopped and resumed has the weights of one that was not."""
    encode_run(start, data, tmp_path, stop_after=5)
    assert same_weights(encode_run(start, data, tmp_path), encoded / "model")


def test_a_trained_encoder_loads_in_sentence_transformers(encoded: Path) -> None:
    """The saved folder is a plain sentence-transformers model that agrees with the trainer's."""
    texts = [" ".join(ENGLISH[:5]), " ".join(FRENCH[7:30])]
    plain = SentenceTransformer(str(encoded / "model"), device="cpu").encode(texts)
    ours = SentenceEncoder.from_folder(encoded / "model").embed(texts)
    assert plain.dtype == np.float32
    assert np.allclose((plain * ours).sum(1), 1, atol=1e-3)


def test_weights_are_stored_in_half_precision(encoded: Path) -> None:
    """What is written is float16."""
    weights = load_file(encoded / "model" / "model.safetensors")
    assert {w.dtype for w in weights.values()} == {torch.float16}


def test_another_plan_is_refused(start: Path, data: Path, tmp_path: Path) -> None:
    """A checkpoint is not continued under other rates; the message names the way out."""
    encode_run(start, data, tmp_path, stop_after=1)
    with pytest.raises(ValueError, match="another --out"):
        encode_run(start, data, tmp_path, rate=1e-5)


def test_a_run_may_be_given_a_later_end(start: Path, data: Path, tmp_path: Path) -> None:
    """The number of steps and the length of the decay may change on resuming."""
    encode_run(start, data, tmp_path, steps=3)
    encode_run(start, data, tmp_path, steps=5, decay=2)
    assert torch.load(tmp_path / "checkpoint.pt", weights_only=True)["step"] == 5


def test_reader_losses_fall(start: Path, data: Path, tmp_path: Path) -> None:
    """Forty steps of the reader lower its loss."""
    read_run(start, data, tmp_path, steps=40, budget=700)
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    losses = [json.loads(line)["loss"] for line in lines]
    assert losses[-1] < losses[0]


def test_an_interrupted_reader_run_ends_the_same(
    start: Path, data: Path, trained: Path, tmp_path: Path
) -> None:
    """A reader's run that was stopped and resumed has the weights of one that was not."""
    read_run(start, data, tmp_path, stop_after=7)
    assert same_weights(read_run(start, data, tmp_path), trained / "model")


def test_frozen_word_embeddings_stay_those_of_the_encoder(
    start: Path, data: Path, encoded: Path, tmp_path: Path
) -> None:
    """With a rate of zero they are taken from the encoder that is named, and never change."""
    model = read_run(start, data, tmp_path, steps=3, words=encoded / "model", embedding_rate=0)
    ours = load_file(model / "model.safetensors")["bert.embeddings.word_embeddings.weight"]
    words = load_file(encoded / "model" / "model.safetensors")["embeddings.word_embeddings.weight"]
    assert torch.equal(ours, words)


def test_a_reader_of_spans_alone_is_a_start(trained: Path, tmp_path: Path) -> None:
    """The two outputs that such a reader has are kept; that of evidence is new."""
    weights = load_file(trained / "model" / "model.safetensors")
    shutil.copytree(trained / "model", tmp_path, dirs_exist_ok=True)
    for name in ("weight", "bias"):
        weights[f"qa_outputs.{name}"] = weights.pop(f"outputs.{name}")[:2].contiguous()
    save_file(weights, tmp_path / "model.safetensors")
    head = reader.load_reader(tmp_path).outputs
    assert torch.equal(head.weight[:2], weights["qa_outputs.weight"].float())
    assert head.weight.shape[0] == 3


def test_a_reader_answers_with_spans_of_the_text(trained: Path) -> None:
    """Found answers are verbatim, also in texts of several windows."""
    text = ". ".join(" ".join(random.Random(i).sample(FRENCH, 20)) for i in range(30))
    found = Reader.from_folder(trained / "model").read([(FRENCH[1], text, ""), ("?", "mot1", "")])
    assert found[0].text == text[found[0].start : found[0].end] != ""
    assert found[1].text == "mot1"


def test_sentences_compete_with_no_answer_and_across_windows() -> None:
    """The losses are those of the formula, counted by hand on three windows of two questions."""
    scores = torch.tensor([[1.0, 2, 2, 0, 4], [0, 1, 1, 3, 3], [2, 5, 5, 5, 5]])
    sentences = [[(1, 3, True), (3, 5, False)], [(1, 3, False), (3, 5, False)], [(1, 5, False)]]
    own, compared = reader.evidence(scores, sentences, torch.tensor([0, 0, 1]))
    e = np.exp
    windows_ = [-2 + np.log(e(1) + 2 * e(2)), np.log(1 + e(1) + e(3)), -2 + np.log(e(2) + e(5))]
    assert float(own) == pytest.approx(np.mean(windows_), rel=1e-5)
    total = 2 * e(2) + e(1) + e(3)
    assert float(compared) == pytest.approx(np.log(total) - 2, rel=1e-5)


PARAGRAPH = (
    "All is over. The motion was rejected because the fishermen had not been heard. We go on.",
    "C'est fini. La motion a été rejetée parce que les pêcheurs n'ont pas été entendus. Suivons.",
)


def test_a_told_cause_becomes_a_why_question_on_the_other_language() -> None:
    """What happened is asked in one language; the reason stands in the other one's sentence."""
    english, french = causes.why_examples([PARAGRAPH], random.Random(0), own=0)
    assert "the motion was rejected" in english.question
    (start, end), text = english.passages[0].spans[0], english.passages[0].text
    assert text[start:end] == "les pêcheurs n'ont pas été entendus."
    (start, end), text = french.passages[0].spans[0], french.passages[0].text
    assert text[start:end] == "the fishermen had not been heard."


def test_a_passage_that_does_not_tell_the_reason_has_no_answer() -> None:
    """What happened is still told in it, the reason is not."""
    rounds = [causes.why_examples([PARAGRAPH], random.Random(i), own=1) for i in range(9)]
    passages = [p for found in rounds for p in found[0].passages[1:]]
    assert passages
    assert all(not p.spans and "heard" not in p.text and "rejected" in p.text for p in passages)


def test_windows_cover_a_long_passage(start: Path) -> None:
    """Every token of a passage is in a window, and offsets point at its characters."""
    text = " ".join(random.Random(0).choices(ENGLISH, k=700))
    cut = windows(load_tokenizer(start), "word1 ?", text, title="word2")
    seen = {(a, b) for window in cut for a, b in window.offsets}
    assert len(cut) > 2
    assert len(seen) == 700
    assert max(len(window.ids) for window in cut) <= 288


def test_a_span_is_placed_only_where_it_is_whole(start: Path) -> None:
    """A span outside a window, or cut by it, has no place in it."""
    text = " ".join(ENGLISH * 8)
    first, *_, last = windows(load_tokenizer(start), "word1", text)
    place = first.place((0, len("word0 word1")))
    assert place == (first.first, first.first + 1)
    assert last.place((0, 5)) is None


def test_the_answer_sentence_is_taken_out() -> None:
    """A made unanswerable passage no longer holds the answer."""
    filler = "Rien de plus ne fut dit ce jour-là par les témoins de la scène, à ce qu'on rapporte. "
    context = filler + "Elle naquit en 1815 à Londres. " + filler
    row = {"context": context, "answers": [{"text": "1815", "answer_start": 0}]}
    assert examples.without_answer(row) == (filler * 2).strip()


def test_neighbouring_sentences_move_the_answer() -> None:
    """An answer is still where it says it is after sentences were put before it."""
    rows = [
        {"id": f"w:s:1:1:{i}|x", "context": text, "question": "", "title": "",
         "answers": [{"text": text[:3], "answer_start": 0}]}
        for i, text in enumerate(("one a", "two b", "six c"))
    ]  # fmt: skip
    joined = examples.with_neighbours(rows, around=1)[2]
    (low, high) = examples.answer_spans(joined)[0]
    assert joined["context"] == "two b six c"
    assert joined["context"][low:high] == "six"


def test_bm25_finds_the_passage_with_the_rare_word() -> None:
    """Rare words count more than common ones, accents do not count."""
    passages = ["le chat dort", "le chat mange", "l'élève dort", "le chien dort"]
    assert mining.bm25(["quel eleve dort"], passages, 1).tolist() == [[2]]


def test_hard_neighbours_share_a_batch() -> None:
    """Batches hold each group once, neighbours together."""
    near = [[i ^ 1] for i in range(20)]
    batches = mining.clustered_batches(near, 6, random.Random(1))
    assert sorted(i for batch in batches for i in batch) == list(range(20))
    together = [i for batch in batches for i in batch if i ^ 1 in batch]
    assert len(together) >= 14


def test_a_passage_with_the_answer_is_no_negative() -> None:
    """A passage that holds an accepted answer is not pushed away."""
    other = Group("", ("q",), ("Il y en eut Douze.",))
    assert mining.fits("combien ?", ("douze",), other)
    assert not mining.fits("combien ?", ("treize",), other)


def test_positives_do_not_compete() -> None:
    """With two right passages each one's loss is against the negatives alone."""
    scores = torch.tensor([[5.0, 5.0, 0.0]])
    right = torch.tensor([[True, True, False]])
    loss = multi_positive(scores, right, torch.ones_like(right))
    assert loss.item() == pytest.approx(np.log1p(np.exp(-5)), rel=1e-3)


def test_negatives_that_fit_are_ignored() -> None:
    """A column that is not open counts neither way."""
    scores = torch.tensor([[5.0, 9.0, 0.0]])
    right = torch.tensor([[True, False, False]])
    loss = multi_positive(scores, right, torch.tensor([[True, False, True]]))
    assert loss.item() == pytest.approx(np.log1p(np.exp(-5)), rel=1e-3)


def test_glosses_are_learnt_from_pairs() -> None:
    """Words that go together in parallel text are put for each other; others stay."""
    rng = random.Random(3)
    gloss = Gloss.learn([_pair(rng, 5) for _ in range(300)])
    assert gloss("mot3 Ravel mot7", "fr") == "word3 Ravel word7"
    assert gloss("word3", "en") == "mot3"


def test_a_glossed_example_keeps_its_answer() -> None:
    """Of some examples the question alone is glossed, of some the passage with its spans too."""
    gloss = Gloss({"en": {"the": "la", "old": "vieille", "house": "maison"}, "fr": {"d'": "of"}})
    text = "Paul's home (the old house) fell."
    start = text.index("old")
    passage = examples.Passage(text, ((start, start + 9),), "The house")
    asked = examples.Example("What is the house?", (passage,))
    whole = [examples.glossed(asked, "en", gloss, random.Random(i)) for i in range(60)]
    moved = [e.passages[0] for e in whole if e.passages != asked.passages]
    assert {e.question for e in whole} == {"What is the house?", "What is la maison?"}
    assert 0 < len(moved) < 60
    assert {(p.text, p.title, *[p.text[a:b] for a, b in p.spans]) for p in moved} == {
        ("Paul's home (la vieille maison) fell.", "la maison", "vieille maison")
    }
    assert gloss("l'an d'Elbe", "fr") == "l'an of Elbe"


def test_scores_of_a_window_do_not_depend_on_those_beside_it(start: Path) -> None:
    """A batch is computed in parts of like length; scores are in the order of the windows."""
    model, tokenizer = reader.load_reader(start).eval(), load_tokenizer(start)
    texts = [" ".join(random.Random(i).choices(ENGLISH, k=5 + 30 * i)) for i in (3, 0, 5, 1)]
    rows = [w for text in texts for w in windows(tokenizer, "word1 ?", text)]
    together = reader.scores_of(model, rows, budget=300)
    assert together.shape == (len(rows), max(len(row.ids) for row in rows), 3)
    for row, scores in zip(rows, together, strict=True):
        alone = reader.scores_of(model, [row])[0]
        assert torch.allclose(scores[: len(row.ids)], alone, atol=1e-5)


def test_rates_rise_stay_and_fall() -> None:
    """Warm-up, level rate, decay to zero."""
    plan = loop.Plan(steps=100, body_rate=1, embedding_rate=1, warmup=10, decay=20)
    shares = [loop.rate_at(step, plan) for step in (0, 9, 50, 80, 90, 99)]
    assert shares == pytest.approx([0.1, 1, 1, 1, 0.5, 0.05])


def test_ranks_count_the_better_ones() -> None:
    """The rank of the right column is the number of those above it."""
    scores = np.array([[0.1, 0.9, 0.5]], dtype=np.float32)
    assert ranks_of(scores, np.array([2])).tolist() == [1]


def test_chunks_are_whole_sentences_with_one_shared() -> None:
    """Each chunk opens with the sentence the last one ended on."""
    found = chunks("A b. C d. E f. G h.", words=4)
    assert found == ["A b. C d.", "C d. E f.", "E f. G h."]


def test_kinds_go_by_the_first_question_word() -> None:
    """The first question word decides; without one the kind is what."""
    questions = ("Qui a dit quand ?", "À quelle date ?", "How many?", "Pourquoi ?", "Name it.")
    assert [kind_of(q) for q in questions] == ["who", "when", "how many", "why", "what"]


def test_a_mix_lies_between_its_models(start: Path, encoded: Path, tmp_path: Path) -> None:
    """Half of each model's weights, in a folder that still loads."""
    export.mix(start, encoded / "model", tmp_path / "mix", 0.5)
    name = "embeddings.word_embeddings.weight"
    one, other, mixed = (
        load_file(folder / "model.safetensors")[name].float()
        for folder in (start, encoded / "model", tmp_path / "mix")
    )
    assert torch.allclose(mixed, (one + other) / 2, atol=1e-3)
    SentenceEncoder.from_folder(tmp_path / "mix")
