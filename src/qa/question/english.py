"""English questions said in full: "and why" about "who sent troops"."""

from __future__ import annotations

import re

from qa.lang.names import described, names_in, proper_names_in
from qa.lang.text import word_set
from qa.question.lexicon import EN_AUX, WH, flat
from qa.question.nouns import bearer, noun_kind
from qa.question.verbs import base_form

_NOUNS = (
    r"(?:(?: of(?: the)?)? (?!(?:the|an?|his|its|"
    + EN_AUX
    + r"|he|she|it|they|him|her|them|me|us|about|if)\b)[\w$%'-]+){0,4}"
)
_WORDS = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_BARE = re.compile(
    rf"(?:{WH['en']})(?: (?:exactly|precisely|else|not|so|then|ago|now|ones?))?|"
    r"(?:[\w]+ ){0,4}(?:how (?:many|much|long|far|often|old|big|tall|come)|(?:what|which|whose))"
    + _NOUNS
)
_VERB_FOLLOWS = re.compile(
    r"(?:the|an?|his|her|its|their|to|in|at|by|from|on|for|with|against|him|them|it|this)$"
)
_ADVERBIAL = re.compile(rf"(?:when|where|why|how)(?! (?:many|much))\b|(?!{_WORDS})\w+ .*")

_AUX = re.compile(rf"(?P<aux>{EN_AUX}) (?P<rest>.+)", re.IGNORECASE)
_HAPPEN = re.compile(
    r"(?P<verb>happened|happens|has happened|occurred|took place)(?P<rest>.*)", re.IGNORECASE
)
_BE = re.compile(r"(?:is|are|was|were|'s)\b", re.IGNORECASE)
_ADVERB = re.compile(
    r"(?:\w+ly|always|often|already|also|first|then|just|never|once|recently|last|"
    r"now|finally|still) "
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|its|their|theirs|this|these|there|that)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:he|she|they|him|her|them|his|their)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"(?<=\w) (?:to|in|at|on|for|from|with|about|against|during|after|before|under|by|into)\b"
)
_NO_NAME = re.compile(
    r"(?:\w+(?:ed|ing)|behind|in|on|at|with|to|for|not|being|found|born|shot|hit|said|it|this|that|"
    r"there|he|she|they|dead|missing|responsible|guilty)\b"
)
_NO_NAME_END = re.compile(
    r" (?:called|named|made|known|used|located|held|born|from|like|for|of|about|with|to|on|at|by|"
    r"in)$"
)
_PLURAL_AUX = {"was": "were", "is": "are", "has": "have", "does": "do"}
_PLURALS = {"people", "men", "women", "children", "police"}
_NO_VERB = word_set(
    "of or and exactly precisely this that last next in on at per from to for by since until "
    "during so more less"
)
"""Words behind a noun that are not its verb."""

_OBJECT = {"who": "them", "whom": "them"}
_COUNTED = re.compile(r"how m(?:any|uch)\b", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?:the|an?|his|her|its|their|our|this|that|these|those|he|she|it|they|we|you|I)\b|[^\W\da-z]|\d"
)
"""What a name or a subject begins with: a determiner, a pronoun, a capital or a digit."""

_ASKS_WHO = re.compile(r"(?:who|which)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?:[Tt]he )?(?:(?!and\b)[^\W\d][\w.’'-]*(?: |$)){1,5}")
"""An answer that can be a subject; one of several words for a thing ("the army") too."""

_SINGULAR_AUX = {plural: aux for aux, plural in _PLURAL_AUX.items()}
_TELLS_WHEN = re.compile(r"\b(?:when|where|why|how)$", re.IGNORECASE)
_IS_THE = re.compile(r"(?:who|what) (?P<be>is|was|are|were) (?P<name>the .+)", re.IGNORECASE)
_LASTS = re.compile(r"since|until|how long|for how long")
_THIS = {"is": "this", "was": "this", "are": "these", "were": "these"}
_LONGEST_NAME = 10


def is_bare(letters: str) -> bool:
    """Whether flat text is a question word without a clause: `why`, `by what margin`."""
    if not _BARE.fullmatch(letters):
        return False
    words = re.sub(rf"^.*?{_WORDS}", "", letters).split()
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return not any(_is_predicate(*three) for three in around)


def _is_predicate(before: str, word: str, after: str) -> bool:
    """Whether a word between two others is the verb of a clause, as far as forms tell."""
    is_past = word.endswith("ed")
    if base_form(word, sure=True) and (not is_past or not after or _VERB_FOLLOWS.match(after)):
        return True
    if not before or not after or word in _NO_VERB or "of" in {before, after}:
        return False
    if is_past and base_form(word, sure=True):
        return not _is_plural(after)
    if _is_plural(before):
        return word.isalpha()
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_plural(noun: str) -> bool:
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith("ss") and noun != "news")


def _is_adverbial(bare: str) -> bool:
    """Whether it can stand before any clause: `since when`, `what day`, not `how many jobs`."""
    letters = flat(bare)
    return bool(_ADVERBIAL.match(letters)) or any(
        noun_kind(word, "en") == "when" for word in letters.split()
    )


def turned(bare: str, about: str, answer: str = "") -> str | None:
    """`bare` asked about the clause of `about`; None where it cannot stand before that.

    Args:
        bare: The question word.
        about: The question that it leans on.
        answer: To `about`, where it is known and short: `why did Russia send troops …`.
    """
    context, about = context_of(about)
    asked = f"{context}{bare}"
    if happened := re.fullmatch(rf"what {_HAPPEN.pattern}", about, re.IGNORECASE):
        return _ask_happened(asked, flat(bare), happened["rest"])
    if bare == "who":
        return _ask_who(asked, about)
    if not _is_adverbial(bare) or bare.endswith(" not"):
        return None
    if name_in(about):
        return _ask_state(asked, flat(bare), about, answer)
    return f"{asked} {about}" if _AUX.match(about) else _ask_clause(asked, about, answer)


def _ask_clause(asked: str, about: str, answer: str) -> str | None:
    """`why did they send troops`: the clause of a question behind another question word."""
    word, noun, clause = _cut(about)
    if not clause:
        return None
    if noun and _TELLS_WHEN.search(word):  # as behind "tell me": the noun is the subject
        return f"{asked} {noun} {clause}"
    inverted = _AUX.match(clause)
    if inverted and _inverted(word, noun, clause):
        return f"{asked} {inverted['aux']} {_with_object(inverted['rest'], word, noun)}"
    is_named = _NAMED.fullmatch(answer) and _ASKS_WHO.match(word)
    return _ask_subject(asked, (answer, False) if is_named else _subject(word, noun), clause)


def stated(about: str, answer: str) -> str | None:
    """`Russia sent troops`: the answer in the place of what was asked for; None if it cannot."""
    context, about = context_of(about)
    word, noun, clause = _cut(about)
    if not clause or not _NAMED.fullmatch(answer) or not _ASKS_WHO.match(word):
        return None
    if name_in(about) and not _IS_THE.fullmatch(about):
        return None
    if _inverted(word, noun, clause):
        return None
    return f"{context}{described(answer, noun)} {clause}"


def _ask_who(asked: str, about: str) -> str | None:
    """`who died in the fire` about `how many people died in the fire`."""
    word, noun, clause = _cut(about)
    is_counted = (
        re.match(r"how many\b", word, re.IGNORECASE) and noun_kind(flat(noun), "en") == "who"
    )
    if not clause or not is_counted or _inverted(word, noun, clause):
        return None
    verb, _, rest = clause.partition(" ")
    return f"{asked} {_SINGULAR_AUX.get(verb, verb)} {rest}".strip()


def _ask_state(asked: str, bare: str, about: str, answer: str) -> str | None:
    """`why is this the unemployment rate` about `what is the unemployment rate`."""
    found = _IS_THE.fullmatch(about)
    lasts = _LASTS.match(bare) or (bare == "why" and flat(about).startswith("what"))
    if not found or not lasts:
        return None
    subject = answer if _NAMED.fullmatch(answer) else _THIS[found["be"]]
    return f"{asked} {found['be']} {subject} {found['name']}"


def _ask_happened(asked: str, bare: str, rest: str) -> str | None:
    if _is_adverbial(bare):
        return f"{asked} did {'this' if rest else 'it'} happen{rest}"
    return f"{asked} did this{rest}" if bare == "who" else None


def refer(part: str, about: str) -> str:
    """`what did he do` after `who was Tokayev`: `what did Tokayev do`."""
    context, about = context_of(about)
    pronoun = _SUBJECT.search(part)
    name = name_in(about)
    if name and pronoun:
        return part[: pronoun.start()] + bearer(name, "en") + part[pronoun.end() :]
    word, noun, clause = _cut(about)
    if pronoun and clause and _PERSONAL.search(part) and not _inverted(word, noun, clause):
        return f"{part}, the {noun or 'one'} who {_withcontext_of(clause, context)}"
    if _PRONOUN.search(part):
        return f"{part} ({about})"
    if proper_names_in(part):
        return part
    names = names_in(about) if proper_names_in(about) else []
    return f"{part} ({', '.join(names)})" if names else f"{part} ({about})"


def _withcontext_of(clause: str, context: str) -> str:
    """A clause with the context that stood before the question: `won, in 2016`."""
    return f"{clause}, {context.rstrip(', ')}" if context else clause


def context_of(about: str) -> tuple[str, str]:
    """`In 2016, who won` parted into `in 2016, ` and `who won`."""
    found = re.match(rf"(?P<context>[^?]*?, )(?={WH['en']})", about, re.IGNORECASE)
    if not found or re.match(WH["en"], about, re.IGNORECASE):
        return "", about
    return found["context"], about[found.end() :]


def _cut(about: str) -> tuple[str, str, str]:
    """Question word, the noun that goes with it, and the clause: `which`, `MP`, `fought …`."""
    opening = re.match(
        rf"(?:{WH['en']})(?: (?:many|much|long|far|old|tall|often|big|high|come)\b)?",
        about,
        re.IGNORECASE,
    )
    if not opening:
        return "", "", ""
    words = about[opening.end() :].split(" ")[1:]
    for at, word in enumerate(words):
        if _is_verb(
            word, first=at == 0, subject=bool(re.search(r"who$", opening[0], re.IGNORECASE))
        ):
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
    if " " in word and not re.match(r"(?:who|what|which|how many|how much)\b", word, re.IGNORECASE):
        return False
    return aux.lower() not in {"do", "does", "did"}


def _inverted(word: str, noun: str, clause: str) -> bool:
    found = _AUX.match(clause)
    if not found or (not noun and _COUNTED.match(word) and _is_done(found["rest"])):
        return False
    return not _asks_for_subject(word, noun, found["aux"]) or _has_subject(**found.groupdict())


def _has_subject(aux: str, rest: str) -> bool:
    """Whether a subject stands behind the auxiliary: `has the EU proposed`, `will it change`."""
    if _BE.match(aux) or not _DETERMINED.match(rest):
        return False
    return aux.lower() not in {"has", "have", "had"} or any(map(_is_done, rest.split()[1:]))


def _is_done(rest: str) -> bool:
    """Whether a participle follows: `was stolen`, unlike `was the fine`."""
    word = rest.partition(" ")[0]
    return bool(base_form(word, sure=True) or re.fullmatch(r"[a-z]+(?:en|wn)|done|gone", word))


def _with_object(rest: str, word: str, noun: str) -> str:
    """The clause with a word for what was asked: `Macron say` + `this`."""
    measured = re.match(r"how (\w+)", word, re.IGNORECASE)
    if not measured and re.match(r"(?:when|where|why|how)\b|\w+ \w+", word, re.IGNORECASE):
        return rest
    unknown = f"so {measured[1]}" if measured else _OBJECT.get(word.lower(), "this")
    thing = f"the {noun}" if noun else unknown
    for place in _PLACED.finditer(rest):
        if place.end() == len(rest):
            return f"{rest} {thing}"
        if rest[: place.start()].count(" ") >= 1:
            return f"{rest[: place.start()]} {thing}{rest[place.start() :]}"
    return f"{rest} {thing}"


def _ask_subject(asked: str, named: tuple[str, bool], clause: str) -> str | None:
    """Inversion about a subject and whether it is plural: `why did they send`."""
    subject, is_plural = named
    adverb = _ADVERB.match(clause)
    before = adverb[0] if adverb else ""
    body = clause[len(before) :]
    if found := _AUX.match(body):
        aux = _PLURAL_AUX.get(found["aux"], found["aux"]) if is_plural else found["aux"]
        return f"{asked} {aux} {subject} {before}{found['rest']}"
    verb, _, rest = body.partition(" ")
    base = base_form(verb.lower(), sure=False)
    if not base:
        return None
    helper = "did" if base.past else "do" if is_plural else "does"
    return f"{asked} {helper} {subject} {before}{base.verb} {rest}".strip()


def _subject(word: str, noun: str) -> tuple[str, bool]:
    """A word for an unknown subject and whether it is plural: `this MP`, `they`, `it`."""
    if not noun:
        are_people = re.match(r"who|how many", word, re.IGNORECASE)
        return ("they", True) if are_people else ("it", False)
    last = noun.rpartition(" ")[2]
    is_plural = _is_plural(last)
    if re.match(r"how m", word, re.IGNORECASE) and last not in _PLURALS:
        return f"the {noun}", is_plural
    return f"{'these' if is_plural else 'this'} {noun}", is_plural


def name_in(about: str) -> str | None:
    """`Tokayev` in `who is Tokayev`, `the last bidder` in `who was the last bidder`."""
    found = re.fullmatch(
        r"(?:who|what)(?:'s| is| are| was| were) (?P<name>[^,]+)", about, re.IGNORECASE
    )
    if not found or len(found["name"].split()) > _LONGEST_NAME:
        return None
    name = found["name"]
    if " " in name and not _DETERMINED.match(name):
        return None
    return None if _NO_NAME.match(name) or _NO_NAME_END.search(name) else name
