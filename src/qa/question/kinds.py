"""Which kind of answer a question asks for. Ordered patterns over the flat question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.lang.text import word_set
from qa.question.lexicon import EN_AUX, IN_BRACKETS, WH, flat, lead_end, mask_who
from qa.question.nouns import noun_kind
from qa.question.verbs import base_form

if TYPE_CHECKING:
    from qa.types import Kind, Language

_EN_CAUSED = (
    "caused?|causes|causing|prompt(?:ed|s)?|led|leads|made|makes|drove|drives|trigger(?:ed|s)?|"
    "push(?:ed|es)?|explains?|explained|motivated|motivates|sparked|provoked|pushes|brought about|"
    "brought down|(?:is|was|were|lies|lay) behind|(?:has|had|have) (?:caused|led|prompted|put|made)"
)
_FR_CAUSED = (
    r"caus\w+|pouss\w+|provoqu\w+|expliqu\w+|motiv\w+|declench\w+|prouv\w+|nourri\w+|"
    r"justifi\w+|entrain\w+|incit\w+|conduit|amene|freine|empech\w+|"
    r"(?:les? |avait |l'a |l'avait |les a |a )"
    r"(?:cause|pousse|motive|freine|conduit|amene|decide|declenche|entraine|incite|empeche|provoque)"
)
_EN_MEASURED = (
    "many|much|long|far|tall|old|often|big|large|high|fast|deep|heavy|wide|strong|expensive|close|"
    "rich|few|small|frequently|hot|cold"
)
_EN_HINDERS = "caus|slow|prevent|delay|block|hamper|driv|fuel|hold|stopp"
_FR_CHANGES = "plong|grimp|baiss|mont|chut|augment|recul|progress|descend"
_EN_RULES: dict[str, Kind] = {
    r"why|how come|what for\b|(?:to|for) what (?:end|purpose|reason)s?\b": "why",
    r"for what (?:offen[cs]e|crime|charge)s?\b|what's behind\b|"
    r"what .*(?<!sell)(?<!sold)(?<!ask)(?<!asked)(?<!asking)(?<!known)(?<!famous) for$": "why",
    rf"what (?:\w+ly )?(?:{_EN_CAUSED})\b": "why",
    rf"what(?:'s| is| was| are| were| has been) (?:{_EN_HINDERS})\w*ing\b": "why",
    r"(?:because of|in response to|as a result of) (?:what|which|whom?)": "why",
    r"(?:\w+ )?when\b|how (?:soon|recently|early|late|long ago)\b": "when",
    r"(?:\w+ )?where(?:abouts)?\b": "where",
    rf"(?:\w+ ){{0,2}}how (?:{_EN_MEASURED})\b": "how_many",
    r"(?!wh(?!o)|how)(?:\w+ ){0,3}(?:who|whom|whose|who's)\b": "who",
    rf"what (?:{EN_AUX})\b.* (?:cost|weigh|earn|measure|total|worth)\b": "how_many",
    rf"what (?:{EN_AUX})\b.* (?:amount|add up|rise|fall|drop) to\b": "how_many",
    r"how\b|what (?:is|was) .* made of$|by what means": "how",
}
_FR_RULES: dict[str, Kind] = {
    r"pourquoi|en quoi(?! consist)|comment (?:se fait-il|ca se fait|expliqu)": "why",
    r"(?:a cause|en raison|a la suite|suite|en vue) (?:de |a )?(?:quoi|qui|quel)": "why",
    r"dans quel (?:but|objectif|dessein)|a quelles? fins?|en reponse a quoi": "why",
    rf"(?:qu'est-)?ce qui (?:\w+ |l')?(?:{_FR_CAUSED})\b": "why",
    r"(?:depuis |jusqu'a |jusque |a partir de |de |pour |des |a )?quand\b": "when",
    r"il y a combien (?:de temps|d'annees)|dans combien de (?:temps|jours|mois|semaines)": "when",
    r"ou en (?:est|sont|etait|etaient)\b": "what",
    r"(?:(?:\w+ ){0,3}|[ad]')combien\b|que (?:coute|vaut|pese|mesure)": "how_many",
    rf"jusqu'ou .*(?:{_FR_CHANGES})": "how_many",
    r"(?:d'|jusqu'|par |vers |de )?ou\b": "where",
    r"(?!que |comment )(?:(?:\w+'?\w* ){0,3}|d'apres |face a )qui\b|qui est-ce": "who",
    r"comment\b|de quoi (?:est|sont) fait|par quoi pass": "how",
}
_RULES: dict[Language, list[tuple[Kind, re.Pattern[str]]]] = {
    "en": [(kind, re.compile(rule)) for rule, kind in _EN_RULES.items()],
    "fr": [(kind, re.compile(rule)) for rule, kind in _FR_RULES.items()],
}
_NAMED = {
    "en": re.compile(
        r"what(?: is|'s| was| are| were)? (?:the |his |her |their |its )?"
        r"(?:(?:full|real|last|first|given|birth|sur)[ -]?)?names? of (?:the |an? )?(?P<noun>.+)"
    ),
    "fr": re.compile(
        r"(?:comment (?:se )?(?:s')?(?:appel|nomm|prenomm)\w+(?:-\w+)*|"
        r"quels? (?:est|etait|sont|etaient|fut) les? (?:pre)?noms? (?:de|du|des|d')) ?"
        r"(?:la |le |les |l')?(?P<noun>.+)"
    ),
}
_NOUN_PHRASE = {
    "en": re.compile(
        r"(?:\w+ ){0,3}?(?:what|which)"
        r"(?P<is>(?:'s| is| was| are| were| will be| would be)(?= ))? "
        rf"(?!(?:{EN_AUX})\b)(?P<np>.+)"
    ),
    "fr": re.compile(
        r"(?:[\w']+ ){0,5}?(?:quel(?:le)?s? |lequel |laquelle |lesquel(?:le)?s |auquel |duquel )"
        r"(?:en )?(?:(?:(?:est|etait|sont|etaient|sera|seront|fut|furent|serait|seraient|"
        r"(?:a|ont|avait|avaient) ete|(?:doi|peu|devrai|pourrai)(?:en)?t etre)(?:, [^,]+,)? )|"
        r"des |de |d')?(?P<np>.+)"
    ),
}
_NP_END = {
    "en": word_set(
        EN_AUX.replace("|", " ") + " of from in to for by with on at that who which whose and or "
        "into the an when between over under about behind said a"
    ),
    "fr": word_set(
        "de du des d a au aux ont est sont etait etaient avait avaient va vont doit doivent peut "
        "peuvent qui que dont ou pour par en dans sur avec et fut sera seront aura se ne n s le la "
        "les l un une quand lors"
    ),
}
_THAT_IS = re.compile(
    r"^(?:c'est|c'etait|il est|elle est) (?=(?:qui|quoi|ou|quand|combien|comment)\b)"
)
_STATEMENT = 3
"""Words that make a statement with a question mark; fewer are a topic: "Tokayev?"."""
_NAMED_FIRST = re.compile(
    r"(?!.* (?:a|ont|est|sont|va|sera|is|are|was|were|has|have|will)\b)"
    r"(?:(?:the|l[ae]s?) |l')?([\w-]+) (?:of|for|du|des|de|d')\b"
)
"""A noun that is asked for without a verb: "date du sommet"."""
_NP_LONGEST = {"en": 6, "fr": 3}
_ARTICLE = re.compile(r"^(?:(?:the|an?|his|her|its|their|la|les?|une?|sa|son|leurs?) |l')")
_WHETHER = re.compile(r"(?:si|s'|if|whether)\b(?: |')?")
_YES_NO = {
    "en": re.compile(
        rf"(?:{EN_AUX}|am|(?:is|are|was|were|do|does|did|has|have)n't|won't|can't|ain't)\b"
    ),
    "fr": re.compile(r"est-ce qu|n'est-ce pas|\w+-(?:t-)?(?:ils?|elles?|on|ce|vous|nous|je|tu)\b"),
}
_INVERSION = re.compile(r"\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b")
_LATE = {
    "en": re.compile(r"(?<!\w)(?:who|whom|what|when|where|why|how(?: \w+)?)$"),
    "fr": re.compile(
        r"(?<!\w)(?:(?:\w+ )?(?:qui|quoi)|quand|ou|pourquoi|comment|combien(?: d.*)?|"
        r"(?:\w+ )?quel(?:le)?s? [\w' -]+)$"
    ),
}
_ANYWHERE = {
    "en": re.compile(r"\b(?:how many|how much|why|what|which|whose|(?<!\w )who|when|where|how)\b"),
    "fr": re.compile(r"\b(?:combien|pourquoi|comment|quel(?:le)?s?|(?<!\w )qui|quand)\b"),
}
"""Question words inside a sentence; "who" behind a word is more likely relative."""

_WHEN_TOLD = re.compile(
    r" (?:(?:this|that|last|next|past|earlier this|later this) (?:week|weekend|month|year|day|"
    r"morning|afternoon|evening|season|summer|spring|autumn|winter|quarter|decade|century)|"
    r"(?:\w+ )?(?:hours?|days?|weeks?|months?|years?|decades?) (?:ago|later|before|earlier))\b.*"
)
"""When something was, behind an English noun: it says nothing of the noun."""


def kind_of(question: str, language: Language) -> Kind:
    """What an answer to `question` must be.

    A question without any sign of one ("troops Kazakhstan") counts as *what*.
    """
    question = mask_who(question)
    letters = IN_BRACKETS.sub("", flat(question)).rstrip(' ?!.,;:"»”')
    body = letters[lead_end(question, language) :].strip(' "«“')
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
    named = _NAMED_FIRST.match(body)
    kind = noun_kind(named[1], language) if named else None
    if kind and kind != "who":
        return kind
    if question.rstrip().endswith("?") and len(body.split()) >= _STATEMENT:
        return "yes_no"
    return _noun_phrase_kind(body, language) or "what"


def _asking(body: str, language: Language) -> str | None:
    """`body` from its question word on, or None if it does not open with one.

    An opening before a comma ("According to Le Monde, who …", "When it fell, who …") is
    passed over when it asks nothing itself.
    """
    opening = re.compile(WH[language] + r"|ce (?:que|qui)\b|ce qu'|il y a combien")
    body = _THAT_IS.sub("", body)
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
    if language == "en":
        phrase = _WHEN_TOLD.sub("", phrase) or phrase
    words = re.findall(r"[\w-]+(?:'s)?", _ARTICLE.sub("", phrase)) or [""]
    longest = _NP_LONGEST[language]
    ends = (at for at in range(1, len(words)) if _ends_noun(words, at, language))
    return words[: min(next(ends, longest), longest)]


def _ends_noun(words: list[str], at: int, language: Language) -> bool:
    """Whether a word ends the noun before it; in English a verb does, or a clause behind it."""
    if words[at] in _NP_END[language]:
        return True
    if language == "fr":
        return False
    before, after = words[at - 1], "".join(words[at + 1 : at + 2])
    if base_form(words[at], sure=True):
        return not (words[at].endswith("ed") and noun_kind(after, "en"))
    is_plural = before.endswith("s") and not before.endswith("ss")
    return is_plural and noun_kind(before, "en") is not None
