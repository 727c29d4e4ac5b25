"""Trained models to the folders that are shipped: int8 ONNX, tokenizer, configuration, checksums.

    python -m training.export encoder MODEL OUT --texts FILE…
    python -m training.export reader MODEL OUT --encoder ENCODER --texts FILE…
    python -m training.export mix ONE OTHER OUT --share 0.5
    python -m training.export checksums FOLDER

An encoder is a folder of sentence-transformers. A reader has `config.json` and `model.safetensors`;
the word embeddings are the encoder's if it has none, and so is the tokenizer. `FILE` are `.jsonl`
or `.jsonl.gz` files of rows with `question` and `context`: what flows through a network while it
reads some of them decides how it is rounded, and on others it is compared with the exact one.

The shipped encoder opens in sentence-transformers with `backend="onnx", model_kwargs={"file_name":
"model_qint8.onnx"}` too, where that has its `onnx` extra.

A mix of two models that descend from one another is often better than either where they were
trained on different things (Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from qa.encoder import LONGEST, PASSAGE, QUESTION
from qa.models import CHECKSUMS, checksums
from qa.models.network import END, ONNX, START, TOKENIZER, Network
from qa.reader.outputs import FIRST_KIND, KINDS
from qa.reader.windows import windows
from training.assemble import write as write_json
from training.assemble import write_wiring
from training.base import WORDS
from training.data import Row, read_rows
from training.fidelity import agreement, likeness
from training.int8 import Body, Dense, write

PROMPTS, CUTTING = "config_sentence_transformers.json", "tokenizer_config.json"
READ, COMPARED = 64, 200
"""Texts that decide how a network is rounded, and texts on which it is compared."""

Weights = Mapping[str, Tensor]


class Encoder(nn.Module):
    """A body that gives its states."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor]:
        """States (n, longest, width) of ids and mask (n, longest)."""
        return (self.body(ids, mask),)


class Reader(nn.Module):
    """A body under the outputs of tokens and of the first state.

    Args:
        body: Gives states.
        weights: Of `outputs` and `pooled`; what the latter lacks is zero.
    """

    def __init__(self, body: nn.Module, weights: Weights) -> None:
        super().__init__()
        self.body = body
        self.outputs = _head(weights, "outputs", 3)
        self.pooled = _head(weights, "pooled", FIRST_KIND + len(KINDS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Scores (n, longest, 3) of tokens and (n, 12) of first states."""
        states = self.body(ids, mask)
        return self.outputs(states), self.pooled(states[:, 0])


class Exact(nn.Module):
    """The body as it was trained."""

    def __init__(self, config: Mapping[str, Any], weights: Weights) -> None:
        super().__init__()
        self.bert = BertModel(BertConfig(**config), add_pooling_layer=False)
        self.bert.load_state_dict({name: own.float() for name, own in weights.items()})
        self.eval()

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States (n, longest, width) of ids and mask (n, longest)."""
        states: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return states


def export_encoder(model: Path, out: Path, rows: Sequence[Row]) -> Network:
    """Ship an encoder, and say what it has lost.

    Args:
        model: Folder of sentence-transformers.
        out: Folder to write into.
        rows: With `question` and `context`.
    """
    config = _read_json(model / "config.json")
    exact = Exact(config, load_file(model / "model.safetensors"))
    cut = _copy_tokenizer(model, out)
    texts = [
        text for row in rows for text in (QUESTION + row["question"], PASSAGE + row["context"])
    ]
    found = cut.encode_batch(_some(texts), add_special_tokens=False)
    ids = [[START, *encoding.ids[: LONGEST - 2], END] for encoding in found]
    body = Body(exact.bert)
    body.smooth(ids[:READ])
    write(Encoder(body), out / ONNX, ["last_hidden_state"], masked=True)
    _copy_wiring(model, out, config)
    network = _finish(out, config)
    print(likeness(Encoder(exact), network, ids[READ:]))
    return network


def export_reader(model: Path, out: Path, encoder: Path, rows: Sequence[Row]) -> Network:
    """Ship a reader, and say what it has lost.

    Args:
        model: Holds `model.safetensors` and `config.json`.
        out: Folder to write into.
        encoder: Folder of sentence-transformers: its tokenizer and, if need be, embeddings.
        rows: With `question`, `context` and perhaps `title`.
    """
    config, weights = _read_json(model / "config.json"), load_file(model / "model.safetensors")
    words = load_file(encoder / "model.safetensors")[WORDS]
    own = {name[5:]: tensor for name, tensor in weights.items() if name.startswith("bert.")}
    exact = Exact(config, {WORDS: words} | own)
    cut = _copy_tokenizer(encoder, out)
    found = [
        windows(cut, row["question"], row["context"], row.get("title", ""))[0]
        for row in _some(rows)
    ]
    body = Body(exact.bert)
    body.smooth([window.ids for window in found[:READ]])
    write(Reader(body, weights), out / ONNX, ["tokens", "pooled"], masked=False)
    network = _finish(out, config)
    print(agreement(Reader(exact, weights), network, found[READ:]))
    return network


def _head(weights: Weights, name: str, outputs: int) -> Dense:
    """A layer of a trained model, or one that says nothing if it has none of that name."""
    width = weights["outputs.weight"].shape[1]
    layer = nn.Linear(width, outputs)
    unlearnt = {"weight": torch.zeros(outputs, width), "bias": torch.zeros(outputs)}
    layer.load_state_dict(
        {part: weights.get(f"{name}.{part}", unlearnt[part]) for part in unlearnt}
    )
    return Dense(layer)


def _copy_tokenizer(model: Path, out: Path) -> Tokenizer:
    """The tokenizer of a model, which is written without its white space."""
    out.mkdir(parents=True, exist_ok=True)
    content = _read_json(model / TOKENIZER) | {"truncation": None, "padding": None}
    write_json(out / TOKENIZER, content)
    return Tokenizer.from_file(str(out / TOKENIZER))


def _copy_wiring(model: Path, out: Path, config: Mapping[str, Any]) -> None:
    """Prompts and cutting as the model has them, and how its parts are put together."""
    write_json(out / PROMPTS, _read_json(model / PROMPTS))
    cutting = _read_json(model / CUTTING) | {"tokenizer_class": "PreTrainedTokenizerFast"}
    cutting.pop("backend", None)  # both say what transformers below 5 does not know
    write_json(out / CUTTING, cutting)
    write_wiring(out, config["hidden_size"])


def _finish(out: Path, config: Mapping[str, Any]) -> Network:
    write_json(out / "config.json", config)
    (out / CHECKSUMS).write_text(checksums(out), encoding="utf-8")
    return Network(out)


def _some(rows: Sequence[Any]) -> list[Any]:
    """As many as are read and compared, the same each time."""
    return random.Random(0).sample(rows, min(len(rows), READ + COMPARED))


def _read_json(path: Path) -> Any:  # noqa: ANN401 - it is what the file says
    return json.loads(path.read_text(encoding="utf-8"))


def _rows_of(paths: Iterable[Path]) -> list[Row]:
    return [row for path in paths for row in read_rows(path)]


def mix(one: Path, other: Path, out: Path, share: float) -> None:
    """A folder like `one` whose weights are `share` of `other`'s and the rest of `one`'s."""
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (one, other))
    mixed = {
        name: ((1 - share) * ours[name].float() + share * theirs[name].float()).half()
        for name in ours
    }
    shutil.copytree(one, out, dirs_exist_ok=True, copy_function=shutil.copyfile)
    save_file(mixed, out / "model.safetensors", metadata={"format": "pt"})


def main() -> None:
    """Command line."""
    options = _parser().parse_args()
    if options.command == "mix":
        mix(options.one, options.other, options.out, options.share)
    elif options.command == "encoder":
        export_encoder(options.model, options.out, _rows_of(options.texts))
    elif options.command == "reader":
        export_reader(options.model, options.out, options.encoder, _rows_of(options.texts))
    else:
        (options.folder / CHECKSUMS).write_text(checksums(options.folder), encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    mixing = commands.add_parser("mix", help="mix the weights of two models")
    for name in ("one", "other", "out"):
        mixing.add_argument(name, type=Path)
    mixing.add_argument("--share", type=float, default=0.5, help="share of the second model")
    summing = commands.add_parser("checksums", help=f"write {CHECKSUMS}")
    summing.add_argument("folder", type=Path)
    for command in ("encoder", "reader"):
        shipping = commands.add_parser(command, help=f"ship a trained {command}")
        shipping.add_argument("model", type=Path)
        shipping.add_argument("out", type=Path)
        shipping.add_argument("--texts", type=Path, nargs="+", required=True)
        if command == "reader":
            shipping.add_argument("--encoder", type=Path, required=True)
    return parser


if __name__ == "__main__":
    main()
