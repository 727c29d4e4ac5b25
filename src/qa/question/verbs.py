"""English verb forms back to their base: `sent` → `send`, `announced` → `announce`."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.lang.text import word_set

_IRREGULAR = """
send sent|take took|give gave|make made|find found|win won|lose lost|say said|tell told|go went
come came|become became|begin began|beat beat|break broke|bring brought|build built|buy bought
catch caught|choose chose|cut cut|deal dealt|do did|draw drew|drive drove|eat ate|fall fell
feel felt|fight fought|flee fled|fly flew|forbid forbade|forget forgot|get got|grow grew
hang hung|have had|hear heard|hide hid|hit hit|hold held|hurt hurt|keep kept|know knew|lay laid
lead led|leave left|lend lent|let let|lie lay|light lit|mean meant|meet met|pay paid|put put
quit quit|read read|ride rode|ring rang|rise rose|run ran|see saw|seek sought|sell sold|set set
shake shook|shoot shot|show showed|shut shut|sing sang|sink sank|sit sat|sleep slept|speak spoke
spend spent|split split|spread spread|stand stood|steal stole|stick stuck|strike struck
swear swore|swim swam|teach taught|tear tore|think thought|throw threw|understand understood
undergo underwent|wake woke|wear wore|withdraw withdrew|write wrote|overthrow overthrew
undertake undertook|foresee foresaw|forecast forecast|bid bid|bet bet|bear bore|bite bit|blow blew
burn burnt|dig dug|feed fed|freeze froze|shrink shrank|spin spun|sue sued|veto vetoed
"""
_PAST = {
    past: base for base, past in (pair.split() for pair in re.split(r"[|\n]", _IRREGULAR.strip()))
}
_NEEDS_E = re.compile(
    r".*(?:[cvuz]|[^s]s|[dlrn]g|(?<![eo])[aeo]g|(?<![aeo])[i]g|[^eo]at|[^ao]ot|ut|[^aoe]ir|ur|"
    r"[^eo]ar|[^r]or|[^ao]in|"
    r"[^o]ok|[^e]ak|ik|[^e]ap|[^ao]id|ud|[^ol]od|[^eo]ad|[^i]am|um|[^a]il|ul|[btpdgfkz]l|"
    r"[^aeiou]et|rib|cit|vit|nit|th|yp|op[^p]?)"
)
_PLAIN = word_set(
    "visit limit edit audit exit profit benefit target market budget focus answer cover enter "
    "offer order suffer deliver discover consider remember open happen threaten strengthen "
    "develop stop help worship envelop gallop gossip pilot pivot ballot chair repair murder "
    "gather further honor favor labor monitor sponsor harbor anchor author tailor doctor appeal "
    "reveal defeat treat repeat cheat rain train chat threat scar spot orbit inhibit prohibit "
    "exhibit credit merit commit submit transit boycott permit alter assess press process "
    "protest pass miss kill bomb plan sign assign design resign campaign return reach win"
)
_WITH_E = word_set(
    "invite unite cite ignite incite excite write promote devote vote note quote provide decide "
    "hope cope scope escape shape tape operate urge charge merge change arrange damage manage "
    "use accuse house raise praise release increase decrease promise purchase lose close propose "
    "impose oppose expose please cause refuse abuse force produce name blame resume tie die lie "
    "free agree guarantee see flee retire fire hire require acquire inspire ignore explore "
    "restore store score declare prepare share compare scare care secure ensure capture injure "
    "measure complete compete delete create relate state locate donate negotiate celebrate "
    "evacuate investigate demonstrate examine combine determine define imagine mine fine decline "
    "strike make take like hike joke smoke provoke invoke revoke evoke"
)
_NOT_VERBS = word_set(
    "united hundred red bed shed need speed indeed feed seed deed sped bred bleed breed weed "
    "exceed proceed succeed"
)


class Base(NamedTuple):
    """A verb in its base form, and whether the form it was found in is past."""

    verb: str
    past: bool


def base_form(word: str, *, sure: bool) -> Base | None:
    """The base form of a finite verb; None if `word` is not known to be one.

    With `sure`, an ending in -s, which nouns share, is not enough.
    """
    if word in _PAST:
        return Base(_PAST[word], past=True)
    if word.endswith("ed") and len(word) > 3 and word not in _NOT_VERBS:  # noqa: PLR2004 - "used"
        return Base(_from_ed(word[:-2]), past=True)
    if not sure and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return Base(_from_s(word), past=False)
    return None


def _from_ed(stem: str) -> str:
    """The base form of `stem` + ed."""
    if stem in _PLAIN:
        return stem
    if stem + "e" in _WITH_E:
        return stem + "e"
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _NEEDS_E.fullmatch(stem) else stem


def _from_s(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "oes")) else word[:-1]
