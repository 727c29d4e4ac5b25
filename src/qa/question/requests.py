"""Requests for more than one fact: "what happened in …?", "who is …?", "which articles …?".

They are told by how they open, a closed class as question words are; the openings of both languages
are in `requests.toml`. The network that knows the kinds of questions finds 4 of the 14 overviews of
the natural development questions; these openings find 13.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

from qa.lang.detect import SMALL_WORDS
from qa.lang.temporal import without_times
from qa.lang.text import fold, fold_letters, word_set
from qa.question.words import ASKING, lead_end
from qa.types.base import Form, Value

if TYPE_CHECKING:
    from qa.types import Language

_MARKS = " ?!.,;:\u00a0\u202f"


class Request(Value):
    """What an overview is to be of.

    Attributes:
        topic: What it is about, as it was written; empty where all articles are meant.
        back: Whether it takes up what was said before: "What happened then?".
    """

    form: Form
    topic: str = ""
    back: bool = False


def subject(topic: str, language: Language) -> str:
    """A topic without the small words that join it to its opening: no `to` before `the ferry`."""
    return _grammar(language).joint.sub("", topic, count=1)


def request_for(text: str, language: Language, *, bare: bool) -> Request | None:
    """The request that a text may be besides: a bare topic, or "who is …?" in small letters."""
    asked = text[lead_end(text, language) :].rstrip(_MARKS)
    if bare:
        asks = re.search(rf"(?<!\w)(?:{ASKING[language]})", fold_letters(asked))
        return None if asks else _request("event", asked, language)
    who = _grammar(language).openings["person"].match(fold_letters(asked))
    return Request(form="person", topic=asked[who.end() :].strip()) if who else None


def request_in(text: str, language: Language) -> Request | None:
    """The request that a question makes; None where it asks for a fact."""
    grammar = _grammar(language)
    asked = text[lead_end(text, language) :].rstrip(_MARKS)
    letters = fold_letters(asked)
    if closing := grammar.after.search(letters):
        letters = letters[: closing.start()]
    polite = grammar.polite.match(letters)
    start = polite.end() if polite else 0
    for form, opening in grammar.openings.items():
        found = opening.match(letters, start)
        topic = asked[found.end() : len(letters)].strip(" ,;:-") if found else ""
        if found and (form != "person" or (_is_name(topic, language) and not asked.isupper())):
            request = _request(form, topic, language)
            # "What does this article say?": that of the answer before, if there is one.
            back = request.back or (not request.topic and bool(grammar.single.search(found[0])))
            return request.model_copy(update={"back": back})
    return None


def _request(form: Form, topic: str, language: Language) -> Request:
    grammar = _grammar(language)
    if form == "article":
        topic = grammar.says.sub("", topic).strip()
    timeless = without_times(topic, language)
    words = set(re.findall(r"\w+", fold(timeless)))
    if words - SMALL_WORDS - grammar.here - grammar.back:
        return Request(form=form, topic=topic)
    whole = timeless != topic or form in {"latest", "list", "article"}
    return Request(form=form, back=not whole or bool(words & grammar.back))


def _is_name(topic: str, language: Language) -> bool:
    """Whether it is one proper name; "President of Gabon" is what somebody is."""
    words = topic.split()
    particles = _grammar(language).particles
    return (
        bool(words)
        and words[0] not in particles
        and all(
            word in particles or (word[0].isupper() and not re.search(r"['’]s?$", word))
            for word in words
        )
    )


class _Grammar(NamedTuple):
    """What `requests.toml` says of a language, compiled."""

    openings: dict[Form, re.Pattern[str]]
    polite: re.Pattern[str]
    after: re.Pattern[str]
    says: re.Pattern[str]
    here: frozenset[str]
    back: frozenset[str]
    single: re.Pattern[str]
    particles: frozenset[str]
    joint: re.Pattern[str]


@cache
def _grammar(language: Language) -> _Grammar:
    import tomllib

    text = Path(__file__).with_name("requests.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)[language]

    def compiled(name: str) -> re.Pattern[str]:
        named = re.sub(r"\{([a-z]+)\}", lambda part: table[part[1]], table[name])
        return re.compile(named)

    return _Grammar(
        openings={form: compiled(form) for form in get_args(Form)},
        polite=compiled("polite"),
        after=compiled("after"),
        says=compiled("says"),
        here=word_set(table["here"]),
        back=word_set(table["back"]),
        single=compiled("single"),
        particles=word_set(table["particles"]),
        joint=re.compile(table["joint"], re.IGNORECASE),
    )
