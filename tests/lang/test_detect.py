"""Texts in neither of the two languages."""

from __future__ import annotations

import pytest

from qa.lang.detect import foreign_language

FOREIGN = {
    "de": "Das Wasserwerk in Rodenau bleibt bis Freitag geschlossen, weil eine Pumpe gebrannt hat. "
    "Verletzt wurde niemand.",
    "es": "La fábrica de papel de Montejo cerró el martes después de que un incendio destruyera "
    "dos de sus máquinas.",
    "it": "La cartiera di Montelupo ha chiuso martedì dopo che un incendio ha distrutto due delle "
    "sue macchine.",
    "nl": "De papierfabriek in Moerbeke ging dinsdag dicht nadat een brand twee machines had "
    "verwoest, zei de burgemeester.",
    "pt": "A fábrica de papel de Montalvo fechou na terça-feira depois de um incêndio ter "
    "destruído duas das suas máquinas.",
    "pl": "Papiernia w Modrzewie została zamknięta we wtorek po tym, jak pożar zniszczył dwie z "
    "jej maszyn.",
    "ru": "Бумажная фабрика в Моховом закрылась во вторник после того, как пожар уничтожил две "
    "машины.",
    "ar": "أغلق مصنع الورق أبوابه يوم الثلاثاء بعد أن دمر حريق كبير اثنتين من آلاته، حسبما قال "
    "رئيس البلدية.",
}


@pytest.mark.parametrize(("code", "text"), FOREIGN.items(), ids=FOREIGN.keys())
def test_other_languages_are_known(code: str, text: str) -> None:
    """A text in another language is known as that."""
    assert foreign_language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "La papeterie de Malbrenne a fermé mardi, après un incendie qui a détruit deux machines.",
        "The paper mill in Malbrenne closed on Tuesday after a fire had destroyed two machines.",
        "LA PAPETERIE DE MALBRENNE A FERME MARDI APRES UN INCENDIE QUI A DETRUIT DEUX MACHINES",
        "Le maire a lancé « Wir schaffen das » à la foule, puis il a repris le train pour Ulm.",
        "He said « ya basta », then left for Ulm with Karl Voss, Ute Kranz and Giovanni Moretti.",
        "Present: Ana Moll, Theo Birk, Ines Roth\nAbsent: Karl Voss (ill)\nNext meeting: 14 May",
        "Die Brücke ist zu.",
        "",
        "12 345 678 901 234 567 890 123 456 789 012 345 678 901 234 567 890 123",
    ],
)
def test_no_alarm(text: str) -> None:
    """French, English and short texts are not called foreign, whatever they quote."""
    assert foreign_language(text) is None
