"""Finish a model folder for shipping: mix the weights of two runs, write checksums.

A mix of two models that descend from one another is often better than either where they were
trained on different things (Wortsman et al. 2022).

    python -m training.export mix ONE OTHER OUT --share 0.5
    python -m training.export checksums FOLDER
    python -m training.export reader MODEL OUT --encoder ENCODER
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from qa.models import CHECKSUMS, checksums

WORDS = "embeddings.word_embeddings.weight"


def mix(one: Path, other: Path, out: Path, share: float) -> None:
    """A folder like `one` whose weights are `share` of `other`'s and the rest of `one`'s."""
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (one, other))
    mixed = {
        name: ((1 - share) * ours[name].float() + share * theirs[name].float()).half()
        for name in ours
    }
    shutil.copytree(one, out, dirs_exist_ok=True, copy_function=shutil.copyfile)
    save_file(mixed, out / "model.safetensors", metadata={"format": "pt"})


def ship_reader(model: Path, out: Path, encoder: Path) -> None:
    """A reader without the word embeddings that it shares with the encoder.

    Raises:
        ValueError: If they were not frozen while it was trained.
    """
    weights = load_file(model / "model.safetensors")
    words = weights.pop("bert.embeddings.word_embeddings.weight")
    if not torch.equal(words, load_file(encoder / "model.safetensors")[WORDS].half()):
        raise ValueError(f"{model}: its word embeddings are not those of {encoder}")
    checksum = hashlib.sha256((encoder / "model.safetensors").read_bytes()).hexdigest()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model / "config.json", out / "config.json")
    metadata = {"format": "pt", "encoder": checksum}
    save_file(weights, out / "model.safetensors", metadata=metadata)
    (out / "model.safetensors").chmod(0o644)
    (out / CHECKSUMS).write_text(checksums(out), encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    mixing = commands.add_parser("mix", help="mix the weights of two models")
    for name in ("one", "other", "out"):
        mixing.add_argument(name, type=Path)
    mixing.add_argument("--share", type=float, default=0.5, help="share of the second model")
    summing = commands.add_parser("checksums", help=f"write {CHECKSUMS}")
    summing.add_argument("folder", type=Path)
    shipping = commands.add_parser("reader", help="leave out what the encoder has")
    for name in ("model", "out"):
        shipping.add_argument(name, type=Path)
    shipping.add_argument("--encoder", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "mix":
        mix(options.one, options.other, options.out, options.share)
    elif options.command == "reader":
        ship_reader(options.model, options.out, options.encoder)
    else:
        (options.folder / CHECKSUMS).write_text(checksums(options.folder), encoding="utf-8")


if __name__ == "__main__":
    main()
