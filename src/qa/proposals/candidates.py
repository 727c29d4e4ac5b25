"""Questions made from what an article says, in the words of the article.

Each is made by a change that keeps the grammar: the subject of a sentence becomes "who", its
number "how many", a place that is named with its preposition follows "what happened". In the
other language only people and countries are asked about, whose names are known. What is made is
only a candidate: `qa.proposals.proposer` asks it before it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from qa.lang.dates import MONTHS
from qa.lang.detect import SMALL_WORDS
from qa.lang.names import is_country, people_in
from qa.lang.numbers import NUMBER_WORDS, numbers_in
from qa.lang.sentences import sentence_spans
from qa.lang.text import fold
from qa.phrases import say
from qa.phrases.dates import in_words

if TYPE_CHECKING:
    from qa.proposals.pool import ProposalKind
    from qa.types import Article, Language

_LEADING: Final = 8
"""Sentences at the head of an article that questions are made from."""
_DATELINE: Final = re.compile(r"^[^.–—-]{3,60}?\d{4} ?\.? ?[–—-]\s*")
_WORDS: Final = range(4, 14)
"""How many words may follow the question word, without what is counted."""
_OFTEN: Final = 2
"""How often an article must name a place that it is about."""
_ROLE: Final = 12
"""Characters of what somebody is that an answer must show."""
_FULL_NAME: Final = 2
"""Words of a name at the head of a sentence; one more may say what somebody is."""
_TOPIC: Final = 60
"""Characters of the longest topic that a title names before its colon."""


class Candidate(NamedTuple):
    """A question that an article seems to answer.

    Attributes:
        shows: What the quotes of a right answer have in them: of each group, one.
    """

    question: str
    kind: ProposalKind
    shows: tuple[tuple[str, ...], ...] = ()


def candidates(article: Article, language: Language) -> Iterator[Candidate]:
    """Questions in a language that an article seems to answer."""
    sentences = _sentences(article)
    places = _places(article, sentences)
    if article.language == language:
        patterns = _patterns(language)
        where = _where_and_when(places[0], article) if places else ""
        yield from _from_sentences(sentences, where, patterns, language)
        yield from _about_topic(article, patterns, language)
        yield from _about_places(article, places)
    elif language == "en":  # French needs the gender of a country
        yield from _about_countries(article, places)
    yield from _about_people(article, sentences, language)


def _sentences(article: Article) -> list[str]:
    """The first sentences of an article on one line each, without datelines and stray spaces."""
    texts = (article.text[start:end] for start, end in sentence_spans(article.text)[:_LEADING])
    flat = (
        re.sub(r"(?<!\s)\s+(?=[,.)])|(?<=[(’'])\s+", "", " ".join(text.split())) for text in texts
    )
    return [_DATELINE.sub("", text) for text in flat]


def _from_sentences(
    sentences: list[str], where: str, patterns: _Patterns, language: Language
) -> Iterator[Candidate]:
    """The number of a sentence is asked for, or its subject."""
    for sentence in sentences:
        found = patterns.how_many.match(sentence)
        several = found and numbers_in(found["number"])  # not "a" and "une" alone
        counted = found["counted"] if found and several and _is_noun(found["counted"]) else ""
        if found and counted and (rest := _asked_of(found["verb"], patterns, where)):
            counted = _counted(counted, language)
            question = say(language, "proposal.how_many", counted=counted, rest=rest)
            yield Candidate(question, "how_many", ((found["number"],),))
        found = patterns.who.match(sentence)
        subject = found["subject"] if found and _is_name(found["subject"]) else ""
        if found and subject and (rest := _asked_of(found["verb"], patterns, "")):
            surname = subject.split()[-1]
            yield Candidate(say(language, "proposal.who", rest=rest), "who", ((surname,),))


def _is_name(text: str) -> bool:
    """Whether it has several words, none of them small: "Paul Vergès", not "Il" or "En Gironde"."""
    words = re.split(r"[ ’']", text)
    return len(words) > 1 and fold(words[0]) not in SMALL_WORDS and len(words[0]) > 1


def _is_noun(text: str) -> bool:
    """Whether it is a plain noun with what describes it, without small words and adverbs."""
    return not any(fold(word) in SMALL_WORDS or word.endswith("ment") for word in text.split())


def _counted(noun: str, language: Language) -> str:
    """A noun after "how many": `de personnes`, `d’élèves` in French."""
    if language != "fr":
        return noun
    return f"d’{noun}" if re.match(r"[aeiouyh](?!aut|andic|eros)", fold(noun)) else f"de {noun}"


def _asked_of(verb: str, patterns: _Patterns, where: str) -> str:
    """What follows the subject, cut to one clause; empty where it says too little by itself.

    A clause without any name gets a place and a time, if there are any.
    """
    rest = patterns.stop.sub("", patterns.time.sub("", verb)).strip()
    if patterns.deictic.search(rest.lower()) or patterns.part.search(rest):
        return ""
    if not re.search(r"(?<=.)\b[A-ZÀ-Ý]", rest):
        rest = f"{rest} {where}" if where else ""
    words = rest.split()
    last = fold(words[-1]) if words else ""
    return rest if len(words) in _WORDS and last not in SMALL_WORDS else ""


class _Place(NamedTuple):
    joint: str
    name: str


def _places(article: Article, sentences: list[str]) -> list[_Place]:
    """Places that title and lead name, with the prepositions that go before them."""
    patterns = _patterns(article.language)
    surnames = {surname for _, surname in people_in(article.text)}
    found: dict[str, _Place] = {}
    for text in (article.title, *sentences[:3]):
        for one in patterns.place.finditer(text):
            name = one["place"].rstrip("’'-")
            known = one["joint"] not in patterns.countries or is_country(name)
            dated = fold(name.split()[0]) in {*SMALL_WORDS, *_months(article.language)}
            often = f"{article.title} {article.text}".count(name) >= _OFTEN
            named = _is_of_country(name) or bool(surnames & {*name.split()})
            if known and often and not dated and not named:
                found.setdefault(name, _Place(one["joint"], name))
    return list(found.values())


def _is_of_country(name: str) -> bool:
    """Whether it is called after a country, as `Air France`, and none itself."""
    return not is_country(name) and any(map(is_country, name.split()))


def _about_places(article: Article, places: list[_Place]) -> Iterator[Candidate]:
    """What happened there, if need be in the month of the article."""
    for place in places[:2]:
        plain, dated = f"{place.joint} {place.name}", _where_and_when(place, article)
        for where in dict.fromkeys([dated] if is_country(place.name) else [plain, dated]):
            yield Candidate(say(article.language, "proposal.happened", where=where), "happened")


def _about_countries(article: Article, places: list[_Place]) -> Iterator[Candidate]:
    """As `_about_places`, in English about the countries of an article in French."""
    from qa.phrases.locales import country

    for place in places[:2]:
        name = country(place.name, article.language, "en")
        if name.isalpha() and not name.endswith("s"):  # others may need "the"
            where = _where_and_when(_Place("in", name), article, "en")
            yield Candidate(say("en", "proposal.happened", where=where), "happened")


def _where_and_when(place: _Place, article: Article, language: Language | None = None) -> str:
    """A place with the month of an article, as far as it has one."""
    language = language or article.language
    where, published = f"{place.joint} {place.name}", article.published or ""
    if len(published) < len("2022-01"):
        return where
    when = in_words(published[:7], language)
    return say(language, "proposal.where_and_when", where=where, when=when)


def _about_topic(article: Article, patterns: _Patterns, language: Language) -> Iterator[Candidate]:
    """What stands before the colon of a title, with the article that the text gives it."""
    topic, colon, _ = article.title.partition(":")
    topic = " ".join(topic.split())
    if not colon or len(topic) > _TOPIC or len(topic.split()) < 2:  # noqa: PLR2004 - one is a name
        return
    found = re.search(
        rf"(?<![\w’']){patterns.article}{re.escape(topic[0])}{re.escape(topic[1:])}(?!\w)",
        article.text,
        re.IGNORECASE,
    )
    if found:
        named = found[0][0].lower() + found[0][1:]
        yield Candidate(say(language, "proposal.known", topic=_of(named, language)), "known")


def _of(named: str, language: Language) -> str:
    """A noun with its article after "of": `du`, `des`, `de la` in French."""
    if language == "fr":
        for article, joined in (("le ", "du "), ("les ", "des ")):
            if named.startswith(article):
                return joined + named.removeprefix(article)
        return f"de {named}"
    return named


def _about_people(
    article: Article, sentences: list[str], language: Language
) -> Iterator[Candidate]:
    """Who somebody is, where the text says it after the name and goes on with the surname."""
    patterns = _patterns(article.language)
    for sentence in sentences:
        for found in patterns.appositive.finditer(sentence):
            name, role = found["person"], found["role"]
            called = not found.start() and len(name.split()) > _FULL_NAME  # "Teacher Ada Bell"
            if _is_person(name, article.text) and not called and not patterns.no_role.match(role):
                yield Candidate(
                    say(language, "proposal.person", name=name), "person", ((role[:_ROLE],),)
                )


def _is_person(name: str, text: str) -> bool:
    """Whether it is a name of two or three words whose last one stands alone elsewhere."""
    words = name.split()
    if len(words) not in {2, 3} or not people_in(name) or any(map(is_country, words)):
        return False
    alone = text.count(words[-1]) - text.count(f"{words[-2]} {words[-1]}")
    return alone > 0


@cache
def _months(language: Language) -> frozenset[str]:
    return frozenset(fold(name) for name in MONTHS[language])


class _Patterns(NamedTuple):
    """What `patterns.toml` says of a language, compiled."""

    place: re.Pattern[str]
    appositive: re.Pattern[str]
    who: re.Pattern[str]
    how_many: re.Pattern[str]
    time: re.Pattern[str]
    stop: re.Pattern[str]
    part: re.Pattern[str]
    deictic: re.Pattern[str]
    no_role: re.Pattern[str]
    article: str
    countries: frozenset[str]


_NAME: Final = (
    r"[A-ZÀ-Ý][\w’'-]+"
    r"(?: (?:(?:de|du|des|la|le|les|sur|of|the|upon|van|von|al|el|bin) )?[A-ZÀ-Ý][\w’'-]+){0,3}"
)
"""Capitalised words that follow one another, with the small words that join them."""


@cache
def _patterns(language: Language) -> _Patterns:
    import tomllib

    text = Path(__file__).with_name("patterns.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)[language]
    words = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
    parts = {
        "name": _NAME,
        "number": rf"(?:\d[\d., ]*\d|\d|(?i:(?:{words})(?:[ -](?:{words}))*))",
        "months": f"(?:{'|'.join(MONTHS[language])})",
    }

    def compiled(name: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{([a-z]+)\}", lambda found: parts[found[1]], table[name]))

    return _Patterns(
        place=compiled("place"),
        appositive=compiled("appositive"),
        who=compiled("who"),
        how_many=compiled("how_many"),
        time=compiled("time"),
        stop=compiled("stop"),
        part=compiled("part"),
        deictic=compiled("deictic"),
        no_role=compiled("no_role"),
        article=table["article"],
        countries=frozenset(table["countries"].split()),
    )
