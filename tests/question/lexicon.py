"""The words that questions are understood by, for inputs made of nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from qa.lang import names
from qa.question import words

SIGNS = (
    *"?!.,;:…-–—'’\"«»“”()[]*_/\\%€0129",
    "\n",
    "\t",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\u0301",
    "\0",
)
"""What stands between words, and what should not."""


def lexicon() -> list[str]:
    """The words in the files and patterns of the rooms that know French and English, each once."""
    files = [
        path
        for module in (words, names)
        for path in Path(str(module.__file__)).parent.iterdir()
        if path.suffix in {".py", ".toml"}
    ]
    texts = (path.read_text(encoding="utf-8") for path in sorted(files))
    return list(dict.fromkeys(word for text in texts for word in re.findall(r"[^\W_]+", text)))
