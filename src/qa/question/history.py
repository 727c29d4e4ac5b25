"""What a follow-up refers to: "Et pourquoi ?" after "Qui a envoyé des troupes ?".

A follow-up becomes one question with what it leans on: the clause of the question before it
("Pourquoi a-t-on envoyé des troupes ?"), the same question about something else ("… en
Italie ?"), or, where neither can be made, it is followed by what was said, in brackets. Said
before it, the question that it leans on is what the reader answers, as was measured.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.names import names_in, proper_names_in
from qa.lang.text import word_set
from qa.question.lexicon import EN_AUX, WH, flat, lead_end, lowered, sentence
from qa.question.parts import is_bare, is_spoken, opens, stated, subject, turned
from qa.question.places import lacks_place, place_of
from qa.question.topics import (
    asked_of_that,
    asks_of_that,
    placed_in_time,
    topic,
    turned_to,
    without_and,
)

if TYPE_CHECKING:
    from qa.types import Language

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
_FR_DETERMINER = r"(?:l[ae]s?|une?|des|du|cet|cette|ces?|son|sa|ses|leurs?)"
_LEANS = {
    "en": re.compile(
        rf"(?:(?:{WH['en']})(?: \w+){{0,3}}? )?(?:{EN_AUX}) (?:{_EN_PRONOUN})\b"
        r"(?! (?:is|are|was) )|"
        rf"(?:who|what) \w+ (?:(?:him|her|them|it|this)\b|that$)|"
        r"[^,]*\bof (?:his|hers|theirs|its)\b"
    ),
    "fr": re.compile(
        rf"(?:{WH['fr']}) ?(?:(?:donc|encore|aussi) |(?:(?<=quel )|(?<=quels )|(?<=quelle )|"
        rf"(?<=quelles ))(?:(?!{_FR_DETERMINER} )\w+ ){{1,3}})?"
        rf"(?:(?:n'|ne |s'|se |l'|les? |la |y |en )*{_FR_INVERTED}|"
        rf"(?:est-ce qu')?(?:ils?|elles?)\b|(?:\w+ )?(?:{_FR_PRONOUN})\b)|"
        rf"{_FR_INVERTED}|est-ce qu'(?:ils?|elles?)\b"
    ),
}
_IMPERSONAL = re.compile(
    r"(?:que s'(?:est|etait)|qu'(?:est|etait))-il (?:passe|arrive|produit)\b|"
    r".*\b(?:y a(?:vait)?(?:-t)?|faut|s'agit|se passe-t|reste-t|existe-t|suffit|semble-t|pleut|"
    r"neige-t|fait(?=-il (?:chaud|froid|beau|nuit|jour|a \w|en \w))|"
    r"est(?=-il (?:vrai|possible|exact|prevu|interdit|permis|legal|normal|question|temps)\b))-il\b|"
    rf"(?:(?:{WH['en']}) )?(?:{EN_AUX}) it (?:true|possible|legal|likely|raining|"
    r"snowing|known|clear) (?:that|to|in|if|whether)\b"
)
"""« Il » or "it" that stands for nothing said before."""
_FRAGMENT = {
    "en": re.compile(
        r"(?:in|at|on|for|from|to|with|against|since|before|after|during)( [\w-]+){1,3}"
    ),
    "fr": re.compile(
        r"(?:en|aux?|a|du|des?|pour|contre|avec|chez|depuis|avant|apres|dans|d')( ?[\w'-]+){1,3}"
    ),
}
_MANY_OF_THEM = re.compile(r"(?P<before>.*)\b(?:of (?:them|these|those)|d'entre (?:eux|elles))\b")
_PLURAL = re.compile(r"\b\w{3,}s\b")
_EMPTY = word_set(
    "many much long combien people person personnes gens there next after then exactly really "
    "ensuite apres plus the les des une and for was were did does has have had est ete ont dans "
    "par sur que quoi etait etaient sera seront anyone anybody someone somebody quelqu "
)
_IDENTIFIES = re.compile(
    r"(?:who|what|where|when)(?:'s| is| are| was| were) "
    r"(?!in |on |at |aboard |inside |behind |near |next )|"
    r"(?:qui|ou|quel\w*) (?:est|sont|etait) (?!a |aux? |dans |sur |en |derriere |devant )|"
    r"c'est |qu'est-ce que "
)
_DEFINITE = re.compile(r"\b(?:the|le|la) \w|\bl'\w")
_NEXT: dict[Language, tuple[re.Pattern[str], str]] = {
    "en": (
        re.compile(r"(?:and |so )?(?:what |what's )?(?:then|next|afterwards?|after (?:that|this))"),
        "What happened next?",
    ),
    "fr": (
        re.compile(r"(?:et )?(?:quoi )?(?:ensuite|apres(?: cela| ca)?|puis)"),
        "Que s'est-il passé ensuite ?",
    ),
}
_LATE = re.compile(r"c'(?:est|etait) (?=(?:quand|ou|comment|combien|qui|pourquoi)$)")
_IDLE = re.compile(r" (?:ca|cela|donc|then)$")
_ABOUT = re.compile(r"(?:what|how) about\b|qu'en est-il\b")
_LONGEST_ANSWER = 60
_NO_NAME = word_set("yes no oui non")
_SHORT = 6


class Talk(NamedTuple):
    """The last exchange, as far as a follow-up may lean on it.

    Attributes:
        asked: Its question, in full together with the two that follow.
        topic: What it turns to: "What about China:".
        known: What was asked or answered before, which it leans on.
        answer: The text of its answer.
    """

    asked: str
    topic: str = ""
    known: str = ""
    answer: str = ""

    @property
    def short(self) -> str:
        """The answer, if it is a name or a date: what is long tells too much to be repeated."""
        is_long = len(self.answer) > _LONGEST_ANSWER or "\n" in self.answer
        words = word_set(flat(self.answer).rstrip(" ."))
        says = not words <= _NO_NAME and re.search(r"[^\W\d]|^\d{4}$", self.answer)
        return "" if is_long or not says else lowered(self.answer.rstrip(" ."))

    def whole(self, language: Language) -> str:
        """The question in full."""
        before = f"{self.topic} " if self.topic else ""
        behind = f" ({self.known})" if self.known else ""
        return sentence(f"{before}{lowered(self.asked)}{behind}", language)


def spelled_out(text: str, language: Language) -> str:
    """« Et ensuite ? » as the question it stands for; « c'était quand » as « quand »."""
    short, whole = _NEXT[language]
    letters = flat(text).rstrip(" ?!.")
    if short.fullmatch(letters):
        return whole
    late = _LATE.match(letters)
    return text[late.end() :] if late else text


def complete(text: str, parts: list[str], talk: Talk, language: Language) -> list[Talk] | None:
    """The parts of `text` completed from the last exchange; None if they stand alone."""
    if not (leans(text, language) or leans(parts[0], language)):
        return None
    return [_complete_one(part, talk, language) for part in parts]


def leans(question: str, language: Language) -> bool:
    """Whether a question cannot be understood without what was said before."""
    letters = flat(question).rstrip(" ?!.")
    if _AND.match(letters) or is_topic(question) or is_spoken(question, language):
        return True
    return asks_of_that(letters, language) or _leans_by_a_word(question, letters, language)


def _leans_by_a_word(question: str, letters: str, language: Language) -> bool:
    """Whether it lacks a verb, or a name for what a pronoun or a number stands for."""
    if is_bare(question, language) and not proper_names_in(question):
        return True
    if _FRAGMENT[language].fullmatch(letters) and not opens(question, language):
        return True
    pronoun = _LEANS[language].match(letters)
    if pronoun and not names_in(question[: pronoun.end()]) and not _IMPERSONAL.match(letters):
        return not (pronoun[0].endswith("there") and proper_names_in(question))
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


def _complete_one(part: str, talk: Talk, language: Language) -> Talk:
    body = part.rstrip(" ?!.")
    part = lowered(without_and(body[lead_end(body, language) :] or body, language))
    if is_bare(part, language):
        idle = _IDLE.search(flat(part))
        part = part[: idle.start()] if idle else part
        if whole := turned(part, talk.asked, talk.short, language):
            return _with_answer(whole, talk, language)
    elif asked := asked_of_that(part, language):
        part = asked
    elif not opens(part, language):
        whole = turned_to(part, lowered(talk.asked), language)
        return Talk(whole or talk.asked, "" if whole else topic(part, language), talk.known)
    if lacks_place(part, language) and (place := place_of(lowered(talk.asked), language)):
        return Talk(f"{part} {place}", talk.topic, talk.known)
    return Talk(part, known=talk.known or _told(part, talk, language))


def _with_answer(whole: str, talk: Talk, language: Language) -> Talk:
    """The completed question with the answer to the one before, if it does not say it."""
    if not talk.short or flat(talk.short) in flat(whole):
        return Talk(whole, talk.topic, talk.known)
    if dated := placed_in_time(talk.short, language):
        return Talk(f"{whole} {dated}", talk.topic, talk.known)
    return Talk(whole, talk.topic, "; ".join(filter(None, [talk.short, talk.known])))


def _told(part: str, talk: Talk, language: Language) -> str:
    """What was said last, for brackets: "Russia sent troops", a name, or the question itself."""
    asked = lowered(talk.asked) if is_bare(part, language) else subject(talk.asked, language)
    told = stated(talk.asked, talk.short, language) or asked
    if not talk.short or flat(talk.short) in flat(told):
        return told
    dated = placed_in_time(talk.short, language) if told != lowered(talk.asked) else None
    return f"{told} {dated}" if dated else f"{talk.short}; {told}"
