from __future__ import annotations

import pytest

from qa.lang.names import missing_names, names_in


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Vladimir Putin sent troops.", "Vladimir Poutine a envoyé des troupes."),
        ("Tokayev thanked the Russian President.", "Tokaïev a remercié le président russe."),
        ("The United States and Germany left.", "Les États-Unis et l’Allemagne sont partis."),
        ("Les Nations unies et l’OTAN.", "The United Nations and NATO met."),
        ("The U.S. Army came to London.", "L’armée des USA est venue à Londres."),
        ("The U.N. and the U.S.A. agree.", "L'ONU et les USA sont d'accord."),
        ("La SNCF et la RATP négocient.", "La S.N.C.F. et la R.A.T.P. ont négocié."),
        ("Lukashenko met Zelenskyy.", "Loukachenko a rencontré Zelensky."),
        ("Russian troops came.", "La Russie a envoyé des troupes."),
        ("La Côte d’Ivoire a gagné.", "Ivory Coast won."),
        ("Selon Ilona Weber, c’est fini.", "C’est fini, dit ILONA WEBER."),
        ("According to him, it is over.", "C’est fini."),
        ("On Tuesday in January it rained.", "Il a plu."),
        ("Forty people left.", "Quarante personnes sont parties."),
    ],
)
def test_names_are_found_across_languages(sentence: str, quote: str) -> None:
    """Spellings, names of countries, peoples and bodies of both languages are one name."""
    assert missing_names(sentence, [quote]) == []


@pytest.mark.parametrize(
    ("sentence", "quote", "missing"),
    [
        ("Macron sent troops.", "Poutine a envoyé des troupes.", ["Macron"]),
        ("Niger voted.", "Le Nigeria a voté.", ["Niger"]),
        ("Austria left.", "L’Australie est partie.", ["Austria"]),
        ("Iran replied.", "L’Irak a répondu.", ["Iran"]),
        ("Ilona Webster spoke.", "Ilona Weber a parlé.", ["Webster"]),
        ("Merkel said so.", "Mercer said so.", ["Merkel"]),
        ("WHO experts met.", "Experts met.", ["WHO"]),
    ],
)
def test_other_names_are_missing(sentence: str, quote: str, missing: list[str]) -> None:
    """Names that only look alike, and those of other countries, do not count."""
    assert missing_names(sentence, [quote]) == missing


def test_names_of_a_question() -> None:
    """Acronyms with stops are the names that they are without."""
    assert names_in("Que demande l'O.N.U. au Mali ?") == names_in("Que demande l'ONU au Mali ?")


def test_one_of_several_quotes_is_enough() -> None:
    """Each name may stand in another quote."""
    quotes = ["Ilona Weber a parlé.", "Oswin Tate a écouté."]
    assert missing_names("Ilona Weber et Oswin Tate.", quotes) == []
    assert missing_names("Ilona Weber et Oswin Tate.", quotes[:1]) == ["Oswin", "Tate"]
