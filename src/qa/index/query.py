"""What a search asks for: words, phrases in quotes, exclusions by a minus, alternatives by OR.

    viaduc "mise en service" -corrosion Montcarel OR Chantoiseau

Phrases and exclusions hold to the letter, apart from case, accents and punctuation; OR (in French
also OU) joins its two neighbours. A quote that is not closed runs to the end of the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.errors import QuestionError
from qa.lang.text import word_spans, words_in

_TOKEN = re.compile(
    r'(?P<minus>(?<!\S)[-−–](?=[^\s-]))?(?:"(?P<straight>[^"]*)"?|«(?P<french>[^»]*)»?|'
    r'[“„](?P<curly>[^”“"]*)[”“"]?|(?P<word>[^\s"«»“”„]+))'
)
_EITHER = {"OR", "OU", "|"}
_QUOTED = ("straight", "french", "curly")


@dataclass(frozen=True)
class Term:
    """A word or a phrase.

    Attributes:
        text: As it was typed, without its quotes.
        phrase: Whether it was in quotes, so that it holds to the letter.
    """

    text: str
    phrase: bool = False

    @property
    def words(self) -> list[str]:
        """Its folded words, in order."""
        return words_in(self.text)

    @property
    def written(self) -> list[str]:
        """Its words as they were typed."""
        return [self.text[start:end] for _, start, end in word_spans(self.text)]

    def __str__(self) -> str:
        """As a query writes it."""
        return f'"{self.text}"' if self.phrase else self.text


@dataclass(frozen=True)
class SearchQuery:
    """A query taken apart.

    Attributes:
        given: The query as it was typed.
        text: All that is looked for, without operators.
        words: Plain words; without operators they may also be found by their meaning.
        required: Of each of these, one term has to be there.
        excluded: Terms that must not be there.
    """

    given: str
    text: str
    words: tuple[Term, ...] = ()
    required: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def strict(self) -> bool:
        """Whether it has operators, which hold in any case."""
        return bool(self.required or self.excluded)

    @property
    def sought(self) -> list[Term]:
        """The terms that are looked for."""
        return [*self.words, *(term for terms in self.required for term in terms)]

    def __str__(self) -> str:
        """How the query was read, with its operators as they were typed."""
        typed = next((word for word in self.given.split() if word in _EITHER), "OR")
        several = len(self.words) + len(self.required) + len(self.excluded) > 1
        either = [(f" {typed} ".join(map(str, terms)), len(terms) > 1) for terms in self.required]
        grouped = [f"({one})" if joined and several else one for one, joined in either]
        without = [f"-{term}" for term in self.excluded]
        return " ".join([*map(str, self.words), *grouped, *without])


def parse_query(query: str) -> SearchQuery:
    """Take a query apart.

    Raises:
        QuestionError: If it only excludes.
    """
    plain: list[Term] = []
    required: list[tuple[Term, ...]] = []
    excluded: list[Term] = []
    for terms, minus in _clauses(query):
        if minus:
            excluded += terms
        elif len(terms) == 1 and not terms[0].phrase:
            plain += terms
        else:
            required.append(terms)
    if excluded and not (plain or required):
        raise QuestionError("question.only_excluded", example=f"-{excluded[0]}")
    sought = [*plain, *(term for terms in required for term in terms)]
    strict = required or excluded
    text = " ".join(term.text for term in sought) if strict else query
    if not sought and words_in(query):  # OR alone is a word
        plain.append(Term(query.strip()))
    return SearchQuery(query, text, tuple(plain), tuple(required), tuple(excluded))


def _clauses(query: str) -> Iterator[tuple[tuple[Term, ...], bool]]:
    """Terms that are alternatives of each other, and whether they are excluded."""
    held: tuple[Term, ...] = ()
    joined = False
    for token in _TOKEN.finditer(query):
        if token["word"] in _EITHER:
            joined = bool(held)
            continue
        term = _term(token)
        if not term.words:
            continue
        if token["minus"]:
            yield (term,), True
            joined = False
            continue
        if held and not joined:
            yield held, False
        held = (*held, term) if joined else (term,)
        joined = False
    if held:
        yield held, False


def _term(token: re.Match[str]) -> Term:
    quoted = next((token[name] for name in _QUOTED if token[name] is not None), None)
    if quoted is not None:
        return Term(" ".join(quoted.split()), phrase=True)
    return Term(token["word"].strip("()[]"))
