"""Whether a full stop belongs to the word before it: titles, initials, units, numbered articles.

Few abbreviations need to be known: a short word with a capital and no vowel is one, and so is a
short one that opens a sentence before a full name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from qa.lang.text import fold, word_set

_TITLES = word_set(
    "M MM Mr Mrs Ms Mme Mmes Mlle Mlles Dr Drs Pr Prof Mgr St Ste Sgt Gen Gén Gal Col Capt Cpt "
    "Cne Cdt Lt Lieut Maj Adj Brig Cpl Pvt Cmdr Comdr Cdr Adm Amb Asst Assoc Atty Sen Sén Rep Dep "
    "Dép Min Gov Gouv Rev Hon Pres Prés Pdt Préf Proc Sec Secr Insp Supt Det Const Dir Ing Chanc "
    "Mt Ft Messrs dr pr prof mgr gén cf vs av apr env ca viz i.e e.g i.é c.-à-d p.ex "
    "Alph Benj Chas Edm Eug Fréd Geo Guill Jas Jos Thos"
)
"""Never at the end of a sentence: something must follow."""

_BEFORE_NUMBERS = word_set(
    "p pp art no nos vol fig chap ch sect tél tel n num v version éd al alin para janv févr fév "
    "avr juil juill sept oct nov déc jan feb mar apr jun jul aug dec ex approx réf suppl "
    "bull arr"
)
"""Not at the end of a sentence where a number follows (compared in lower case)."""

_OPEN_ENDED = word_set(
    "inc corp co ltd bros cie jr sr ph.d yahoo op cit boul bd ave blvd rd sq sté éts dept div "
    "univ mio mia mrd mrds md mds ex esq "
    "Ariz Calif Colo Conn Fla Minn Ont Tex Exc Me"
)
"""May end a sentence: what follows decides, as it does for initials and `U.S.`."""

_STARTERS = word_set(
    "the he she it they we i in on at an this that these those but and if when however after his "
    "her their there for as meanwhile since its you what who why how where "
    "le les un une il elle ils elles ce cette ces cet nous vous je en dans mais et si lors selon "
    "après depuis pour par à au aux son sa ses leur leurs puis car ainsi l c qu n j s d cela ça "
    "la des quand comment pourquoi qui que quoi"
)
"""Words that begin a sentence rather than continue a name."""

_INITIALS = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])+|[A-ZÀ-Ý]")
_LABEL = re.compile(r"\s*[(\[]?(?:\d{1,2}|[^\W\d_]|[IVX]{1,4})")
_OPENING = re.compile(r"[\s\"“«(]{0,3}")
_SHORT = re.compile(r"[A-ZÀ-Ý][^\W\d_]{1,4}")
_UNIT = 4
"""Letters of the longest abbreviation of a unit or an amount: `5 Mio. CHF`."""

_VOWELLESS = re.compile(r"[A-ZÀ-Ý][a-z]{0,1}[a-rt-z]")
_VOWELS = frozenset("aeiouy")
_NUMBER = re.compile(r"[IVXLC]{2,6}\b(?!['’])|[A-Z](?=[.-]? ?\d)")
_NUMBERED = re.compile(r"\d+-\d")
_FULL_NAME = re.compile(r"[A-ZÀ-Ý][\w'’-]*\.? [A-ZÀ-Ý]")
_AFTER_DIGITS = re.compile(r"\d[ \u00a0\u202f]?$")


class Stop(NamedTuple):
    """A full stop, with what stands before and behind it.

    Attributes:
        token: The word before it, with its inner full stops.
        start: Where the full stop is.
        sentence: Where the sentence in question begins.
        word: The word behind it, with a capital or a digit, and where that begins.
    """

    text: str
    token: str
    start: int
    sentence: int
    word: str
    behind: int

    @property
    def amount(self) -> bool:
        """Whether a number stands before the word."""
        begin = self.start - len(self.token)
        return bool(_AFTER_DIGITS.search(self.text, max(self.sentence, begin - 2), begin))


def is_title(token: str) -> bool:
    """Whether a name follows a word for sure, even right behind its full stop."""
    return token in _TITLES or _has_no_vowel(token)


def is_initials(token: str) -> bool:
    """Whether it is one capital, or letters with full stops between them."""
    return bool(_INITIALS.fullmatch(token))


def is_abbreviation(stop: Stop) -> bool:
    """Whether a full stop belongs to the word before it rather than to the sentence."""
    if stop.token in _TITLES or _LABEL.fullmatch(stop.text, stop.sentence, stop.start):
        return True
    if stop.word[0].isdigit() or _NUMBER.match(stop.text, stop.behind):
        is_article = len(stop.token) == 1 and _NUMBERED.match(stop.text, stop.behind)
        if is_article or stop.token.lower() in _BEFORE_NUMBERS:
            return True
    if stop.word[0].isdigit():
        return False
    if stop.word.lower() in _STARTERS:
        return _has_no_vowel(stop.token) and not stop.amount and not _is_open_ended(stop.token)
    return _goes_on(stop)


def _goes_on(stop: Stop) -> bool:
    """Whether a word that may end a sentence does not: what follows seems to belong to it."""
    token = stop.token
    if _has_no_vowel(token) or is_initials(token) or _is_open_ended(token):
        return True
    if stop.amount and len(token) <= _UNIT:
        return stop.word in _currencies()
    opens = _OPENING.fullmatch(stop.text, stop.sentence, stop.start - len(token))
    is_short = _SHORT.fullmatch(token) and fold(token)[-1] not in _VOWELS
    return bool(opens and is_short and _FULL_NAME.match(stop.text, stop.behind))


def _is_open_ended(token: str) -> bool:
    return token in _OPEN_ENDED or token.lower() in _OPEN_ENDED


@cache
def _currencies() -> frozenset[str]:
    """The three letters of every currency: CHF, EUR, USD."""
    from babel import Locale

    return frozenset(Locale("en").currencies)


def _has_no_vowel(token: str) -> bool:
    """Whether a short word with a capital has no vowel: `Ch`, `Th`, `Sgt`, but not `TGV`."""
    return bool(_VOWELLESS.fullmatch(token)) and _VOWELS.isdisjoint(fold(token))
