"""Names, months and days of the week, compared across French and English.

A name of a sentence is found in a quote if it is written there, if both languages know the
place under these two names (`Londres`, London), or if the two spellings sound alike
(`Poutine`, Putin). Whether a name means the same person is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.lang.dates import MONTH_NUMBERS
from qa.lang.numbers import NUMBER_WORDS
from qa.lang.text import fold, word_set

if TYPE_CHECKING:
    from babel import Locale

_PAIRS = """
    un onu|nato otan|eu ue|imf fmi|who oms|wto omc|icc cpi|au ua|usa us|uk ru|gdp pib|aids sida
    chancellor chancelier|doctor docteur|professor professeur|judge juge
    minister ministre|ministry ministere|prime premier|king roi|queen reine|prince prince
    mayor maire|army armee|navy marine|parliament parlement|congress congres|house chambre
    court cour|church eglise|pope pape|bishop eveque|government gouvernement|state etat
    states etats|north nord|south sud|east est|west ouest|bridge pont|river riviere|island ile
    street rue|sea mer|lake lac|mountain montagne|bank banque|world monde|council conseil
    foreign etrangeres|interior interieur|defence defense|secretary secretaire|party parti
    commission commission|assembly assemblee|office bureau|union union|nations nations
    united unies|united unis|central centrale|national nationale|school ecole|hospital hopital
    airport aeroport|station gare|cup coupe|games jeux|olympic olympiques|war guerre
    european europeen europe|african africain afrique africa|american americain|english anglais
    russian russe russie russia|ukrainian ukrainien ukraine|french francais france
    british britannique|german allemand allemagne germany|spanish espagnol espagne spain
    italian italien italie italy|chinese chinois chine china|japanese japonais japon japan
    dutch neerlandais|belgian belge belgique belgium|swiss suisse|greek grec grece greece
    turkish turc turquie turkey|polish polonais pologne poland|swedish suedois suede sweden
    norwegian norvegien norvege norway|danish danois danemark denmark
    finnish finlandais|portuguese portugais|austrian autrichien|hungarian hongrois|czech tcheque
    romanian roumain|bulgarian bulgare|israeli israelien|palestinian palestinien|iraqi irakien
    iranian iranien|syrian syrien|lebanese libanais|egyptian egyptien|saudi saoudien
    moroccan marocain|algerian algerien|tunisian tunisien|libyan libyen|nigerian nigerian
    indian indien|pakistani pakistanais|afghan afghan|korean coreen|vietnamese vietnamien
    australian australien|canadian canadien|mexican mexicain|brazilian bresilien|cuban cubain
    catholic catholique|christian chretien|muslim musulman|jewish juif|islamic islamique
    democratic democrate|republican republicain|socialist socialiste|communist communiste
    moscow moscou|beijing pekin|london londres|geneva geneve|venice venise|warsaw varsovie
    cairo caire|algiers alger|athens athenes|vienna vienne|brussels bruxelles|lisbon lisbonne
    copenhagen copenhague|edinburgh edimbourg|hague haye|kyiv kiev|jerusalem jerusalem
    damascus damas|beirut beyrouth|baghdad bagdad|tehran teheran|seoul seoul|havana havane
    florence florence|milan milan|turin turin|naples naples|genoa genes|barcelona barcelone
    antwerp anvers|ghent gand|bruges bruges|dunkirk dunkerque|corsica corse|sicily sicile
    alps alpes|rhine rhin|danube danube|atlantic atlantique|pacific pacifique
    mediterranean mediterranee
"""
"""Words for one thing in English and French, folded; a people may stand for its country."""

_PHRASES = {
    "ivory coast": "CI", "czech republic": "CZ", "republique tcheque": "CZ", "america": "US",
    "grande-bretagne": "GB", "great britain": "GB", "britain": "GB", "pays-bas": "NL",
    "holland": "NL", "hollande": "NL", "bielorussie": "BY", "birmanie": "MM", "burma": "MM",
    "south korea": "KR", "coree du sud": "KR", "north korea": "KP", "coree du nord": "KP",
    "hong kong": "HK", "hong-kong": "HK",
}  # fmt: skip
"""Names of places that the Unicode tables write otherwise, folded, with their codes."""

_DAYS = {
    word: number
    for number, words in enumerate(
        (
            "lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday",
            "vendredi friday", "samedi saturday", "dimanche sunday",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_AMBIGUOUS = word_set("may march")
"""Months only where they are capitalised behind a small word or beside a number."""

_ISO = re.compile(r"\b\d{4}-(\d{2})-\d{2}\b")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = word_set(
    "the a an this that these those it its he his she her they their we our you your i my there "
    "here and or but nor so if when while whereas although though because since as than then in "
    "on at by for from with without to of off into onto over under after before during until "
    "about around against among between through across despite according following besides "
    "beyond behind near within some many most several few each every all both no not none one "
    "only also even still however moreover meanwhile instead thus therefore finally later "
    "earlier first next last more less who what which where why how once again nearly almost "
    "at least together both either neither another other others such people nobody everyone "
    "le la les l un une des du de d au aux ce cet cette ces cela c il elle ils elles on nous vous "
    "je j y en son sa ses leur leurs notre nos votre vos et ou mais donc or ni car si quand "
    "lorsque lorsqu tandis alors comme que qu qui quoi dont dans par pour sur sous avec sans "
    "chez vers entre depuis pendant durant avant apres selon d'apres malgre contre afin parce "
    "puisque puisqu grace outre lors plus moins tres aussi encore ainsi enfin ensuite puis "
    "cependant toutefois neanmoins pourtant autour environ pres plusieurs certains certaines "
    "quelques tous toutes tout toute chaque aucun aucune aucuns deja ne n non pas s se m t "
    "jusqu jusque celui celle ceux celles autre autres face quant notamment"
)
"""Words that are no name even with a capital, folded."""


def missing_names(sentence: str, quotes: Iterable[str]) -> list[str]:
    """The capitalised words of a sentence that no quote has, in order."""
    there = _Names(" \n".join(quotes))
    text = _plain(sentence)
    known = {
        position
        for start, end, code in _places(text)
        if code in there.places
        for position in range(start, end)
    }
    return [
        word[0]
        for word in _WORD.finditer(text)
        if word[0][0].isupper()
        and len(word[0]) > 1
        and word.start() not in known
        and not _is_small(word[0])
        and not there.has(word[0], place=_place(word[0]))
    ]


def months_in(text: str) -> set[int]:
    """The months that are named, from 1."""
    named = {
        MONTH_NUMBERS[fold(word[0])]
        for word in _WORD.finditer(text)
        if fold(word[0]) in MONTH_NUMBERS and _is_month(text, word)
    }
    return named | {int(month) for month in _ISO.findall(text)}


def days_in(text: str) -> set[int]:
    """The days of the week that are named, Monday being 1."""
    return {_DAYS[word] for word in _WORD.findall(fold(text)) if word in _DAYS}


class _Names:
    """What a quote has of names: its words as they are written and sound, and its places."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        words = _WORD.findall(plain)
        self._folded = {fold(word) for word in words}
        self._sounds = {_sound(word) for word in words}
        self.places = {code for _, _, code in _places(plain)}

    def has(self, word: str, *, place: str | None) -> bool:
        """Whether a word is among them; places that have a name of their own must be named."""
        if fold(word) in self._folded:
            return True
        if place is not None:
            return place in self.places
        return not self._sounds.isdisjoint(_same().get(_sound(word), {_sound(word)}))


def _is_small(word: str) -> bool:
    """Whether a word is no name: a small word, but not WHO, or one of a date or a number."""
    folded = fold(word)
    if folded in _SMALL:
        return not word.isupper()
    return folded in MONTH_NUMBERS or folded in _DAYS or folded in NUMBER_WORDS


def _is_month(text: str, word: re.Match[str]) -> bool:
    if fold(word[0]) not in _AMBIGUOUS:
        return True
    around = text[max(0, word.start() - 4) : word.end() + 4]
    in_sentence = bool(text[: word.start()].strip())
    return word[0][0].isupper() and (in_sentence or any(c.isdigit() for c in around))


def _plain(text: str) -> str:
    """`U.S.` as `US`, and typographic apostrophes as straight ones."""
    return _DOTTED.sub(lambda found: found[0].replace(".", ""), text.replace("’", "'"))


def _sound(word: str) -> str:
    """A word reduced to what French and English spellings of one name share."""
    text = fold(word)
    for written, sounded in (
        ("tch", "ch"), ("sch", "ch"), ("sh", "ch"), ("ph", "f"), ("qu", "k"), ("ou", "u"),
        ("c", "k"), ("kh", "ch"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"),
    ):  # fmt: skip
        text = text.replace(written, sounded)
    text = re.sub(r"(.)\1", r"\1", text)
    for _ in range(2):
        shorter = re.sub(r"(?:es|s|e)$", "", text)
        text = shorter if len(shorter) > 2 else text  # noqa: PLR2004 - what is left must tell
    return text


@lru_cache(maxsize=1)
def _same() -> dict[str, set[str]]:
    """The sounds that stand for a sound of the other language, and the sound itself."""
    found: dict[str, set[str]] = {}
    for pair in re.split(r"[|\n]", _PAIRS):
        sounds = {_sound(word) for word in pair.split()}
        for sound in sounds:
            found.setdefault(sound, {sound}).update(sounds)
    return found


def _place(word: str) -> str | None:
    return _gazetteer().get(fold(word))


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Places that are named: where, and their codes; the longest name counts."""
    codes = _gazetteer()
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PLACE, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            code = codes.get(fold(text[start:end]))
            if code:
                yield start, end, code
                at += length - 1
                break
        at += 1


_LONGEST_PLACE = 5
"""Words of the longest name of a place that is looked for."""


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, str]:
    """Countries and continents by their French and English names, folded, from Unicode's CLDR."""
    from babel import Locale

    found = dict(_PHRASES)
    for language in ("fr", "en"):
        locale: Locale = Locale(language)
        for code, name in locale.territories.items():
            for form in re.split(r" \(|\)", name):
                if len(form) > 2:  # noqa: PLR2004 - not a code, and not nothing
                    found.setdefault(fold(form), str(code))
    return found
