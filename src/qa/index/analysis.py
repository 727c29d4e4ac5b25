"""Words of passages and questions as they are indexed, in French and in English.

Numbers lose their group separators, elision and typographic apostrophes part words, stop words go.
Words are stemmed in the field of a language, and left as they are (accents folded) in `exact`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from qa.lang.text import without_stops, words_in

# Letters and numbers; an apostrophe or hyphen parts words, a decimal mark does not.
_WORD = r"\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+"
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:([ .,\u00a0\u202f\u2009])\d{3}(?:\1\d{3})*)(?!\d)")
_ELISION = {"l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
_QUESTION_WORDS = {
    "fr": {
        "qui", "que", "quoi", "quel", "quelle", "quels", "quelles", "quand", "où", "ou",
        "comment", "combien", "pourquoi", "est", "ce", "a", "t", "il", "elle", "ils", "elles",
        "y", "été", "ete", "etait", "était", "lequel", "laquelle",
    },
    "en": {
        "who", "whom", "whose", "what", "which", "when", "where", "why", "how", "many",
        "much", "did", "do", "does", "was", "were", "is", "are", "has", "have", "had", "s",
    },
}  # fmt: skip
_STEMMERS = {"fr": "french", "en": "english"}
FIELDS: Final = ("exact", *_STEMMERS)
"""The fields of analysed words; the field `words` has all words, folded."""

EXACT_WEIGHT: Final = 0.5
"""What a word counts in `exact`, where it counts 1 in the field of its language."""

GAP: Final = "¶"
"""Parts title and text, so that no phrase runs from one into the other; never a word."""

Forms = frozenset[tuple[str, str]]
"""The fields and tokens under which a word is indexed."""


class Analysis:
    """Texts to tokens, the same for passages and questions; for use from several threads."""

    def __init__(self) -> None:
        self.analyzers = {"exact": _analyzer([*_STEMMERS])}
        self.analyzers |= {language: _analyzer([language], stem=True) for language in _STEMMERS}
        self.forms = lru_cache(maxsize=65536)(self._forms)

    def tokens(self, field: str, text: str) -> list[str]:
        """The tokens of a text in a field."""
        found: list[str] = self.analyzers[field].analyze(normalise(text))
        return found

    def _forms(self, word: str) -> Forms:
        """The fields and tokens that a word is indexed under; none for a stop word."""
        if not self.tokens("exact", word):
            return frozenset()
        found = {(field, token) for field in FIELDS for token in self.tokens(field, word)}
        return frozenset(found | {("words", folded) for folded in words_in(word)})


def normalise(text: str) -> str:
    """Text as it is analysed: 6.846 and 6 846 are one number, U.N. is UN, é is one character."""
    whole = without_stops(unicodedata.normalize("NFC", text))
    return _GROUPS.sub(lambda number: number[0].replace(number[1], ""), whole)


def _analyzer(languages: list[str], *, stem: bool = False) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.lowercase())
    for language in languages:
        builder = builder.filter(Filter.stopword(_STEMMERS[language]))
        builder = builder.filter(Filter.custom_stopword(sorted(_QUESTION_WORDS[language])))
    builder = builder.filter(Filter.custom_stopword(sorted(_ELISION)))
    if stem:  # before folding: the stemmers know accents
        builder = builder.filter(Filter.stemmer(_STEMMERS[languages[0]]))
    return builder.filter(Filter.ascii_fold()).build()
