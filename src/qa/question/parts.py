"""Where a question is cut: "Who sent troops, when, and why?" asks three things.

A cut is made only where a new question word opens a new question. "France and Germany"
stays together, and so does a relative clause ("the man who lied and who resigned").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question import english, french
from qa.question.lexicon import EN_AUX, WH, flat, lead_end, sentence

if TYPE_CHECKING:
    from qa.types import Language

_GRAMMAR = {"en": english, "fr": french}
_MARK = re.compile(r"\?+(?![\w/=&])")
_AND = (
    r" ?[,;:]? (?:and|et|&|plus|puis|but|mais|as well as|ainsi que|or|ou)"
    r"(?: (?:also|then|aussi|puis|ensuite|surtout|enfin|finally|exactly|if so|si oui),?)? "
)
_EN_AGAIN = rf"(?:{EN_AUX}) (?:he|she|it|they|there|we|you)\b"
_FR_AGAIN = r"est-ce qu|(?:s'|y )?\w+-(?:t-)?(?:il|elle|ils|elles|on|ce)\b"
_OPEN = {"en": f"{WH['en']}|{_EN_AGAIN}", "fr": f"{WH['fr']}|{_FR_AGAIN}"}
_AND_CUT = {lang: re.compile(rf"{_AND}(?={words})") for lang, words in _OPEN.items()}
_COMMA_CUT = {
    "en": re.compile(
        rf" ?[,;] ?(?={WH['en']} ?(?:$|,|;|and\b|(?:{EN_AUX})\b|(?:many|much|long)\b))"
    ),
    "fr": re.compile(
        rf" ?[,;] ?(?=(?:{WH['fr']}) ?(?:$|,|;|et\b|est-ce\b)|pourquoi\b|comment\b|combien\b|"
        r"qu'est-ce\b|(?:\w+ )?quel(?:le)?s?\b|que s'est)"
    ),
}
_LIST_WORD = re.compile(r"[^ ]+ (?:and|et) ")
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
    whole = text if not text.isupper() else text.lower()
    raw = [
        piece for segment in _segments(whole, language) for piece in _pieces(segment, language)
    ]
    if len(raw) < 2:  # noqa: PLR2004 - one question needs no completion
        return [sentence(_without_lead(text, language), language)]
    return _completed([_without_lead(piece, language) for piece in raw], language)


def opens(text: str, language: Language) -> bool:
    """Whether `text` asks something: a question word opens it or one of its clauses."""
    letters = flat(text)[lead_end(text, language) :]
    opening = re.compile(_OPEN[language] + rf"|(?:{EN_AUX})\b")
    if opening.match(letters) or re.search(r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b", letters):
        return True
    return any(opening.match(letters, comma.end()) for comma in re.finditer(r", ", letters))


def is_bare(text: str, language: Language) -> bool:
    """Whether `text` is a question word with no clause: "and why", "et dans quel but"."""
    letters = flat(text).rstrip(" ?!.,;:")[lead_end(text, language) :]
    return bool(_GRAMMAR[language].BARE.fullmatch(letters))


def ask_again(bare: str, about: str, language: Language) -> str:
    """`bare` ("why") asked about what the question `about` takes for granted."""
    return sentence(_GRAMMAR[language].ask_again(_strip(bare), _strip(about)), language)


def refer(part: str, about: str, language: Language) -> str:
    """`part` ("what did he do") with the name or the clause of `about` that it leans on."""
    return sentence(_GRAMMAR[language].refer(_strip(part), _strip(about)), language)


def _strip(text: str) -> str:
    body = text.strip().strip("?!.,;: \u00a0\u202f")
    return body[:1].lower() + body[1:] if flat(body[:1]) != body[:1] and _is_asking(body) else body


def _is_asking(text: str) -> bool:
    return bool(re.match(f"{WH['fr']}|{WH['en']}", flat(text)))


def _without_lead(text: str, language: Language) -> str:
    """`text` without "I would like to know", if what remains is a question."""
    start = lead_end(text, language)
    body = text[start:]
    return body if start and re.match(_OPEN[language], flat(body)) else text


def _segments(text: str, language: Language) -> list[str]:
    """The questions between question marks; a remark stays with the question after it."""
    segments: list[str] = []
    begin = 0
    for mark in _MARK.finditer(text):
        if not _is_quoted(text, mark.end()):
            segments.append(text[begin : mark.start()].strip())
            begin = mark.end()
    rest = text[begin:].strip(" .!,;»\"")
    if not segments or opens(rest, language):
        segments.append(rest)
    return [segment for segment in segments if any(c.isalnum() for c in segment)] or [text]


def _is_quoted(text: str, position: int) -> bool:
    """Whether an open quotation is around `position`."""
    before = text[:position]
    return before.count("«") > before.count("»") or before.count("“") > before.count("”") or (
        before.count('"') % 2 == 1
    )


def _pieces(segment: str, language: Language) -> list[str]:
    """A segment cut where a further question word opens a further question."""
    letters = flat(segment)
    pieces: list[str] = []
    begin = lead_end(segment, language)
    for cut in sorted(_cuts(letters, language), key=re.Match.start):
        left = segment[begin : cut.start()]
        if cut.start() < begin or "ï" in segment[cut.start() : cut.end()] or _is_quoted(segment, cut.start()):
            continue
        if _parts_questions(left, letters[cut.end() :], cut, language):
            pieces.append(left)
            begin = cut.end()
    return [*pieces, segment[begin:]]


def _cuts(letters: str, language: Language) -> list[re.Match[str]]:
    return [
        *_AND_CUT[language].finditer(letters),
        *_COMMA_CUT[language].finditer(letters),
    ]


def _parts_questions(left: str, right: str, cut: re.Match[str], language: Language) -> bool:
    """Whether the text on both sides of a possible cut asks something of its own."""
    if not opens(left, language) or _is_when_clause(left, language):
        return False
    if re.search(r"\b(?:or|ou) $", cut[0]):
        return False
    tail = flat(left)[1:]
    if not _CAN_BE_RELATIVE[language].match(right):
        return True
    relative = re.compile(rf"[\w'] {_RELATIVE[language].pattern}")
    return not relative.search(tail) or bool(re.match(rf"\w+ (?:{EN_AUX})\b", right))


def _is_when_clause(left: str, language: Language) -> bool:
    """`When the plane crashed, who …`: the opening clause asks nothing."""
    letters = flat(left)
    if language == "fr":
        return bool(re.match(r"(?:lors)?(?:qu(?:and|') ?)(?=\w+ \w+ )", letters)) and not re.search(
            r"-\w+|quand (?:est|sont|a|ont|aura|sera|fut|etait)\b", letters
        )
    return bool(re.match(rf"(?:when|where|if|while) (?!(?:{EN_AUX})\b)\w+ \w+", letters))


def _completed(raw: list[str], language: Language) -> list[str]:
    """Every piece as a question that stands alone."""
    heads = [piece for piece in raw if not is_bare(piece, language)]
    if not heads:
        return [sentence(piece, language) for piece in raw]
    parts = []
    head = heads[0]
    for piece in raw:
        if is_bare(piece, language):
            parts.append(ask_again(piece, head, language))
        elif piece is heads[0]:
            parts.append(sentence(piece, language))
        else:
            parts.append(refer(piece, heads[0], language))
    return parts
