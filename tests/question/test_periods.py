"""Facts about `qa.question.periods`: which articles the dates in a question leave."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.dates import first_day, last_day
from qa.question.periods import period_in
from qa.types import Language

TODAY = date(2022, 11, 23)
"""A Wednesday."""

SINCE: list[tuple[Language, str, str]] = [
    ("fr", "Qui a envoyé des troupes au Kazakhstan en janvier 2022 ?", "2022-01"),
    ("en", "Who sent troops to Kazakhstan in January 2022?", "2022-01"),
    ("en", "who won in january 2022", "2022-01"),
    ("fr", "QUI A GAGNÉ EN JANVIER 2022", "2022-01"),
    ("fr", "qui a gagne en decembre 2021", "2021-12"),
    ("fr", "Qui a parlé le 1er mars 2021 ?", "2021-03-01"),
    ("fr", "Qui a parlé le 6 janvier 2022 ?", "2022-01-06"),
    ("fr", "Combien de victimes le lundi 3 janvier 2022 ?", "2022-01-03"),
    ("en", "Who spoke on 6 January 2022?", "2022-01-06"),
    ("en", "Who spoke on the 6th of January 2022?", "2022-01-06"),
    ("en", "Who spoke on January 6, 2022?", "2022-01-06"),
    ("en", "Who was hurt on Monday, 3 January 2022?", "2022-01-03"),
    ("fr", "Qui a gagné le 06/01/2022 ?", "2022-01-06"),
    ("en", "Who won on 2022-01-06?", "2022-01-06"),
    ("fr", "Qui a gagné en 2021 ?", "2021"),
    ("en", "Who won in 2021?", "2021"),
    ("en", "How much did it lose in the first nine months of 2021?", "2021"),
    ("fr", "Quand a eu lieu l'attentat de janvier 2015 ?", "2015-01"),
    ("en", "What fine does the bill of May 2016 provide for?", "2016-05"),
    ("fr", "Qui a gagné fin 2021 ?", "2021-09"),
    ("fr", "Qui a gagné à la fin de l’année 2021 ?", "2021-09"),
    ("en", "Who won in late 2021?", "2021-09"),
    ("fr", "Qui a perdu début janvier 2022 ?", "2022-01"),
    ("en", "Who lost in mid-January 2022?", "2022-01"),
    ("fr", "Qui a gagné à l’été 2021 ?", "2021-06"),
    ("en", "Who won in spring 2021?", "2021-03"),
    ("en", "Who won on Feb 24, 2022?", "2022-02-24"),
    ("fr", "Qui a gagné le 24 fév. 2022 ?", "2022-02-24"),
    ("en", "Who won in Sept. 2021?", "2021-09"),
    ("fr", "Qui a gagné depuis déc. ?", "2021-12"),
    ("fr", "Qui a gagné dans les années 1990 ?", "1990"),
    ("en", "Who won in the 1990s?", "1990"),
    ("fr", "Qui a gagné entre mars et mai 2021 ?", "2021-03"),
    ("en", "Who won between March and May 2021?", "2021-03"),
    ("fr", "Qui a gagné du 3 au 7 janvier 2022 ?", "2022-01-03"),
    ("en", "Who won from 3 to 7 January 2022?", "2022-01-03"),
    ("en", "Who won between March 3 and March 7, 2021?", "2021-03-03"),
    ("fr", "Qui dirigeait entre 2016 et 2018 ?", "2016"),
    ("fr", "Qui a démissionné dans la nuit du 6 au 7 janvier 2022 ?", "2022-01-06"),
    ("fr", "Combien de morts depuis lundi ?", "2022-11-21"),
    ("en", "How many people have died since Monday?", "2022-11-21"),
    ("en", "Who resigned last Monday?", "2022-11-21"),
    ("fr", "Qui a démissionné lundi dernier ?", "2022-11-21"),
    ("fr", "Qui a démissionné mardi ?", "2022-11-22"),
    ("en", "Who resigned on Tuesday?", "2022-11-22"),
    ("fr", "Qui a démissionné hier ?", "2022-11-22"),
    ("en", "Who resigned yesterday?", "2022-11-22"),
    ("fr", "Qui a démissionné avant-hier ?", "2022-11-21"),
    ("fr", "Qui a démissionné la semaine dernière ?", "2022-11-14"),
    ("en", "Who resigned last week?", "2022-11-14"),
    ("fr", "Qui a démissionné cette semaine ?", "2022-11-21"),
    ("fr", "Qui a démissionné le mois dernier ?", "2022-10"),
    ("en", "Who resigned this month?", "2022-11"),
    ("fr", "Qui a démissionné l’an dernier ?", "2021"),
    ("en", "Who resigned last year?", "2021"),
    ("en", "How many people died in the last three days?", "2022-11-20"),
    ("fr", "Combien de morts ces derniers jours ?", "2022-11-16"),
    ("fr", "Qui a démissionné il y a trois jours ?", "2022-11-20"),
    ("fr", "Qui a démissionné il y a quelques jours ?", "2022-11-16"),
    ("en", "Who resigned two days ago?", "2022-11-21"),
    ("fr", "Qui a gagné en mars ?", "2022-03"),
    ("fr", "Qui a gagné en décembre ?", "2021-12"),
    ("en", "Who won in May?", "2022-05"),
    ("fr", "Qui a démissionné depuis le 6 janvier ?", "2022-01-06"),
    ("fr", "Qui a démissionné après le 6 janvier 2022 ?", "2022-01-06"),
    ("en", "Who has resigned since 2021?", "2021"),
]
UNTIL: list[tuple[Language, str, str]] = [
    ("fr", "Qui dirigeait avant mars 2021 ?", "2021-03"),
    ("en", "Who led before March 2021?", "2021-03"),
    ("fr", "Qui régnait jusqu’en 2021 ?", "2021"),
    ("fr", "Qui régnait jusqu’au 6 janvier 2022 ?", "2022-01-06"),
    ("en", "Who ruled until 2021?", "2021"),
    ("en", "Who ruled before last Monday?", "2022-11-21"),
]
NEWS: list[tuple[Language, str, str, str]] = [
    ("fr", "Que s’est-il passé au Kazakhstan en janvier 2022 ?", "2022-01", "2022-02"),
    ("en", "What happened in Kazakhstan in January 2022?", "2022-01", "2022-02"),
    ("fr", "Que s’est-il passé le 6 janvier 2022 ?", "2022-01-06", "2022-02-06"),
    ("fr", "Que disait la presse entre mars et mai 2021 ?", "2021-03", "2021-06"),
    ("en", "What articles were published in 2020?", "2020", "2021-01"),
]
NONE: list[tuple[Language, str]] = [
    ("fr", "Qui a commis les attentats du 11 septembre ?"),
    ("fr", "Que s’est-il passé le 11 septembre ?"),
    ("fr", "Qui a participé à mai 68 ?"),
    ("fr", "Quand l’Euro 2016 a-t-il commencé ?"),
    ("en", "Why did the Commission turn down Italy's 2019 budget?"),
    ("en", "Why was the start of the 2015 Iditarod moved?"),
    ("fr", "Qui veut aller sur Mars ?"),
    ("fr", "Combien coûte Mars 2020 ?"),
    ("en", "What did Theresa May say?"),
    ("en", "What may happen to the bridge?"),
    ("fr", "Qui a tué 2021 personnes ?"),
    ("fr", "Depuis quand est-il malade ?"),
    ("fr", "Qui a lu le Journal du dimanche ?"),
    ("fr", "Le Vendredi saint est-il férié ?"),
    ("en", "What is sold on Black Friday?"),
    ("fr", "Qui lit « Le 6 janvier 2022 » ?"),
    ("en", 'Who wrote "In January 2022"?'),
    ("fr", "Que devrait-il se passer en 2030 ?"),
    ("en", "What will change in 2030?"),
    ("fr", "Qu’est-ce qui sera interdit en janvier 2022 ?"),
    ("fr", "Qu’est-ce qui est prévu pour janvier 2022 ?"),
    ("en", "When is the launch of January 2022 due?"),
    ("fr", "Combien cela coûte-t-il aujourd’hui ?"),
    ("fr", "Qui a gagné le 31 février 2022 ?"),
    ("fr", "Qui a signé les accords de 1968 ?"),
    ("fr", "Pourquoi le pont est-il fermé ?"),
]


@pytest.mark.parametrize(("language", "question", "since"), SINCE)
def test_an_event_is_told_from_its_day_on(language: Language, question: str, since: str) -> None:
    """Articles from the beginning of the named time on are left, and no end is set."""
    assert period_in(question, language, TODAY) == (since, None)


@pytest.mark.parametrize(("language", "question", "until"), UNTIL)
def test_before_sets_the_end(language: Language, question: str, until: str) -> None:
    """Articles up to the named time are left, that time included."""
    assert period_in(question, language, TODAY) == (None, until)


@pytest.mark.parametrize(("language", "question", "since", "until"), NEWS)
def test_news_of_a_time_are_told_in_it_or_soon_after(
    language: Language, question: str, since: str, until: str
) -> None:
    """A question for what happened or was written in a period ends a month after it."""
    assert period_in(question, language, TODAY) == (since, until)


@pytest.mark.parametrize(("language", "question"), NONE)
def test_names_plans_and_numbers_are_no_times(language: Language, question: str) -> None:
    """Dates within names and quotations, times to come and mere numbers filter nothing."""
    assert period_in(question, language, TODAY) is None


def test_today_is_a_day_where_news_are_asked_for() -> None:
    """`aujourd'hui` may mean nowadays, but not in a question for what happened."""
    assert period_in("Que s’est-il passé aujourd’hui ?", "fr", TODAY) == ("2022-11-23", None)


def test_several_times_are_taken_together() -> None:
    """Of two times the earlier begins the period; of contradicting bounds the first holds."""
    both = "Qui a gagné en janvier 2022 et qui a perdu en mars 2021 ?"
    assert period_in(both, "fr", TODAY) == ("2021-03", None)
    crossed = "Who led before 2016, and who has led since 2018?"
    assert period_in(crossed, "en", TODAY) == ("2018", None)


@pytest.mark.parametrize("question", ["Qui a gagné il y a cents jours ?", "En l’an 20٣0 ?"])
def test_odd_numbers_are_no_error(question: str) -> None:
    """Plurals that are no number and digits of other scripts give a period or none."""
    period_in(question, "fr", TODAY)


@given(
    st.text(max_size=80),
    st.sampled_from(["fr", "en"]),
    st.dates(min_value=date(1950, 1, 1), max_value=date(2050, 1, 1)),
)
def test_any_text_has_a_period_or_none(text: str, language: Language, today: date) -> None:
    """No text is an error, and what begins does so before today and before its end."""
    found = period_in(text, language, today)
    if found and found.since:
        assert first_day(found.since) <= today
    if found and found.since and found.until:
        assert first_day(found.since) <= last_day(found.until)
