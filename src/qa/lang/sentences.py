"""Where the sentences of French and English news begin and end, to the character.

Rules, no model: a full stop, question or exclamation mark is looked at together with
the word before it and the word after it. Sentences glued together by a lost line break
(`émeutiers.En outre`) are parted; titles, initials, numbers, addresses and datelines are
not. A line break always ends a sentence. It does not know what a passage is.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.abbreviations import Stop, is_abbreviation, is_initials, is_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""Offsets of the first character and of the one after the last."""


_GLUED = (
    "À|Au|Aux|Ce|Ces|Cette|Dans|De|Depuis|Des|Elle|Elles|En|Et|Il|Ils|L|La|Le|Les|Mais|Nous|On|Pour|"
    "Selon|Si|Un|Une|A|An|And|But|He|In|It|She|The|They|This|We"
)
"""Words that, capitalised inside a word, show a lost line break: `sous influenceDe plus`."""

_SPACE = r"[ \t\u00a0\u2009\u202f]"
_STOP = re.compile(
    rf"""
    (?P<line>[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*)
    | (?<![\w.+-])(?:
        [\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+                        # an e-mail address
        | https?://[^\s<>"«»]*[^\s<>"«».,;:!?…)\]'’]                # a link
        | www\.[a-z0-9-]+(?:\.[a-z0-9-]{{2,}})+(?:/[\w/.-]*[\w/])?
      )
    | (?P<mark>[.!?…]+)
    | (?<![^\W_])[^\W\dA-Z_]{{4,}}(?P<glue>)(?=(?:{_GLUED})[ ,'’])
    """,
    re.VERBOSE,
)
_CLOSER = re.compile(
    rf"""{_SPACE}*[»›] | [”)\]] | ['’](?!\w) | {_SPACE}?\[\d{{1,3}}\] | {_SPACE}*[.!?…]+(?!\w)""",
    re.VERBOSE,
)
_STRAIGHT = re.compile(rf'{_SPACE}*"')
_FOLLOWING = re.compile(
    r"(?P<space>\s*)(?P<dash>[-–—]+\s*)?(?P<open>(?:[«“„‹‘\"'(\[¿¡]\s*)*)(?P<word>[^\W_]+)?"
)
_TOKEN = re.compile(r"[^\W_]+(?:(?:\.-?|-)[^\W_]+)*\Z")
_DATELINE = re.compile(r"\s*(?:[^.!?]{0,80}\d[^.!?]{0,20}|(?!.*\b[a-zà-ÿ]{4})[^.!?]{0,40}[ )])")
_BLACK = re.compile(r"\S")
_LETTER = re.compile(r"[^\W_]")
_QUOTES = frozenset('«“"')
_LONGEST_DATELINE = 100
_LONGEST_TOKEN = 24
_LONGEST = 1500
"""Characters of a sentence: it is quoted whole, and nobody reads a quote of a megabyte."""

_GLUED_WORD = 4
"""Letters that a word needs before `.20 personnes` is taken for a new sentence."""


class _Mark(NamedTuple):
    """A mark that may end a sentence, and what stands around it."""

    text: str
    sentence: int
    """Where the sentence in question begins."""
    start: int
    end: int
    """Behind the mark and the quotes, brackets and further marks that belong to it."""

    @property
    def plain(self) -> bool:
        """Whether it is a lone full stop."""
        return self.text[self.start : self.end] == "."

    @property
    def token(self) -> str:
        """The word before it, with its inner full stops: `Tokaïev`, `U.S`, `J.-C`."""
        begin = max(self.sentence, self.start - _LONGEST_TOKEN)
        found = _TOKEN.search(self.text[begin : self.start])
        return found[0] if found else ""

    def stop(self, following: re.Match[str]) -> Stop:
        """The lone full stop, with the word behind it."""
        word = following.start("word")
        return Stop(self.text, self.token, self.start, self.sentence, following["word"], word)


def sentence_spans(text: str) -> list[Span]:
    """The sentences of `text`: spans that partition it, in order.

    Each span runs to the start of the next, so trailing white space belongs to the
    sentence before it; use `trimmed` for the sentence as one would quote it. What is far longer
    than any sentence is cut at spaces.
    """
    return [*each_sentence(text)]


def each_sentence(text: str) -> Iterator[Span]:
    """The spans of `sentence_spans` one after the other, for texts that have millions of them."""
    for start, end in pairwise(chain((0,), _cuts(text), (len(text),))):
        yield from _short(text, start, end)


def _short(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        cut = last_space(text, start, start + _LONGEST)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def last_space(text: str, start: int, end: int) -> int:
    """End of the last run of white space in `text[start:end]`, or `end` if there is none."""
    part = text[start:end]
    kept = re.search(r"\s\S*\Z", part)
    return start + kept.start() + 1 if kept else end


def trimmed(text: str, span: Span) -> Span:
    """`span` without the white space at its edges."""
    start, end = span
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    return start + lead, max(start + lead, start + len(body.rstrip()))


def trimmed_spans(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans without the white space at their edges; those of nothing else are left out."""
    return ((start, end) for start, end in (trimmed(text, span) for span in spans) if start < end)


def _cuts(text: str) -> Iterator[int]:
    """Offsets at which a new sentence begins."""
    closing = _closing_quotes(text)
    begin = position = 0
    first = _first_letter(text, begin)
    while found := _STOP.search(text, position):
        position = found.end()
        if found["mark"] and found.start() > first:
            mark = _Mark(text, begin, found.start(), _tail(text, position, closing))
            cut = _after(mark)
            position = cut or mark.end
        else:
            cut = position if _breaks(found, begin) else None
        if cut:
            begin = cut
            # Not each time: between here and the next letter there may be thousands of cuts.
            first = first if first >= begin else _first_letter(text, begin)
            yield begin


def _first_letter(text: str, begin: int) -> int:
    """The first letter or digit from `begin` on: nothing ends a sentence before it."""
    found = _LETTER.search(text, begin)
    return found.start() if found else len(text)


def _breaks(found: re.Match[str], begin: int) -> bool:
    """Whether a line break or a lost one is there, and a sentence before it."""
    if found["line"]:
        return bool(_BLACK.search(found.string, begin, found.start()))
    return found["glue"] is not None


def _tail(text: str, end: int, closing: frozenset[int]) -> int:
    """The end of the quotes, brackets and marks that follow a mark."""
    while True:
        found = _CLOSER.match(text, end) or _STRAIGHT.match(text, end)
        if not found or (found[0].endswith('"') and found.end() - 1 not in closing):
            return end
        end = found.end()


def _closing_quotes(text: str) -> frozenset[int]:
    """Offsets of the straight quotes that close.

    The spaces around a quote tell; where they do not (`dit."Nous`), it closes if one is
    open on the same line.
    """
    closing: set[int] = set()
    is_open = False
    for found in re.finditer(r'["\n]', text):
        at = found.start()
        if found[0] == "\n":
            is_open = False
            continue
        is_open = not _closes(text, at, is_open=is_open)
        if not is_open:
            closing.add(at)
    return frozenset(closing)


def _closes(text: str, at: int, *, is_open: bool) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    spaced_before = not before or before.isspace() or before in "([«“"
    spaced_after = not after or after.isspace() or after in ".,;:!?)]…»"
    return is_open if spaced_before == spaced_after else spaced_after


def _after(mark: _Mark) -> int | None:
    """Where the next sentence begins, if one ends at this mark."""
    following = _FOLLOWING.match(mark.text, mark.end)
    return following.end("space") if following and _ends(mark, following) else None


def _ends(mark: _Mark, following: re.Match[str]) -> bool:
    if _is_cut_mark(mark) or _is_dateline(mark, following):
        return False
    word = following["word"]
    if not word:
        return _ends_before_sign(mark, following)
    if word[0].islower():
        return bool(mark.plain and following["space"] and set(following["open"]) & _QUOTES)
    if not following["space"] and not following["open"]:
        return _is_glued(mark, word)
    return not (mark.plain and is_abbreviation(mark.stop(following)))


def _is_cut_mark(mark: _Mark) -> bool:
    """`[…]` or `(...)`: words left out of a quotation."""
    around = mark.text[mark.start - 1 : mark.start] + mark.text[mark.end - 1 : mark.end]
    return around in {"[]", "()"}


def _is_dateline(mark: _Mark, following: re.Match[str]) -> bool:
    """`8 janvier 2016 . – La NASA`: place and date stay with the sentence they open."""
    if not following["dash"] or mark.start - mark.sentence > _LONGEST_DATELINE:
        return False
    return bool(_DATELINE.fullmatch(mark.text, mark.sentence, mark.start))


def _ends_before_sign(mark: _Mark, following: re.Match[str]) -> bool:
    """Before something that is no word: the end of the text, a bullet, a comma."""
    sign = mark.text[following.end() : following.end() + 1]
    return not sign or sign in "*•" or (bool(following["space"]) and sign not in ",;:)]»%/")


def _is_glued(mark: _Mark, word: str) -> bool:
    """Whether a word right behind the mark begins a sentence whose space was lost."""
    token = mark.token
    if not mark.plain or not token:
        return True
    if word[0].isdigit():
        digits = mark.text[mark.end + len(word) : mark.end + len(word) + 1]
        return token.isalpha() and len(token) >= _GLUED_WORD and digits in {" ", "%", "\u00a0"}
    if len(token) == 1 or is_title(token) or is_initials(token):
        return token.isdigit()
    return not (token.isupper() and word.isupper() and len(word) > 1)
