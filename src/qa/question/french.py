"""French questions said in full: « et pourquoi » about « qui a envoyé des troupes »."""

from __future__ import annotations

import re

from qa.question.lexicon import WH, flat
from qa.question.names import names_in

BARE = re.compile(
    rf"(?:{WH['fr']})(?: (?:donc|exactement|precisement|encore|pas|ca|cela))?|"
    r"(?:[\w']+ ){0,4}(?:[\w']*(?:quel(?:le)?s?|combien)(?: d[eu']s?)?)"
    r"(?:[ ']?(?!(?:a|ont|est|sont|etait|avait|fut|sera|va)\b)(?!\w+-(?:t-)?(?:il|elle|on))[\w'%-]+){0,4}"
)
"""A question word that stands without a clause, in flat text."""

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
_ETRE = frozenset("est sont était étaient fut furent sera seront serait seraient".split())
_NOUN = re.compile(r"(?P<det>quel(?:le)?s?) (?P<clause>.+)", re.IGNORECASE)
_PRONOUNS = {"quel": ("ce", "il"), "quelle": ("cette", "elle"),
             "quels": ("ces", "ils"), "quelles": ("ces", "elles")}  # fmt: skip
_INVERTED = re.compile(r"-(?:t-)?(il|elle|ils|elles|on|ce)\b", re.IGNORECASE)
_NON_INVERTED = re.compile(r"\b(il|elle|ils|elles|cela|ça|celui-ci|celle-ci)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:lui|leur|leurs|son|sa|ses|cette personne|y|en retour|là)\b", re.IGNORECASE)
_ADJUNCT = re.compile(
    r"(?:quand|ou|pourquoi|comment|(?:a|aux?|de|d'|par|pour|en|dans|sur|sous|avec|contre|chez|depuis|"
    r"jusqu|vers|selon|face|grace|aupres|sans|apres|avant|lors)\b)"
)
_LONGEST_NAME = 12


def ask_again(bare: str, about: str) -> str:
    """« pourquoi » about « qui a envoyé des troupes »: « pourquoi a-t-on envoyé … »."""
    context, about = _context(about)
    asked = f"{context}{bare}"
    letters = flat(about)
    if happened := re.match(r"qu(?:e s'est-il passe|'est-il arrive|'est-ce qui s'est passe)", letters):
        rest = about[happened.end() :]
        return f"{asked} cela s'est-il passé{rest}"
    if letters.startswith("qui ") and (clause := _AUX.match(about[4:])):
        return f"{asked} {_ask_subject(clause)}"
    if (noun := _NOUN.fullmatch(about)) and (said := _ask_noun(noun)):
        return f"{asked} {said}"
    if clause_at := _swappable(letters):
        return f"{asked} {about[clause_at:].strip()}"
    if letters.startswith("qu'est-ce qu"):
        start = 12 if letters.startswith("qu'est-ce que") else 11
        return f"{asked} est-ce {about[8:start].strip()}{about[start:]} cela".replace("qu' ", "qu'")
    return f"{asked} ({about})"


def refer(part: str, about: str) -> str:
    """« qu'a-t-il fait » after « qui est Tokaïev »: « qu'a-t-il fait, Tokaïev »."""
    context, about = _context(about)
    del context
    letters = flat(about)
    pronoun = _INVERTED.search(part) or _NON_INVERTED.search(part)
    if (name := _name(about)) and (pronoun or _LEANS.search(part)):
        return f"{part}, {name}"
    doubled = pronoun and _has_subject(part, pronoun)
    if pronoun and not doubled and letters.startswith("qui ") and _is_person(pronoun[1]):
        return f"{part}, {_the_one(pronoun[1])} qui {about[4:]}"
    noun = _NOUN.fullmatch(about)
    if pronoun and not doubled and noun and _is_person(pronoun[1]) and _verb_at(noun["clause"]):
        return f"{part}, {_named(noun)}"
    if (pronoun and not doubled) or _LEANS.search(part):
        return f"{part} ({about})"
    if names_in(part, "fr"):
        return part
    names = names_in(about, "fr")
    return f"{part} ({', '.join(names)})" if names else f"{part} ({about})"


def _context(about: str) -> tuple[str, str]:
    """« En 2016, qui a gagné » parted into « en 2016, » and « qui a gagné »."""
    letters = flat(about)
    found = re.match(rf"[^?]*?, (?=(?:{WH['fr']}))", letters)
    if not found or re.match(WH["fr"], letters):
        return "", about
    return about[: found.end()], about[found.end() :]


def _ask_subject(clause: re.Match[str]) -> str:
    """« a envoyé » turned round: « a-t-on envoyé », « a été tué »: « a-t-il été tué »."""
    verb, rest = clause["verb"], clause["rest"]
    passive = verb.lower() in _ETRE or bool(re.match(r" (?:pas )?été\b", rest))
    return f"{clause['clitics']}{verb}{_hyphen(verb)}{'il' if passive else 'on'}{rest}"


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
        r"(?<=\w) (?=(?:l[ae]s?|l'|un|une|ce|cette|ces|s'|se|est|a|sont|ont)\b|[a-z]+-t?-?(?:il|elle|on))",
        letters,
    )
    return found.end() if found else None


def _name(about: str) -> str | None:
    """« Tokaïev » in « qui est Tokaïev », « le patron d'Uber » in « qui est le patron d'Uber »."""
    found = re.fullmatch(
        r"(?:qui|quelle?s?) (?:est|était|sont|étaient|fut) (?P<name>[^,]+)|"
        r"qu'est-ce que (?:c'est que )?(?P<thing>[^,]+)", about, re.IGNORECASE
    )  # fmt: skip
    name = (found["name"] or found["thing"]) if found else None
    if not name or len(name.split()) > _LONGEST_NAME or _INVERTED.search(name):
        return None
    first = name.split()[0]
    return name if first[0].isupper() or first.lower() in _DETERMINERS or "'" in first else None


_DETERMINERS = frozenset("le la les un une ce cet cette ces son sa ses leur leurs".split())


def _has_subject(part: str, pronoun: re.Match[str]) -> bool:
    """« pourquoi la Russie a-t-elle »: the pronoun only repeats a subject that is named."""
    if not pronoun[0].startswith("-"):
        return False
    before = re.sub(rf"^(?:{WH['fr']})", "", flat(part[: pronoun.start()]))
    return bool(re.search(r"\b(?:l[ea]s?|un|une|des|du|ce|cet|cette|ces|son|sa|ses) \w+ |l'\w+ ", before)
                or re.search(r"(?<=\w )[A-ZÀ-Ý]", part[: pronoun.start()]))  # fmt: skip


def _is_person(pronoun: str) -> bool:
    return pronoun.lower() in {"il", "elle", "ils", "elles"}


def _the_one(pronoun: str) -> str:
    return {"il": "celui", "elle": "celle", "ils": "ceux", "elles": "celles"}[pronoun.lower()]


def _named(noun: re.Match[str]) -> str:
    """« le dirigeant qui a protesté » from « quel dirigeant a protesté »."""
    at = _verb_at(noun["clause"]) or 0
    name = noun["clause"][:at].strip()
    article = {"quel": "le", "quelle": "la"}.get(noun["det"].lower(), "les")
    if article != "les" and flat(name[:1]) in set("aeiouyh"):
        return f"l'{name} qui {noun['clause'][at:]}"
    return f"{article} {name} qui {noun['clause'][at:]}"
