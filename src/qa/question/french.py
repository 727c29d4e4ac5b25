"""French questions said in full: « et pourquoi » about « qui a envoyé des troupes »."""

from __future__ import annotations

import re

from qa.lang.names import described, names_in, proper_names_in
from qa.lang.text import word_set
from qa.question.lexicon import WH, flat
from qa.question.nouns import bearer, noun_kind

_BARE = re.compile(
    rf"(?:{WH['fr']})(?: (?:donc|exactement|precisement|encore|pas|ca|cela))?|"
    r"(?:[\w']+ ){0,4}(?:[\w']*(?:quel(?:le)?s?|combien)(?: d[eu']s?)?)"
    r"(?:[ ']?(?!(?:a|ont|est|sont|etait|avait|fut|sera|va|se|ne)\b|[sn]')"
    r"(?!(?:dans|lors|sur|pendant|durant|en|aux?) \w)(?!\w+-(?:t-)?(?:il|elle|on))[\w'%-]+){0,4}"
)

_HAS_VERB = re.compile(
    r"combien (?!(?:d|de|des|du|en|par|pour|a|au|aux|donc|exactement|precisement|environ|encore|"
    r"pas|ca|cela|fois|sur|dans|parmi|contre|avec|sont)\b|d')\w|"
    r"(?:quel(?:le)?s?|combien) (?:\S+ ){2,}(?<!de )(?<!a )(?<!en )(?<!par )(?<!et )(?<!dans )"
    r"(?<!sur )(?:l'|(?:la|le|les|un|une|ses|son|sa|leurs?|des)\b)|"
    r"(?:quel(?:le)?s \S+s|combien d(?:e |')\S+[sx]) (?:\S+ )?\w{2,}ent\b|"
    r"\b(?:seront|auront|etaient|avaient|furent|seraient|auraient|aura|serait|aurait|vont)\b"
)
"""A verb behind a question word: « combien coûte un billet », « quels ministres partent »."""

_AUX = re.compile(
    r"(?P<clitics>(?:n'|ne |s'|se |l'|la |le |les |lui |leur |y |en |m'|nous )*)"
    r"(?P<verb>a|ont|est|sont|avait|avaient|était|étaient|fut|furent|sera|seront|aura|auront|va|vont|"
    r"doit|doivent|peut|peuvent|veut|veulent|voulait|voulaient|devait|devaient|pouvait|pouvaient|"
    r"serait|seraient|aurait|auraient|devra|devront|pourra|pourront|allait|allaient|dit|met|"
    r"fait|prend|défend|demande|refuse|propose|dirige|annonce|réclame|accuse|soutient|possède|"
    r"détient|finance|construit|fabrique|vend|achète|paie|gagne|perd|quitte|rejoint|remplace|"
    r"succède|critique|dénonce|menace|attaque|souhaite|cherchait|cherche|tente|tentait|"
    r"remporte|remporta|organise|préside|commande|décide|reste|devient|vient|part|"
    r"prépare|produit|exige|menaçait|dirigeait|réclamait|demandait|refusait|défendait)"
    r"(?= |$)(?P<rest>.*)",
    re.IGNORECASE,
)
_SUBJECT_VERB = re.compile(
    r"(?P<clitics>(?:n'|ne |s'|se |l'|la |le |les |lui |leur |y |en |m'|nous )*)"
    r"(?P<verb>[^\W\d]+)(?P<rest>.*)"
)
_ETRE = word_set("est sont était étaient fut furent sera seront serait seraient")
_NOUN = re.compile(r"(?P<det>quel(?:le)?s?) (?P<clause>.+)", re.IGNORECASE)
_PRONOUNS = {"quel": ("ce", "il"), "quelle": ("cette", "elle"),
             "quels": ("ces", "ils"), "quelles": ("ces", "elles")}  # fmt: skip
_INVERTED = re.compile(r"-(?:t-)?(il|elle|ils|elles|on|ce)\b", re.IGNORECASE)
_NON_INVERTED = re.compile(r"\b(il|elle|ils|elles|cela|ça|celui-ci|celle-ci)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"\b(?:lui|leur|leurs|son|sa|ses|cette personne|y|en retour|là)\b", re.IGNORECASE
)
_IMPERSONAL = re.compile(r"\by a(?:vait)?(?:-t)?-il|s'agi\w*-il|faut-il|se passe-t-il|fallait-il")
_NOUN_SUBJECT = re.compile(r"\b(?:l[ae]s?|un|une|des|du|ce|cet|cette|ces|son|sa|ses) \w+ |l'\w+ ")
_ADJUNCT = re.compile(
    r"(?:quand|ou|pourquoi|comment|(?:a|aux?|de|d'|par|pour|en|dans|sur|sous|avec|contre|chez|depuis|"
    r"jusqu|vers|selon|face|grace|aupres|sans|apres|avant|lors)\b)"
)
_DETERMINERS = word_set("le la les un une ce cet cette ces son sa ses leur leurs")
_THE_ONE = {"il": "celui", "elle": "celle", "ils": "ceux", "elles": "celles"}
_LONGEST_NAME = 12
_NAMED = re.compile(
    r"(?!les |des |ces |plusieurs )(?:l['’])?(?:(?!et\b)[^\W\d][\w.’'-]*(?: |$)){1,6}",
    re.IGNORECASE,
)
"""An answer that can be a singular subject: « la Russie », « Adama Barrow »."""

_SEVERAL = re.compile(r"(?:les |des ).+|.+ et .+")
_IS_THE = re.compile(
    r"(?:qui|quel(?:le)?) (?P<be>est|était) (?P<name>(?:l[ae] |l['’]).+)", re.IGNORECASE
)
_LASTS = re.compile(r"depuis|jusqu")
_COUNTED = re.compile(r"combien (?:de |d['’])(?P<noun>[\w-]+) (?P<clause>.+)", re.IGNORECASE)
_AGREEING = re.compile(r"(?P<clause>.*-(?:ils?|elles?) (?:[\w-]*(?:é|u|i|fait)))(?:e?s?)")
"""A clause that ends in a participle, which agrees only with an object before it."""

_WHAT_NAMED = re.compile(
    r"(?:que |qu['’])(?P<verb>[a-zà-ÿ]+) "
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w.’'-]*(?: (?:de )?[A-ZÀ-ÖØ-Þ][\w.’'-]*)*)(?P<rest>(?: .+)?)"
)
_WHEN = re.compile(r"(?:(?:d')?ou|(?:depuis )?quand|pourquoi|comment) ")
_HAPPENED = re.compile(r"qu(?:e s'est-il passe|'est-il arrive|'est-ce qui s'est passe)")


def is_bare(letters: str) -> bool:
    """Whether flat text is a question word without a clause: « et dans quel but »."""
    return bool(_BARE.fullmatch(letters)) and not _HAS_VERB.search(letters)


def _is_adverbial(bare: str) -> bool:
    """Whether it can stand before any clause: « depuis quand », not « combien de morts »."""
    letters = flat(bare)
    return not re.match(r"(?:qui|quoi|que|combien|lequel|laquelle|lesquel\w+)\b", letters) and (
        not letters.startswith("quel") or any(noun_kind(w, "fr") == "when" for w in letters.split())
    )


def turned(bare: str, about: str, answer: str = "") -> str | None:
    """`bare` asked about the clause of `about`; None where it cannot stand before that.

    Args:
        bare: The question word.
        about: The question that it leans on.
        answer: To `about`, where it is known and short: « pourquoi est-ce que la Russie … ».
    """
    context, about = context_of(about)
    asked = f"{context}{bare}"
    letters = flat(about)
    if happened := _HAPPENED.match(letters):
        return _ask_happened(asked, flat(bare), about[happened.end() :])
    if not _is_adverbial(bare):
        return None
    if state := _IS_THE.fullmatch(about):
        lasts = _LASTS.match(flat(bare)) or (letters.startswith("quel") and bare == "pourquoi")
        return _ask_state(asked, state, answer) if lasts else None
    if letters.startswith("est-ce ") or (
        _INVERTED.search(about) and not re.match(WH["fr"], letters)
    ):
        return f"{asked} {about}"
    clause = _clause(about, answer)
    return f"{asked} {clause}" if clause else None


def stated(about: str, answer: str) -> str | None:
    """« la Russie a envoyé des troupes »: the answer for what was asked; None if it cannot."""
    context, about = context_of(about)
    if flat(about).startswith("qui "):
        able = _can_do(answer, about[4:]) or (_IS_THE.fullmatch(about) and _NAMED.fullmatch(answer))
        return f"{context}{answer} {about[4:]}" if able else None
    if (opening := _WHEN.match(flat(about))) and (inverted := _INVERTED.search(about)):
        is_plain = _has_subject(about, inverted)
        plain = about[opening.end() : inverted.start()] + about[inverted.end() :]
        return f"{context}{plain}" if is_plain else None
    noun = _NOUN.fullmatch(about)
    at = _verb_at(noun["clause"]) if noun else None
    if not noun or not at or _INVERTED.search(noun["clause"]):
        return None
    agrees = _SEVERAL if noun["det"].lower().endswith("s") else _NAMED
    if not agrees.fullmatch(answer):
        return None
    return f"{context}{described(answer, noun['clause'][: at - 1])} {noun['clause'][at:]}"


def _ask_happened(asked: str, bare: str, rest: str) -> str | None:
    if _is_adverbial(bare):
        return f"{asked} cela s'est-il passé{rest}"
    return f"{asked} a fait cela{rest}" if bare == "qui" else None


def _clause(about: str, answer: str) -> str | None:
    """What follows another question word when it takes the place of the one in `about`."""
    letters = flat(about)
    if letters.startswith("qui "):
        return _ask_named(about[4:], answer) or _ask_who(about[4:])
    if noun := _NOUN.fullmatch(about):
        return _ask_noun(noun)
    if counted := _COUNTED.fullmatch(about):
        return _ask_counted(counted)
    if object_of := _WHAT_NAMED.fullmatch(about):
        name, verb, rest = object_of.group("name", "verb", "rest")
        return f"est-ce {_that(name)}{name} {verb} cela{rest}"
    if letters.startswith(("qu'est-ce que ", "qu'est-ce qu'")):
        return f"{about[3:]} cela"
    clause_at = _swappable(letters)
    return about[clause_at:].strip() if clause_at else None


def refer(part: str, about: str) -> str:
    """« qu'a-t-il fait » after « qui est Tokaïev »: « qu'a-t-il fait, Tokaïev »."""
    _, about = context_of(about)
    pronoun = _pronoun(part)
    if pronoun or _LEANS.search(part):
        name = name_in(about) or (pronoun and _antecedent(pronoun, about))
        return f"{part}, {bearer(name, 'fr')}" if name else f"{part} ({about})"
    if proper_names_in(part):
        return part
    names = names_in(about) if proper_names_in(about) else []
    return f"{part} ({', '.join(names)})" if names else f"{part} ({about})"


def _pronoun(part: str) -> str | None:
    """The pronoun that stands for something said before, not for a subject beside it."""
    personal = _IMPERSONAL.sub("", part)
    inverted = _INVERTED.search(personal)
    if inverted and _has_subject(personal, inverted):
        return None
    found = inverted or _NON_INVERTED.search(personal)
    return found[1].lower() if found else None


def _antecedent(pronoun: str, about: str) -> str | None:
    """« celui qui a gagné » for « il » after « qui a gagné »."""
    if flat(about).startswith("qui ") and pronoun in _THE_ONE:
        return f"{_THE_ONE[pronoun]} qui {about[4:]}"
    noun = _NOUN.fullmatch(about)
    return _named(noun) if noun and _verb_at(noun["clause"]) else None


def context_of(about: str) -> tuple[str, str]:
    """« En 2016, qui a gagné » parted into « en 2016, » and « qui a gagné »."""
    letters = flat(about)
    found = re.match(rf"[^?]*?, (?=(?:{WH['fr']}))", letters)
    if not found or re.match(WH["fr"], letters):
        return "", about
    return about[: found.end()], about[found.end() :]


def _ask_named(clause: str, name: str) -> str | None:
    """« est-ce que la Russie a envoyé des troupes »; None where the verb might not agree."""
    return f"est-ce {_that(name)}{name} {clause}" if _can_do(name, clause) else None


def _can_do(name: str, clause: str) -> bool:
    """Whether a name can be the subject of a clause about « qui », and the verb agrees."""
    found = _SUBJECT_VERB.match(clause)
    if not found or not _NAMED.fullmatch(name):
        return False
    return not _is_passive(found) and not _INVERTED.search(clause)


def _that(following: str) -> str:
    return "qu'" if flat(following[:1]) in set("aeiou") else "que "


def _ask_state(asked: str, state: re.Match[str], answer: str) -> str:
    """« depuis quand est-ce le président » about « qui est le président »."""
    if _NAMED.fullmatch(answer):
        return f"{asked} est-ce {_that(answer)}{answer} {state['be']} {state['name']}"
    return f"{asked} {state['be']}-ce {state['name']}"


def _ask_counted(counted: re.Match[str]) -> str | None:
    """« l'attentat a-t-il fait des morts » of « combien de morts l'attentat a-t-il faits »."""
    noun, clause = counted["noun"], counted["clause"]
    if not _INVERTED.search(clause):
        return f"est-ce que des {noun} {clause}" if _AUX.match(clause) else None
    done = _AGREEING.fullmatch(clause)
    return f"{done['clause']} des {noun}" if done else None


def _is_passive(clause: re.Match[str]) -> bool:
    return clause["verb"].lower() in _ETRE or bool(re.match(r" (?:pas )?été\b", clause["rest"]))


def _ask_who(clause: str) -> str | None:
    """« qui » left out of its clause, and the clause turned round."""
    if _INVERTED.search(clause):
        return f"{clause} cette personne"
    found = _SUBJECT_VERB.match(clause)
    if not found or re.match(r"(?:est|était) (?:l[ae]s? |l'|un |une |[A-ZÀ-Ý])", clause):
        return None
    return _ask_subject(found) if found["verb"][-1] in "aectd" else None


def _ask_subject(clause: re.Match[str]) -> str:
    """« a envoyé » turned round: « a-t-on envoyé », « a été tué »: « a-t-il été tué »."""
    verb, pronoun = clause["verb"], "il" if _is_passive(clause) else "on"
    return f"{clause['clitics']}{verb}{_hyphen(verb)}{pronoun}{clause['rest']}"


def _ask_noun(noun: re.Match[str]) -> str | None:
    """« quel leader a jeté l'éponge » turned round: « ce leader a-t-il jeté l'éponge »."""
    at = _verb_at(noun["clause"])
    if not at:
        return None
    name = noun["clause"][:at].strip()
    clause = _AUX.match(noun["clause"], at)
    determiner, pronoun = _PRONOUNS[noun["det"].lower()]
    if determiner == "ce" and flat(name[:1]) in set("aeiouyh"):
        determiner = "cet"
    if not clause or _INVERTED.search(noun["clause"]):
        return None
    verb = clause["verb"]
    return f"{determiner} {name} {clause['clitics']}{verb}{_hyphen(verb)}{pronoun}{clause['rest']}"


def _verb_at(clause: str) -> int | None:
    """Where the verb of « leader transalpin a jeté l'éponge » begins."""
    for space in re.finditer(r" ", clause):
        if _AUX.match(clause, space.end()):
            return space.end()
    return None


def _hyphen(verb: str) -> str:
    return "-" if verb.lower().endswith(("t", "d")) else "-t-"


def _swappable(letters: str) -> int | None:
    """Where the clause begins behind a word like « quand », which another can replace."""
    if not _ADJUNCT.match(letters):
        return None
    opening = re.match(WH["fr"], letters)
    if opening and not re.search(r"(?:quel|lequel|laquelle|combien)\w*$", opening[0]):
        return opening.end()
    return _clause_after_noun(letters)


def _clause_after_noun(letters: str) -> int | None:
    """In « à quel tarif la cure est-elle facturée » the clause opens at its article."""
    found = re.search(
        r"(?<=\w) (?=(?:l[ae]s?|l'|un|une|ce|cette|ces|s'|se|est|a|sont|ont)\b|"
        r"[a-z]+-t?-?(?:il|elle|on))",
        letters,
    )
    return found.end() if found else None


def name_in(about: str) -> str | None:
    """« Tokaïev » in « qui est Tokaïev », « le patron d'Uber » in « qui est le patron d'Uber »."""
    found = re.fullmatch(
        r"(?:qui|quel(?:le)?s?) (?:est|était|sont|étaient|fut) (?P<name>[^,]+)|"
        r"qu'est-ce que (?:c'est que )?(?P<thing>[^,]+)", about, re.IGNORECASE
    )  # fmt: skip
    name = (found["name"] or found["thing"]) if found else None
    if not name or len(name.split()) > _LONGEST_NAME or _INVERTED.search(name):
        return None
    first = name.split()[0]
    return name if first[0].isupper() or first.lower() in _DETERMINERS or "'" in first else None


def _has_subject(part: str, pronoun: re.Match[str]) -> bool:
    """« pourquoi la Russie a-t-elle »: the pronoun only repeats a subject that is named."""
    before = part[: pronoun.start()]
    letters = re.sub(rf"^(?:{WH['fr']})", "", flat(before))
    return bool(_NOUN_SUBJECT.search(letters) or re.search(r"(?<=\w )[A-ZÀ-Ý]", before))


def _named(noun: re.Match[str]) -> str:
    """« le dirigeant qui a protesté » from « quel dirigeant a protesté »."""
    at = _verb_at(noun["clause"]) or 0
    name = noun["clause"][:at].strip()
    article = {"quel": "le", "quelle": "la"}.get(noun["det"].lower(), "les")
    if article != "les" and flat(name[:1]) in set("aeiouyh"):
        return f"l'{name} qui {noun['clause'][at:]}"
    return f"{article} {name} qui {noun['clause'][at:]}"
