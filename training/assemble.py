"""Folders of both models from what a run wrote: half-precision weights, tokenizer, measures.

    python -m training.assemble BASE TRAINED OUT

`OUT/encoder` opens in sentence-transformers; `OUT/reader` has the weights of `ReadingModel`
without the word embeddings, which are those of the encoder. `export` makes what is shipped of
them; they are the master weights, which are kept outside of the package.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from qa.encoder import LONGEST, PASSAGE, QUESTION
from training.base import WORDS, load_base
from training.batches import load_arrays
from training.network import config

_MODULES = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
    "model_max_length": LONGEST,
    "tokenizer_class": "PreTrainedTokenizerFast",
}


def assemble_encoder(base: Path, trained: Path, out: Path) -> None:
    """A folder of sentence-transformers with prompts, mean pooling and unit vectors."""
    weights = load_base(base)
    words = weights[WORDS].astype(np.float16)
    out.mkdir(parents=True, exist_ok=True)
    save_file({WORDS: words} | load_arrays(trained), out / "model.safetensors", {"format": "pt"})
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")
    write(out / "tokenizer_config.json", _TOKENS)
    write(out / "config.json", config(weights).to_dict() | {"architectures": ["BertModel"]})
    write_wiring(out, words.shape[1])
    prompts = {"prompts": {"query": QUESTION, "document": PASSAGE}}
    write(out / "config_sentence_transformers.json", prompts | {"similarity_fn_name": "cosine"})


def write_wiring(out: Path, width: int) -> None:
    """What sentence-transformers needs to put an encoder of so many dimensions together."""
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(_MODULES.items())
    ]
    write(out / "modules.json", modules)
    write(out / "sentence_bert_config.json", {"max_seq_length": LONGEST})
    pooling = {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True}
    write(out / "1_Pooling" / "config.json", pooling)
    write(out / "2_Normalize" / "config.json", {})


def assemble_reader(trained: Path, encoder: Path, out: Path) -> None:
    """The weights of a `ReadingModel`, without word embeddings."""
    out.mkdir(parents=True, exist_ok=True)
    save_file(load_arrays(trained), out / "model.safetensors", {"format": "pt"})
    shutil.copyfile(encoder / "config.json", out / "config.json")


def write(path: Path, content: Any) -> None:  # noqa: ANN401 - what JSON can hold
    """JSON without white space."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("base", "trained", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    encoder = options.out / "encoder"
    assemble_encoder(options.base, options.trained / "encoder.npz", encoder)
    assemble_reader(options.trained / "reader.npz", encoder, options.out / "reader")


if __name__ == "__main__":
    main()
