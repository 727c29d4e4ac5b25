"""Facts about `qa.reader.fitting`: what an answer must hold, by the kind of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.question import understand
from qa.reader.fitting import fit_of

if TYPE_CHECKING:
    from qa.types import Language

CASES: list[tuple[str, Language, str, float, list[str]]] = [
    # how many: numbers that the question does not say, no dates; money only where it is asked for
    ("Combien d'articles faut-il retirer ?", "fr", "Le site est bloqué depuis le 29 avril.", 0, []),
    ("Combien de lecteurs a-t-il ?", "fr", "Il vend 260 000 journaux à 2 €.", 0.5, ["260 000"]),
    ("How many strikers were there?", "en", "In 1984 all 9,500 strikers left.", 1, ["9,500"]),
    (
        "Combien coûte le stade ?",
        "fr",
        "Il a 12 portes et coûte 3 millions €.",
        1,
        ["3 millions"],
    ),
    ("Combien de bus ?", "fr", "Il y a 30 bus à 08 h 30.", 1, ["30"]),
    ("Combien de lecteurs ?", "fr", "Il coûte 50 centimes.", 0, []),
    (
        "Combien coûtait la force ?",
        "fr",
        "Son budget est de 346 millions $US.",
        1,
        ["346 millions"],
    ),
    ("What was his bail?", "en", "He was freed on US$ 20,000 in 2016.", 1, ["20,000"]),
    (
        "Combien d'heures de cours (quelle amende risquent-ils) ?",
        "fr",
        "Ils ont 110 heures de cours et 50 000 $ d'amende.",
        1,
        ["110"],
    ),
    ("How much did flight 3411 cost?", "en", "On flight 3411 four people sat.", 0, []),
    ("How much did they pay?", "en", "Four people left.", 0, []),
    ("How many people died?", "en", "The fire killed twelve and hurt 30.", 1, ["twelve"]),
    # when: dates that the question does not say
    ("Quand le pont a-t-il rouvert ?", "fr", "Le pont a rouvert lundi 3 mai.", 1, ["lundi", "mai"]),
    ("Quand le maire a-t-il ri ?", "fr", "Il a ri le 3 mai.", 1, ["mai"]),
    ("À quelle heure a-t-il ri ?", "fr", "Il a ri à 18 h 30.", 1, ["18 h"]),
    ("Who won in 2016, and when?", "en", "They lost in 2016.", 0, []),
    ("When did it close in 2016?", "en", "It closed in March 2016.", 1, ["March"]),
    # who and where: a name that is new; an answer must hold one only where a name is asked for
    ("Qui a envoyé des troupes ?", "fr", "La région de Moscou l'a fait.", 1, []),
    ("Qui a pris le train de l'Ain ?", "fr", "Dans l'Ain, le maire de Tra.", 1, []),
    ("Who left Paris?", "en", "They left Paris.", 0, []),
    ("Comment s'appelle le maire ?", "fr", "Anne Petit a ri.", 1, ["Anne", "Petit"]),
    ("What is the name of the mayor?", "en", "The mayor laughed.", 0, []),
    # why: a word that tells a cause; what: anything
    ("Pourquoi ?", "fr", "Il est parti en raison de la pluie.", 1, []),
    ("Pourquoi ?", "fr", "Il est parti.", 0, []),
    ("What did he say?", "en", "Nothing.", 1, []),
]


@pytest.mark.parametrize(
    ("question", "language", "sentence", "degree", "places"),
    CASES,
    ids=[c[0] + c[2] for c in CASES],
)
def test_what_an_answer_must_hold(
    question: str, language: Language, sentence: str, degree: float, places: list[str]
) -> None:
    """How far a sentence fits, and the words of it of which an answer needs one."""
    fit = fit_of(understand(question).parts[-1], sentence, language)
    assert fit.degree == degree
    assert [sentence[start:end] for start, end in fit.places] == places
