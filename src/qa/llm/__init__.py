"""Optionally, a language model writes the answer, held to the same quotes.

Any OpenAI-compatible server does. `prompt` writes what it reads, `client` asks it,
`completion` cuts what comes into sentences, `check` holds each against the quotes that it
cites, `compose` makes an answer of those that pass, and `writer` drives them. Without the
setting `llm` nothing of this is loaded.
"""

from qa.llm.client import require_package
from qa.llm.completion import Sentence
from qa.llm.writer import Writer, open_writer

__all__ = ["Sentence", "Writer", "open_writer", "require_package"]
