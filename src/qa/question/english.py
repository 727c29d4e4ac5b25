"""English questions said in full: "and why" about "who sent troops"."""

from __future__ import annotations

import re

from qa.question.lexicon import EN_AUX, WH
from qa.question.names import names_in
from qa.question.verbs import base_form

_NOUNS = r"(?: (?!(?:" + EN_AUX + r"|he|she|it|they)\b)[\w$%'-]+){0,4}"
BARE = re.compile(
    rf"(?:{WH['en']})(?: (?:exactly|precisely|else|not|so|then|ago|now|ones?))?|"
    r"(?:[\w]+ ){0,4}(?:how (?:many|much|long|far|often|old|big|tall|come)|(?:what|which|whose))"
    + _NOUNS
)
"""A question word that stands without a clause, in flat text."""

_AUX = re.compile(rf"(?P<aux>{EN_AUX}) (?P<rest>.+)", re.IGNORECASE)
_HAPPEN = re.compile(r"(?P<verb>happened|happens|has happened|occurred|took place)(?P<rest>.*)", re.I)
_BE = re.compile(r"(?:is|are|was|were|'s)\b", re.IGNORECASE)
_ADVERB = re.compile(r"(?:\w+ly|also|first|then|just|never|once|recently|last|now|finally|still) ")
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|its|their|theirs|this|these|there|that)\b", re.I
)
_SUBJECT = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:he|she|they|him|her|them|his|their)\b", re.IGNORECASE)
_PLACED = re.compile(r"(?<=\w) (?:to|in|at|on|for|from|with|during|after|before|under|by|into)\b")
_QUESTION = re.compile(
    rf"(?P<context>(?:[^,?]+, )?)"
    rf"(?P<word>(?:{WH['en']})(?: (?:many|much|long|far|old|tall|often|come))?)"
    r"(?P<noun>(?: (?!VERB\b)[\w'’-]+)*?)"
    rf" (?P<clause>(?:(?:{EN_AUX})\b|VERB\b).*)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:\w+(?:ed|ing)|behind|in|on|at|with|to|for|not|being|found|born|shot|hit|said|it|this|that|"
    r"there|he|she|they)\b"
)
_LONGEST_NAME = 10


def ask_again(bare: str, about: str) -> str:
    """`why` about `who sent troops to Kazakhstan`: `why did they send troops …`."""
    context, about = _context(about)
    asked = f"{context}{bare}"
    if happened := re.fullmatch(rf"what {_HAPPEN.pattern}", about, re.IGNORECASE):
        rest = happened["rest"]
        return f"{asked} did {'this' if rest else 'it'} happen{rest}"
    word, noun, clause = _cut(about)
    if not clause:
        return f"{asked} ({about})"
    inverted = _AUX.match(clause)
    if inverted and (not _asks_for_subject(word, noun, inverted["aux"])):
        return f"{asked} {inverted['aux']} {_with_object(inverted['rest'], word, noun)}"
    return _ask_subject(asked, word, noun, clause) or f"{asked} ({about})"


def refer(part: str, about: str) -> str:
    """`what did he do` after `who was Tokayev`: `what did Tokayev do`."""
    context, about = _context(about)
    pronoun = _SUBJECT.search(part)
    name = _name(about)
    if name and pronoun:
        return part[: pronoun.start()] + name + part[pronoun.end() :]
    word, noun, clause = _cut(about)
    if pronoun and clause and _PERSONAL.search(part) and not _inverted(word, noun, clause):
        return f"{part}, the {noun or 'one'} {'who'} {context_tail(clause, context)}"
    if _PRONOUN.search(part):
        return f"{part} ({about})"
    if names_in(part, "en"):
        return part
    names = names_in(about, "en")
    return f"{part} ({', '.join(names)})" if names else f"{part} ({about})"


def context_tail(clause: str, context: str) -> str:
    """A clause with the context that stood before the question: `won, in 2016`."""
    return f"{clause}, {context.rstrip(', ')}" if context else clause


def _context(about: str) -> tuple[str, str]:
    """`In 2016, who won` parted into `in 2016, ` and `who won`."""
    found = re.match(rf"(?P<context>[^?]*?, )(?={WH['en']})", about, re.IGNORECASE)
    if not found or re.match(WH["en"], about, re.IGNORECASE):
        return "", about
    return found["context"], about[found.end() :]


def _cut(about: str) -> tuple[str, str, str]:
    """Question word, the noun that goes with it, and the clause: `which`, `MP`, `fought …`."""
    opening = re.match(
        rf"(?:{WH['en']})(?: (?:many|much|long|far|old|tall|often|big|high|come)\b)?", about, re.I
    )
    if not opening:
        return "", "", ""
    words = about[opening.end() :].split(" ")[1:]
    for at, word in enumerate(words):
        if _is_verb(word, first=at == 0, subject=bool(re.search(r"who$", opening[0], re.I))):
            return opening[0], " ".join(words[:at]), " ".join(words[at:])
    return opening[0], " ".join(words), ""


def _is_verb(word: str, *, first: bool, subject: bool) -> bool:
    """Whether `word` is the verb; behind `who` the first word is, or an adverb of it."""
    if subject and first:
        return True
    if re.fullmatch(EN_AUX, word.lower()):
        return True
    return not first and word.islower() and base_form(word, sure=True) is not None


def _asks_for_subject(word: str, noun: str, aux: str) -> bool:
    """Whether the question word is the subject, so that nothing was inverted."""
    if re.match(r"(?:when|where|why|how|whom|whose)\b", word, re.IGNORECASE) and not noun:
        return False
    if " " in word and not re.match(r"(?:who|what|which|how many|how much)\b", word, re.I):
        return False
    return aux.lower() not in {"do", "does", "did"}


def _inverted(word: str, noun: str, clause: str) -> bool:
    found = _AUX.match(clause)
    return bool(found) and not _asks_for_subject(word, noun, found["aux"] if found else "")


def _with_object(rest: str, word: str, noun: str) -> str:
    """The clause with a word for what was asked: `Macron say` + `this`."""
    if re.match(r"(?:when|where|why|how)\b(?! m)", word, re.I) or re.match(r"\w+ \w+", word):
        if not re.match(r"how m", word, re.I):
            return rest
    if re.match(r"how m", word, re.I) and not noun:
        return rest
    thing = f"the {noun}" if noun else "them" if word.lower().startswith("who") else "this"
    for place in _PLACED.finditer(rest):
        if rest[: place.start()].count(" ") >= 1:
            return f"{rest[: place.start()]} {thing}{rest[place.start() :]}"
    return f"{rest} {thing}"


def _ask_subject(asked: str, word: str, noun: str, clause: str) -> str | None:
    """Inversion about a subject that is not known: `why did they send`."""
    subject = f"this {noun}" if noun else "they" if re.match("who", word, re.I) else "it"
    if noun and re.match(r"(?:how many|how much)", word, re.I):
        subject = f"the {noun}"
    adverb = _ADVERB.match(clause)
    before = adverb[0] if adverb else ""
    body = clause[len(before) :]
    if found := _AUX.match(body):
        aux = {"was": "were", "is": "are", "has": "have"}.get(found["aux"].lower(), found["aux"])
        aux = aux if subject == "they" else found["aux"]
        return f"{asked} {aux} {subject} {before}{found['rest']}"
    verb, _, rest = body.partition(" ")
    base = base_form(verb.lower(), sure=False)
    if not base:
        return None
    helper = "did" if base.past else "do" if subject == "they" else "does"
    return f"{asked} {helper} {subject} {before}{base.verb} {rest}".strip()


def _name(about: str) -> str | None:
    """`Tokayev` in `who is Tokayev`, `the last bidder` in `who was the last bidder`."""
    found = re.fullmatch(r"(?:who|what)(?:'s| is| are| was| were) (?P<name>[^,]+)", about, re.I)
    if not found or len(found["name"].split()) > _LONGEST_NAME:
        return None
    return None if _NO_NAME.match(found["name"]) else found["name"]
