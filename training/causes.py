"""Why-questions made from parallel paragraphs, asked of the other language.

Sets of questions and answers have few that ask why, and none whose passage is in another
language. A sentence that tells its cause ("they voted against it because …") is cut at the
connective: what stands before it becomes the question, what follows is the answer, and the
question is put to the same sentence in the other language, so that no words but names and
numbers give it away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.lang.sentences import sentence_spans
from training.data import Span

_CAUSES = {
    "en": re.compile(
        r",? (?:(?:simply|precisely|partly|largely|mainly|only|and this is) )?(?:because(?: of)?|"
        r"due to|owing to|as a result of|in order (?:to|that)|so as to|on the grounds that|"
        r"in response to|for fear of|thanks to) "
    ),
    "fr": re.compile(
        r",? (?:(?:simplement|précisément|surtout|notamment|et ce) )?(?:parce qu(?:e |')|car |"
        r"en raison d(?:e |es |u |')|à cause d(?:e |es |u |')|afin (?:d(?:e |')|qu(?:e |'))|"
        r"étant donné qu(?:e |')|à la suite d(?:e |es |u |')|suite à |de peur d(?:e |')|"
        r"grâce (?:à |aux? )|faute d(?:e |')|pour (?:que |éviter |permettre |protéger |garantir ))"
    ),
}
_ASKED = {
    "en": ("Why is it that {}?", "What is the reason that {}?", "Why did it happen that {}?"),
    "fr": ("Pourquoi {} ?", "Pourquoi est-ce que {} ?", "Pour quelle raison {} ?"),
}
_LINKS = re.compile(
    r"^(?:\W|(?:mr|madam) president\b|(?:monsieur|madame) l[ea] \w+|mesdames et messieurs|ladies "
    r"and gentlemen|(?:and|but|so|however|finally|therefore|et|mais|or|donc|enfin|ainsi)\b)+",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:i|we|you|s?he|it|they|this|that|these|those|there|which|if|as|in|je|j'|nous|vous|ils?|"
    r"elles?|on|ce|c'|cela|ceci|qui|si|dans)\b|.*[,:;]|.*\b(?:and|but|not|only|particularly|et|mais|"
    r"pas|particulièrement|créer|do|done|avant tout|often|so|que|to)$",
    re.IGNORECASE,
)
"""What stands for something said before, and what breaks off: no question can be made of it."""

_WHAT = (20, 150)
"""Characters of the part of a sentence that may be asked about."""
_WHY = 20
"""Least characters of a reason."""

_UNTOLD = 0.5
"""Share of examples with a second passage in which it happened, but no reason is told."""


class _Side(NamedTuple):
    """A sentence of a paragraph in one language."""

    language: str
    text: str
    span: Span

    @property
    def sentence(self) -> str:
        return self.text[self.span[0] : self.span[1]].rstrip()

    @property
    def cause(self) -> re.Match[str] | None:
        """The connective before the reason, where there is one."""
        match = _CAUSES[self.language].search(self.sentence, _WHAT[0])
        return match if match and len(self.sentence) - match.end() >= _WHY else None

    @property
    def told(self) -> str | None:
        """What happened, where a question can be made of it."""
        if not self.cause:
            return None
        what = _LINKS.sub("", self.sentence[: self.cause.start()]).strip()
        fits = _WHAT[0] <= len(what) <= _WHAT[1] and not _EMPTY.match(what)
        return what if fits else None


class WhyPair(NamedTuple):
    """A why-question, a paragraph and where in it the reason stands.

    `untold` is the paragraph in which it happened, but no reason is told; empty where not made.
    """

    question: str
    text: str
    answer: Span
    untold: str


def why_pairs(
    pairs: Sequence[tuple[str, str]], rng: random.Random, own: float = 0.25
) -> list[WhyPair]:
    """Questions on paragraphs (English, French), most of them on the other language.

    Args:
        pairs: Parallel paragraphs; those with different numbers of sentences are left out.
        rng: Chooses wordings and languages.
        own: Share of questions that are put to their own language.
    """
    found = []
    for english, french in pairs:
        spans = {"en": sentence_spans(english), "fr": sentence_spans(french)}
        if len(spans["en"]) != len(spans["fr"]):
            continue
        for one, other in zip(spans["en"], spans["fr"], strict=True):
            sides = {"en": _Side("en", english, one), "fr": _Side("fr", french, other)}
            for asked, across in (("en", "fr"), ("fr", "en")):
                put_to = asked if rng.random() < own else across
                pair = _why_pair(sides[asked], sides[put_to], rng)
                found += [pair] if pair else []
    return found


def _why_pair(asked: _Side, put_to: _Side, rng: random.Random) -> WhyPair | None:
    told, cause = asked.told, put_to.cause
    if not told or not cause:
        return None
    question = rng.choice(_ASKED[asked.language]).format(told[0].lower() + told[1:])
    start, end = put_to.span
    text = put_to.text
    answer = (start + cause.end(), start + len(put_to.sentence))
    hidden = rng.random() < _UNTOLD
    untold = f"{text[: start + cause.start()]}. {text[end:]}" if hidden else ""
    return WhyPair(question, text, answer, untold)
