"""Which kind of answer a question asks for. Ordered patterns over the flat question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import EN_AUX, WH, flat, lead_end
from qa.question.nouns import noun_kind

if TYPE_CHECKING:
    from qa.types import Kind, Language

_EN_CAUSED = (
    "caused?|causes|causing|prompt(?:ed|s)?|led|leads|made|makes|drove|drives|trigger(?:ed|s)?|"
    "push(?:ed|es)?|explains?|explained|motivated|motivates|sparked|provoked|pushes|brought about|"
    "brought down|(?:is|was|were|lies|lay) behind|(?:has|had|have) (?:caused|led|prompted|put|made)"
)
_FR_CAUSED = (
    "a (?:cause|pousse|provoque|conduit|amene|motive|declenche|entraine|incite|decide)|caus\\w+|"
    "pouss\\w+|provoqu\\w+|expliqu\\w+|motiv\\w+|declench\\w+|prouv\\w+|nourri\\w+|justifi\\w+|"
    "entrain\\w+|incit\\w+|conduit|amene|(?:l'|les? )a (?:pousse|motive|freine|conduit|decide)\\w*|"
    "(?:avait|l'avait) \\w+"
)
_EN_RULES: list[tuple[Kind, str]] = [
    ("why", r"why|how come|what for\b|(?:to|for) what (?:end|purpose|reason|offen[cs]e|crime|charge)s?\b|what .*\bfor$"),
    ("why", rf"what (?:\w+ly )?(?:{_EN_CAUSED})\b"),
    ("why", r"what (?:is|was|are|were|has been) (?:(?:slow|prevent|delay|block|hamper|driv|fuel|hold|stopp)"
            r"\w*ing)\b"),
    ("why", r"(?:because of|in response to|as a result of) (?:what|which|whom?)"),
    ("when", r"(?:\w+ )?when\b|how (?:soon|recently|early|late|long ago)\b"),
    ("where", r"(?:\w+ )?where(?:abouts)?\b"),
    ("how_many", r"(?:\w+ ){0,2}how (?:many|much|long|far|tall|old|often|big|large|high|fast|deep|"
                 r"heavy|wide|strong|expensive|close|rich|few|small|frequently|hot|cold|late)\b"),
    ("who", r"(?:\w+ ){0,3}(?:who|whom|whose|who's)\b"),
    ("how_many", rf"what (?:{EN_AUX})\b.* (?:cost|weigh|earn|amount to|add up to|rise to|fall to|"
                 r"drop to|measure|total|worth)\b"),
    ("how", r"how\b|what (?:is|was) .* made of$|by what means"),
]
_FR_RULES: list[tuple[Kind, str]] = [
    ("why", r"pourquoi|en quoi (?:est|consist)?.*|a cause de (?:quoi|qui|quel)|en raison de (?:quoi|quel)|"
            r"a la suite de (?:quoi|quel)|suite a (?:quoi|quel)|dans quel (?:but|objectif|dessein)|"
            r"a quelles? fins?|en reponse a quoi|en vue de quoi|comment se fait-il|comment ca se fait|"
            r"comment expliqu"),
    ("why", rf"qu'est-ce qui (?:\w+ )?(?:{_FR_CAUSED})\b|ce qui (?:{_FR_CAUSED})\b"),
    ("when", r"(?:depuis |jusqu'a |jusque |a partir de |de |pour |des )?quand\b|"
             r"il y a combien (?:de temps|d'annees)"),
    ("how_many", r"(?:(?:\w+ ){0,3}|[ad]')combien\b|jusqu'ou .*(?:plong|grimp|baiss|mont|chut|augment|"
                 r"recul|progress|descend)|combien\b|que (?:coute|vaut|pese|mesure)"),
    ("where", r"(?:d'|jusqu'|par |vers |de )?ou\b"),
    ("who", r"(?:(?:\w+'?\w* ){0,3}|d'apres |face a )qui\b|qui est-ce"),
    ("how", r"comment\b|de quoi (?:est|sont) fait|par quoi pass"),
]
_RULES: dict[Language, list[tuple[Kind, re.Pattern[str]]]] = {
    "en": [(kind, re.compile(rf"(?:{rule})")) for kind, rule in _EN_RULES],
    "fr": [(kind, re.compile(rf"(?:{rule})")) for kind, rule in _FR_RULES],
}
_NAMED = {
    "en": re.compile(r"what(?: is|'s| was| are| were)? (?:the |his |her |their |its )?(?:(?:full|real|last|"
                     r"first|given|birth|sur)[ -]?)?names? of (?:the |a |an )?(?P<noun>.+)"),
    "fr": re.compile(r"(?:comment (?:se )?(?:s')?(?:appel\w+|nomm\w+|prenomm\w+)(?:-t)?(?:-\w+)?|quels? (?:est|etait|sont|"
                     r"etaient|fut) les? (?:pre)?noms? (?:de|du|des|d')) ?(?:la |le |les |l')?(?P<noun>.+)"),
}  # fmt: skip
_NOUN_PHRASE = {
    "en": re.compile(
        rf"(?:\w+ ){{0,3}}?(?:what|which)(?P<is>(?:'s| is| was| are| were| will be| would be) )? ?"
        rf"(?!(?:{EN_AUX})\b)(?P<np>.+)"
    ),
    "fr": re.compile(
        r"(?:[\w']+ ){0,5}?(?:quel(?:le)?s? |lequel |laquelle |lesquel(?:le)?s |auquel |duquel )"
        r"(?:est |etait |sont |etaient |sera |fut |serait |a ete |des |de |d')?(?P<np>.+)"
    ),
}
_NP_END = {
    "en": frozenset(
        (EN_AUX + "|of|from|in|to|for|by|with|on|at|that|who|which|whose|and|or|into|the|an|when|"
         "between|over|under|about|said|a").split("|")
    ),
    "fr": frozenset(
        "de du des d a au aux ont est sont etait etaient avait avaient va vont doit doivent peut "
        "peuvent qui que dont ou pour par en dans sur avec et fut sera seront aura se ne n s le la les l un une quand lors".split()
    ),
}  # fmt: skip
_NP_LONGEST = {"en": 6, "fr": 3}
_ARTICLE = re.compile(r"^(?:(?:the|an?|his|her|its|their|la|les?|une?|sa|son|leurs?) |l')")
_WHETHER = re.compile(r"(?:si|s'|if|whether)\b(?: |')?")
_YES_NO = {
    "en": re.compile(rf"(?:{EN_AUX}|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|"
                     r"haven't|won't|can't|ain't|am)\b"),
    "fr": re.compile(r"est-ce (?:que|qu')|n'est-ce pas|\w+-(?:t-)?(?:il|elle|ils|elles|on|ce|vous|nous|je|tu)\b"),
}  # fmt: skip
_INVERSION = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b")
_LATE = {
    "en": re.compile(r"(?<!\w)(?:who|whom|what|when|where|why|how(?: \w+)?)$"),
    "fr": re.compile(
        r"(?<!\w)(?:(?:\w+ )?(?:qui|quoi)|quand|ou|pourquoi|comment|combien(?: d.*)?|"
        r"(?:\w+ )?quel(?:le)?s? [\w' -]+)$"
    ),
}
_ANYWHERE = {
    "en": re.compile(r"\b(?:how many|how much|why|what|which|whose|who|when|where|how)\b"),
    "fr": re.compile(r"\b(?:combien|pourquoi|comment|quel(?:le)?s?|qui|quand)\b"),
}


def kind_of(question: str, language: Language) -> Kind:
    """What an answer to `question` must be.

    A question without any sign of one ("troops Kazakhstan") counts as *what*.
    """
    letters = flat(question).rstrip(" ?!.,;:\"»”")
    body = letters[lead_end(question, language) :].strip(" \"«“")
    if _WHETHER.match(body) and lead_end(question, language):
        return "yes_no"
    phrase = _asking(body, language)
    if phrase is not None:
        return _kind_of_phrase(phrase, language)
    if _YES_NO[language].match(body) or (language == "fr" and _INVERSION.search(body)):
        return "yes_no"
    return _kind_without_question_word(question, body, language)


def _kind_without_question_word(question: str, body: str, language: Language) -> Kind:
    """In-situ question words, bare nouns ("date of the treaty"), statements with a mark."""
    found = _LATE[language].search(body) or _ANYWHERE[language].search(body)
    if found:
        return _kind_of_phrase(body[found.start() :], language)
    if question.rstrip().endswith("?"):
        return "yes_no"
    return _noun_phrase_kind(body, language) or "what"


def _asking(body: str, language: Language) -> str | None:
    """`body` from its question word on, or None if it does not open with one.

    An opening before a comma ("According to Le Monde, who …", "When it fell, who …") is
    passed over when it asks nothing itself.
    """
    opening = re.compile(WH[language] + r"|ce (?:que|qui)\b|ce qu'")
    direct = opening.match(body)
    for comma in re.finditer(r", ", body):
        later = opening.match(body, comma.end())
        if later and (not direct or _is_clause(body[: comma.start()], language)):
            return body[later.start() :]
    return body if direct else None


def _is_clause(opening: str, language: Language) -> bool:
    """Whether `When the plane crashed` tells when, rather than asks."""
    if language == "fr":
        return opening.startswith("quand ") and not re.search(r"-\w+\b|^quand est-ce", opening)
    first = re.match(rf"(?:when|where) (?!(?:{EN_AUX})\b)", opening)
    return bool(first)


def _kind_of_phrase(phrase: str, language: Language) -> Kind:
    if named := _NAMED[language].match(phrase):
        kind = _noun_phrase_kind(named["noun"], language)
        return "who" if kind == "who" else "what"
    for kind, rule in _RULES[language]:
        if rule.match(phrase):
            return kind
    if found := _NOUN_PHRASE[language].match(phrase):
        return _phrase_kind(found, language) or "what"
    return "what"


def _phrase_kind(found: re.Match[str], language: Language) -> Kind | None:
    """For `What was the toll of …` the noun must end its phrase and be no person."""
    if language == "fr" or not found["is"]:
        return _noun_phrase_kind(found["np"], language)
    kind = noun_kind(_noun_phrase(found["np"], language)[-1], language)
    return None if kind == "who" else kind


def _noun_phrase_kind(phrase: str, language: Language) -> Kind | None:
    """The kind of the head noun: the first that tells in French, the last in English."""
    words = _noun_phrase(phrase, language)
    for word in reversed(words) if language == "en" else words:
        if kind := noun_kind(word, language):
            return kind
    return None


def _noun_phrase(phrase: str, language: Language) -> list[str]:
    """The words up to the first that no longer belongs to the noun; never empty."""
    words = re.findall(r"[\w-]+(?:'s)?", _ARTICLE.sub("", phrase)) or [""]
    longest = _NP_LONGEST[language]
    stop = (at for at, word in enumerate(words) if at and word in _NP_END[language])
    return words[: min(next(stop, longest), longest)]
