"""Where a question is cut: "Who sent troops, when, and why?" asks three things.

A cut is made only where a new question word opens a new question. "France and Germany"
stays together, and so does a relative clause ("the man who lied and who resigned").
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.question import english, french
from qa.question.lexicon import EN_AUX, WH, flat, lead_end, lowered, mask_who, sentence
from qa.question.pairs import apart, counted_alike

if TYPE_CHECKING:
    from qa.types import Language

_GRAMMAR = {"en": english, "fr": french}
_MARK = re.compile(r"\?+(?![\w/=&])")
_AND = (
    r" ?[,;:]? (?:and|et|&|plus|puis|but|mais|as well as|ainsi que|or|ou)"
    r"(?: (?:also|then|aussi|puis|ensuite|surtout|enfin|finally|exactly|if so|si oui),?)? "
)
_EN_AGAIN = rf"(?:{EN_AUX}) (?:he|she|it|they|there|we|you|anyone|anybody|someone|somebody|any)\b"
_FR_AGAIN = r"est-ce qu|(?:s'|y )?\w+-(?:t-)?(?:il|elle|ils|elles|on|ce)\b"
_FR_WHAT = r"ce (?:que|qui)\b|ce qu'"
_OPEN = {"en": f"{WH['en']}|{_EN_AGAIN}", "fr": f"{WH['fr']}|{_FR_AGAIN}|{_FR_WHAT}"}
_AND_CUT = {lang: re.compile(rf"{_AND}(?={words})(?!\w+ to )") for lang, words in _OPEN.items()}
_COMMA_CUT = {
    "en": re.compile(
        rf" ?[,;] ?(?=(?:{WH['en']}) ?(?:$|;|,? ?and\b|, ?(?:{WH['en']}))|"
        rf"(?:why|when|how|what)(?: (?:many|much|long))? (?:{EN_AUX})\b|"
        r"how (?:many|much|long)\b|"
        rf"(?:where|who|which) (?:{EN_AUX}) (?:he|she|it|they|there)\b|"
        rf"(?P<again>who|which) (?:{EN_AUX}) [^,?]*,? and (?P=again) (?:{EN_AUX})\b)"
    ),
    "fr": re.compile(
        rf" ?[,;] ?(?=(?:{WH['fr']}) ?(?:$|,|;|et\b|est-ce\b)|pourquoi\b|comment\b|combien\b|"
        rf"(?:(?:{WH['fr']}) )?{_FR_AGAIN}|"
        r"qu'est-ce\b|(?:\w+ )?quel(?:le)?s?\b|que s'est|qui (?:a|ont|est) [^,?]*,? et qui\b)"
    ),
}
_BULLET = re.compile(r"^[^\w\"'«“($€£#@]*(?:\d{1,2}[.)] )?")
"""What stands before the questions of a list."""

_REMARK = 3
"""Words up to which what follows a question ("Thanks!") is not part of it."""
_INVERTED = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b")
_LAST_WORD = {
    "en": re.compile(r" (?:when|where|why|how)$"),
    "fr": re.compile(r" (?:ou|quand|pourquoi|comment|combien|quoi)$"),
}
_WHETHER = re.compile(r"(?:whether|if|si) |s'")
_SPOKEN = re.compile(
    r"(?!il y a )(?:ils?|elles?|ca|cela|c')(?= ?\w)[^,]* (?:ou|quand|comment|combien|"
    r"combien de \w+|pourquoi|(?:\w+ )?(?:quoi|qui)|(?:\w+ )?quel(?:le)?s? \w+)"
)
_RELATIVE = {
    "en": re.compile(r"(?:who|which|that|where|whose)\b"),
    "fr": re.compile(r"(?:qui|que|qu'|ou|dont)\b"),
}
_CAN_BE_RELATIVE = {
    "en": re.compile(r"(?:who|which|where|whose)\b"),
    "fr": re.compile(r"(?:qui|que|qu'(?!est)|ou)(?!\w)"),
}


def split(text: str, language: Language) -> list[str]:
    """The questions in `text`, each of them complete; never empty."""
    return [one for part in _cut(text, language) for one in apart(part, language)]


def _cut(text: str, language: Language) -> list[str]:
    """The questions that words of their own open."""
    segments = _segments(text.lower() if text.isupper() else text, language)
    raw = [piece for segment in segments for piece in _pieces(segment, language)]
    if len(raw) < 2:  # noqa: PLR2004 - one question needs no completion
        alone = _without_lead(text if text.isupper() else segments[0], language)
        return [sentence(alone, language) if "?" in text or opens(alone, language) else alone]
    return _completed([_without_lead(piece, language) for piece in raw], language)


def opens(text: str, language: Language) -> bool:
    """Whether `text` asks something: a question word opens it or one of its clauses."""
    letters = flat(text)[lead_end(text, language) :]
    if re.match(rf"(?:{_OPEN[language]})|(?:{EN_AUX})\b", letters) or _INVERTED.search(letters):
        return True
    return bool(re.search(rf", (?:{WH[language]})", letters)) or is_spoken(text, language)


def is_spoken(text: str, language: Language) -> bool:
    """Whether it asks as people speak, of what was named before: « il est né où »."""
    letters = flat(text)[lead_end(text, language) :].rstrip(" ?!.")
    return language == "fr" and _SPOKEN.fullmatch(letters) is not None


def is_bare(text: str, language: Language) -> bool:
    """Whether `text` is a question word with no clause: "and why", "et dans quel but"."""
    letters = flat(text).rstrip(" ?!.,;:")[lead_end(text, language) :]
    return bool(_GRAMMAR[language].is_bare(letters)) and not is_spoken(text, language)


def ask_again(bare: str, about: str, language: Language) -> str:
    """`bare` ("why") asked about what the question `about` takes for granted."""
    grammar, bare, about = _GRAMMAR[language], lowered(bare), lowered(about)
    context, rest = grammar.context_of(about)
    whole = counted_alike(bare, about) or grammar.turned(bare, about)
    return sentence(whole or f"{context}{bare} ({rest})", language)


def turned(bare: str, about: str, answer: str, language: Language) -> str | None:
    """As `ask_again`, about a question with its answer; None where no clause can be made."""
    whole: str | None = _GRAMMAR[language].turned(lowered(bare), lowered(about), answer)
    return whole


def stated(about: str, answer: str, language: Language) -> str | None:
    """`who sent troops` with its answer: `Russia sent troops`; None where that needs more."""
    told: str | None = _GRAMMAR[language].stated(lowered(about), answer)
    return told


def subject(about: str, language: Language) -> str:
    """`Tokayev` of `who is Tokayev`; any other question as it is."""
    name: str | None = _GRAMMAR[language].name_in(lowered(about))
    return name or lowered(about)


def refer(part: str, about: str, language: Language) -> str:
    """`part` ("what did he do") with the name or the clause of `about` that it leans on."""
    return sentence(_GRAMMAR[language].refer(lowered(part), lowered(about)), language)


def _without_lead(text: str, language: Language) -> str:
    """`text` without "I would like to know", if what remains is a question."""
    start = lead_end(text, language)
    body = text[start:]
    return _direct(body if start and re.match(_OPEN[language], flat(body)) else text)


def _direct(piece: str) -> str:
    """« ce qu'ils demandent », as it stands behind « je voudrais savoir », asked directly."""
    return f"qu'est-{piece[0].lower()}{piece[1:]}" if re.match(_FR_WHAT, flat(piece)) else piece


def _segments(text: str, language: Language) -> list[str]:
    """The questions between question marks; a remark stays with the question beside it."""
    ends = [mark for mark in _MARK.finditer(text) if not _is_enclosed(text, mark.end())]
    begins = [0, *(mark.end() for mark in ends)]
    pieces = [text[a:b] for a, b in pairwise([*begins, len(text)])]
    segments: list[str] = []
    for piece in (_BULLET.sub("", piece).strip(" .!,;") for piece in pieces):
        if not any(c.isalnum() for c in piece):
            continue
        if not segments or opens(piece, language) or is_bare(piece, language):
            segments.append(piece)
        elif len(piece.split()) > _REMARK:
            segments[-1] += f" {piece}"
    return [segment.rstrip("? ") for segment in segments] or [text]


def _is_enclosed(text: str, position: int) -> bool:
    """Whether an open quotation or bracket is around `position`."""
    before = text[:position]
    pairs = (("«", "»"), ("“", "”"), ("(", ")"))
    return before.count('"') % 2 == 1 or any(
        before.count(first) > before.count(last) for first, last in pairs
    )


def _pieces(segment: str, language: Language) -> list[str]:
    """A segment cut where a further question word opens a further question."""
    letters = flat(segment)
    pieces: list[str] = []
    begin = lead_end(segment, language)
    for cut in sorted(_cuts(letters, language), key=re.Match.start):
        left = segment[begin : cut.start()]
        if cut.start() < begin or _is_enclosed(segment, cut.start()) or _is_name(segment, cut):
            continue
        led = begin > 0 and not pieces
        if _parts_questions(left, letters[cut.end() :], cut, language, led=led):
            pieces.append(left)
            begin = cut.end()
    return [*pieces, segment[begin:]]


def _is_name(segment: str, cut: re.Match[str]) -> bool:
    """Whether a name only looks like a cut: `le maïs`, `True Love and Who Wants …`."""
    return "ï" in segment[cut.start() : cut.end()] or (
        segment[cut.end()].isupper() and segment[cut.start() : cut.end()].islower()
    )


def _cuts(letters: str, language: Language) -> list[re.Match[str]]:
    return [
        *_AND_CUT[language].finditer(letters),
        *_COMMA_CUT[language].finditer(letters),
    ]


def _parts_questions(
    left: str, right: str, cut: re.Match[str], language: Language, *, led: bool
) -> bool:
    """Whether the text on both sides of a possible cut asks something of its own.

    Behind "I want to know" (`led`) a clause with "when" or "whether" does.
    """
    if led:
        asks = opens(left, language) or bool(_WHETHER.match(flat(left)))
    else:
        asks = opens(left, language) and not _is_when_clause(left, language)
    if not asks:
        return False
    if re.search(r"\b(?:or|ou) $", cut[0]) or _asks_inside(left, language):
        return False
    tail = re.sub(_FR_WHAT, "", flat(mask_who(left)))[1:]
    if not _CAN_BE_RELATIVE[language].match(right):
        return True
    relative = re.compile(rf"[\w'] {_RELATIVE[language].pattern}")
    return not relative.search(tail) or bool(re.match(rf"where (?:{EN_AUX})\b", right))


def _asks_inside(left: str, language: Language) -> bool:
    """Whether a clause ends in a question word of its own: `who decides when`, `il a dit quoi`."""
    ends = _LAST_WORD[language].search(flat(left))
    return ends is not None and ":" not in left and not is_bare(left, language)


def _is_when_clause(left: str, language: Language) -> bool:
    """`When the plane crashed, who …`: the opening clause asks nothing."""
    letters = flat(left)
    if language == "fr":
        return bool(
            re.match(r"(?:quand |lorsque |lorsqu')(?=\w+'?\w* \w+ )", letters)
        ) and not re.search(r"-\w+|quand (?:est|sont|a|ont|aura|sera|fut|etait)\b", letters)
    return bool(re.match(rf"(?:when|where|if|while) (?!(?:{EN_AUX})\b)\w+ \w+", letters))


def _completed(raw: list[str], language: Language) -> list[str]:
    """Every piece as a question that stands alone."""
    first = next((piece for piece in raw if not is_bare(piece, language)), None)
    if first is None:
        return [sentence(piece, language) for piece in raw]
    parts: list[str] = []
    head = first
    for piece in raw:
        if is_bare(piece, language):
            parts.append(ask_again(piece, head, language))
            continue
        head = sentence(piece, language) if piece is first else refer(piece, first, language)
        parts.append(head)
    return parts
