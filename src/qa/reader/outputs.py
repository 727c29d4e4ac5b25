"""What the outputs of the reader's network mean.

Three of each token: start and end of an answer span (Devlin et al. 2019), and evidence, whose mean
over the tokens of a sentence is the score of that sentence; those of the first token are the scores
of there being no answer. The others are read off the first state: whether the passage answers the
question, whether the question depends on the one before it, and what kind of answer it asks for.
"""

from typing import Final, get_args

from qa.types import Kind

START, END, EVIDENCE = range(3)
"""Columns of the outputs of a token."""

RELEVANT, FOLLOWS, FIRST_KIND = range(3)
"""Columns of the outputs of the first state; the kinds follow one another."""

KINDS: tuple[str, ...] = (*get_args(Kind), "small_talk")
"""Kinds of questions, in the order of their columns."""

FACTS: tuple[Kind, ...] = get_args(Kind)[:-1]
"""Kinds that ask for a fact: all but an overview."""

SHORT_KINDS: Final[frozenset[Kind]] = frozenset({"who", "what", "when", "where", "how_many"})
"""Kinds whose answer is a few words; a reason or a manner takes the whole sentence."""
