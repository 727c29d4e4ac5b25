"""Where a question is cut: "Who sent troops, when, and why?" asks three things.

A cut is made only where a new question word opens a new question. "France and Germany"
stays together, and so does a relative clause ("the man who lied and who resigned").
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qa.lang.text import fold_letters
from qa.question.words import ASKING, AUXILIARY, as_question, lead_end

if TYPE_CHECKING:
    from qa.types import Language

_MARK = re.compile(r"\?+(?![\w/=&])")
_AND = (
    r" ?[,;:]? (?:and|et|&|plus|puis|but|mais|as well as|ainsi que|or|ou)"
    r"(?: (?:also|then|aussi|puis|ensuite|surtout|enfin|finally|exactly|if so|si oui),?)? "
)
_EN_AGAIN = (
    rf"(?:{AUXILIARY}) (?:he|she|it|they|there|we|you|anyone|anybody|someone|somebody|any)\b"
)
_FR_AGAIN = r"est-ce qu|(?:s'|y )?\w+-(?:t-)?(?:il|elle|ils|elles|on|ce)\b"
_FR_WHAT = r"ce (?:que|qui)\b|ce qu'"
_OPEN: dict[Language, str] = {
    "en": f"{ASKING['en']}|{_EN_AGAIN}",
    "fr": f"{ASKING['fr']}|{_FR_AGAIN}|{_FR_WHAT}",
}
_CUTS: dict[Language, tuple[re.Pattern[str], ...]] = {
    "en": (
        re.compile(rf"{_AND}(?={_OPEN['en']})(?!\w+ to )"),
        re.compile(
            rf" ?[,;] ?(?=(?:{ASKING['en']}) ?(?:$|;|,? ?and\b|, ?(?:{ASKING['en']}))|"
            rf"(?:why|when|how|what)(?: (?:many|much|long))? (?:{AUXILIARY})\b|"
            r"how (?:many|much|long)\b|"
            rf"(?:where|who|which) (?:{AUXILIARY}) (?:he|she|it|they|there)\b|"
            rf"(?P<again>who|which) (?:{AUXILIARY}) [^,?]*,? and (?P=again) (?:{AUXILIARY})\b)"
        ),
    ),
    "fr": (
        re.compile(rf"{_AND}(?={_OPEN['fr']})"),
        re.compile(
            rf" ?[,;] ?(?=(?:{ASKING['fr']}) ?(?:$|,|;|et\b|est-ce\b)|"
            r"pourquoi\b|comment\b|combien\b|"
            rf"(?:(?:{ASKING['fr']}) )?{_FR_AGAIN}|"
            r"qu'est-ce\b|(?:\w+ )?quel(?:le)?s?\b|que s'est|qui (?:a|ont|est) [^,?]*,? et qui\b)"
        ),
    ),
}
_BULLET = re.compile(r"^[^\w\"'«“($€£#@]*(?:\d{1,2}[.)] )?")
"""What stands before the questions of a list."""

_REMARK = 3
"""Words up to which what follows a question ("Thanks!") is not part of it."""

_INVERTED = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b")
_LATE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r" (?:when|where|why|how)$"),
    "fr": re.compile(r" (?:ou|quand|pourquoi|comment|combien|quoi)$"),
}
_WHETHER = re.compile(r"(?:whether|if|si) |s'")
_RELATIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[\w'] (?:who|which|that|where|whose)\b"),
    "fr": re.compile(r"[\w'] (?:qui|que|qu'|ou|dont)\b"),
}
_CAN_BE_RELATIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:who|which|where|whose)\b"),
    "fr": re.compile(r"(?:qui|que|qu'(?!est)|ou)(?!\w)"),
}


def split(text: str, language: Language) -> list[str]:
    """The questions in `text`, in their order, as they were asked; never empty."""
    pieces = [
        piece
        for segment in _segments(text.lower() if text.isupper() else text, language)
        for piece in _pieces(segment, language)
    ]
    if len(pieces) == 1:
        alone = _without_lead(text if text.isupper() else pieces[0], language)
        asks = "?" in text or opens(alone, language)
        return [as_question(alone, language) if asks else alone]
    return [as_question(_without_lead(piece, language), language) for piece in pieces]


def opens(text: str, language: Language) -> bool:
    """Whether `text` asks something: a question word opens it or one of its clauses."""
    letters = fold_letters(text)[lead_end(text, language) :]
    if re.match(rf"(?:{_OPEN[language]})|(?:{AUXILIARY})\b", letters) or _INVERTED.search(letters):
        return True
    return re.search(rf", (?:{ASKING[language]})", letters) is not None


def is_bare(text: str, language: Language) -> bool:
    """Whether `text` is a question word alone: "and why", "et depuis quand"."""
    letters = fold_letters(text).rstrip(" ?!.,;:")[lead_end(text, language) :]
    return re.fullmatch(rf"(?:{ASKING[language]})(?: (?:many|much|exactly))?", letters) is not None


def _without_lead(text: str, language: Language) -> str:
    """`text` without "I would like to know", if what remains is a question."""
    start = lead_end(text, language)
    body = text[start:]
    return body if start and re.match(_OPEN[language], fold_letters(body)) else text


def _segments(text: str, language: Language) -> list[str]:
    """The questions between question marks; a remark stays with the question beside it."""
    ends = [mark for mark in _MARK.finditer(text) if not _is_enclosed(text, mark.end())]
    begins = [0, *(mark.end() for mark in ends)]
    segments: list[str] = []
    for raw in (text[a:b] for a, b in pairwise([*begins, len(text)])):
        piece = _BULLET.sub("", raw).strip(" .!,;")
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
    letters = fold_letters(segment)
    cuts = [cut for form in _CUTS[language] for cut in form.finditer(letters)]
    pieces: list[str] = []
    begin = lead_end(segment, language)
    for cut in sorted(cuts, key=re.Match.start):
        left = segment[begin : cut.start()]
        if cut.start() < begin or _is_enclosed(segment, cut.start()) or _is_name(segment, cut):
            continue
        led = begin > 0 and not pieces
        if _asks(left, language, led=led) and not _continues(left, letters[cut.end() :], language):
            pieces.append(left)
            begin = cut.end()
    return [*pieces, segment[begin:]]


def _is_name(segment: str, cut: re.Match[str]) -> bool:
    """Whether a name only looks like a cut: `True Love and Who Wants …`."""
    return segment[cut.end()].isupper() and segment[cut.start() : cut.end()].islower()


def _asks(left: str, language: Language, *, led: bool) -> bool:
    """Whether the text before a possible cut is a question, whole in itself.

    Behind "I want to know" (`led`) a clause with "when" or "whether" is one.
    """
    letters = fold_letters(left)
    if led and not (opens(left, language) or _WHETHER.match(letters)):
        return False
    if not led and (not opens(left, language) or _is_when_clause(letters, language)):
        return False
    return not _LATE[language].search(letters) or ":" in left or is_bare(left, language)


def _continues(left: str, right: str, language: Language) -> bool:
    """Whether the text after a possible cut goes on with a relative clause of the one before."""
    if not _CAN_BE_RELATIVE[language].match(right) or re.match(rf"where (?:{AUXILIARY})\b", right):
        return False
    tail = re.sub(_FR_WHAT, "", fold_letters(left))[1:]
    return _RELATIVE[language].search(tail) is not None


def _is_when_clause(letters: str, language: Language) -> bool:
    """`When the plane crashed, who …`: the opening clause asks nothing."""
    if language == "fr":
        asks = r"-\w+|quand (?:est|sont|a|ont|aura|sera|fut|etait)\b"
        opening = re.match(r"(?:quand |lorsque |lorsqu')(?=\w+'?\w* \w+ )", letters)
        return opening is not None and not re.search(asks, letters)
    return re.match(rf"(?:when|where|if|while) (?!(?:{AUXILIARY})\b)\w+ \w+", letters) is not None
