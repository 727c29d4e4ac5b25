"""What a follow-up refers to: "Et pourquoi ?" after "Qui a envoyé des troupes ?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import EN_AUX, WH, flat, lead_end, lowered, sentence
from qa.question.names import names_in
from qa.question.parts import ask_again, is_bare, split
from qa.text import word_set

if TYPE_CHECKING:
    from qa.types import Exchange, Language

_AND = re.compile(r"(?:and|but|also|then|so|et|mais|puis|alors|ensuite)\b,? ?")
_EN_PRONOUN = (
    "he|she|they|it|him|her|them|his|its|their|this|that|these|those|there|the latter|the former|"
    "the same"
)
_FR_INVERTED = r"\w+-(?:t-)?(?:ils?|elles?)\b"
_FR_PRONOUN = (
    "lui|eux|leurs?|son|sa|ses|cela|ca|ceux-ci|celui-ci|celle-ci|ce dernier|cette derniere|"
    "le second|la seconde|le premier|la premiere|cet? \\w+|cette \\w+|ces \\w+"
)
_LEANS = {
    "en": re.compile(
        rf"(?:(?:{WH['en']})(?: \w+){{0,3}}? )?(?:{EN_AUX}) (?:{_EN_PRONOUN})\b"
        r"(?! (?:is|are|was) )|"
        rf"(?:who|what) \w+ (?:him|her|them|it|this|that)\b|"
        r"[^,]*\bof (?:his|hers|theirs|its)\b"
    ),
    "fr": re.compile(
        rf"(?:{WH['fr']}) ?(?:(?:donc|encore|aussi) |(?<=quel )\w+ |(?<=quelle )\w+ )?"
        rf"(?:(?:n'|ne |s'|se |l'|les? |la |y |en )*{_FR_INVERTED}|"
        rf"(?:est-ce qu')?(?:ils?|elles?)\b|(?:\w+ )?(?:{_FR_PRONOUN})\b)|"
        rf"{_FR_INVERTED}|est-ce qu'(?:ils?|elles?)\b"
    ),
}
_MANY_OF_THEM = re.compile(r"(?P<before>.*)\b(?:of (?:them|these|those)|d'entre (?:eux|elles))\b")
_PLURAL = re.compile(r"\b\w{3,}s\b")
_EMPTY = word_set(
    "many much long combien people person personnes gens there next after then exactly really "
    "ensuite apres plus the les des une and for was were did does has have had est ete ont dans "
    "par sur que quoi"
)
_IDENTIFIES = re.compile(
    r"(?:who|what|where|when)(?:'s| is| are| was| were) |"
    r"(?:qui|ou|quel\w*) (?:est|sont|etait) |c'est |qu'est-ce que "
)
_DEFINITE = re.compile(r"\b(?:the|le|la) \w|\bl'\w")
_ABOUT = re.compile(r"(?:what|how) about\b|qu'en est-il\b")
_LONGEST_ANSWER = 60
_SHORT = 6


def complete(text: str, parts: list[str], last: Exchange, language: Language) -> list[str] | None:
    """The parts of `text` completed from the last exchange; None if they stand alone."""
    if not any(c.isalnum() for c in last[0]) or not (
        leans(text, language) or leans(parts[0], language)
    ):
        return None
    question = split(" ".join(last[0].split()), language)[0]
    return [_complete_one(part, question, last[1].strip(), language) for part in parts]


def leans(question: str, language: Language) -> bool:
    """Whether a question cannot be understood without what was said before."""
    letters = flat(question).rstrip(" ?!.")
    if _AND.match(letters) or is_topic(question) or is_bare(question, language):
        return True
    pronoun = _LEANS[language].match(letters)
    if pronoun and not names_in(question[: pronoun.end()]):
        return True
    if (many := _MANY_OF_THEM.match(letters)) and not _PLURAL.search(many["before"]):
        return True
    return not names_in(question) and _says_little(question, letters, language)


def is_topic(question: str) -> bool:
    """Whether it only turns to something else: "What about China?"."""
    return bool(_ABOUT.match(flat(question)))


def _says_little(question: str, letters: str, language: Language) -> bool:
    """Whether it names nothing: `How many died?`, `Which family took the survivors in?`."""
    words = re.findall(r"\w+", re.sub(WH[language], "", letters, count=1))
    if _IDENTIFIES.match(letters):
        return False
    content = [w for w in words if len(w) > 2 and w not in _EMPTY]  # noqa: PLR2004
    return len(content) <= 1 or (
        question[0].isupper() and len(words) <= _SHORT and bool(_DEFINITE.search(letters))
    )


def _complete_one(part: str, question: str, answer: str, language: Language) -> str:
    short = answer if len(answer) <= _LONGEST_ANSWER and "\n" not in answer else ""
    if is_bare(part, language):
        whole = ask_again(part[lead_end(part, language) :], question, language).rstrip(" ?")
        known = f"{whole[:-1]}; {short})" if whole.endswith(")") else f"{whole} ({short})"
        return sentence(known if short else whole, language)
    known = "; ".join(filter(None, [short, lowered(question)]))
    return sentence(f"{part.rstrip(' ?')} ({known})", language)
