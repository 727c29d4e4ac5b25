"""A made-up data folder in the layout of `training.data`: eight towns and what happened there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from training.data import PARALLEL, READING

Row = dict[str, Any]


class Town(NamedTuple):
    """What differs between the articles; one guest came to two towns."""

    town: str
    mayor: str
    guest: str
    year: int
    books: int


TOWNS = (
    Town("Valmont", "Aline Moreau", "Igor Sand", 2011, 4200),
    Town("Brisac", "Bruno Castel", "Jeanne Roux", 2012, 5300),
    Town("Clairefont", "Claire Vasseur", "Igor Sand", 2013, 6400),
    Town("Dormelles", "Denis Lacroix", "Louise Petit", 2014, 7500),
    Town("Estrac", "Emma Garnier", "Marc Olivier", 2015, 8600),
    Town("Fontaube", "Farid Benali", "Nina Keller", 2016, 9700),
    Town("Guerande", "Gina Prigent", "Oscar Wolf", 2017, 1800),
    Town("Hautval", "Hugo Lemaire", "Paula Diaz", 2018, 2900),
)

FRENCH = (
    "Le 3 mai {year}, {mayor} a ouvert une bibliothèque de {books} livres à {town}. "
    "Le bâtiment se trouve près du vieux pont de pierre. "
    "Les travaux ont duré trois ans parce que la rivière de {town} avait inondé le chantier. "
    "Les habitants sont venus nombreux malgré la pluie et le vent. "
    "{guest} a lu un poème devant la foule, puis des enfants ont chanté. "
    "Une école voisine a reçu des livres et des cahiers neufs. "
    "La prochaine fête aura lieu en juin, dit-on à la mairie de la ville."
)
ENGLISH = (
    "On 3 May {year}, {mayor} opened a library of {books} books in {town}. "
    "The building stands near the old bridge of stone. "
    "The works took three years because the river of {town} had flooded the site. "
    "Many people came in spite of the rain and the wind. "
    "{guest} read a poem to the crowd, then some children sang. "
    "A school near by was given new books and copybooks. "
    "The next feast will be in June, they say at the town hall."
)
FACTS = (
    (
        "who",
        "{mayor}",
        "Qui a ouvert la bibliothèque de {town} ?",
        "Who opened the library of {town}?",
    ),
    (
        "howmany",
        "{books} livres",
        "Combien de livres compte la bibliothèque de {town} ?",
        "How many books does the library of {town} have?",
    ),
    (
        "who",
        "{guest}",
        "Qui a lu un poème à {town} en {year} ?",
        "Who read a poem in {town} in {year}?",
    ),
    (
        "none",
        "-",
        "Qui a fermé le théâtre de {town} ?",
        "Who closed the theatre of {town}?",
    ),
)
DIALOGUE = {
    "answer1": "{mayor}",
    "answer2": "{guest}",
    "question1_fr": "Qui a ouvert la bibliothèque de {town} ?",
    "question2_fr": "Et qui y a lu un poème ?",
    "standalone2_fr": "Qui a lu un poème à {town} ?",
    "question1_en": "Who opened the library of {town}?",
    "question2_en": "Who read a poem in {town}?",
    "standalone2_en": "Who read a poem in {town}?",
}
"""The second question leans on the first in French alone."""
NEAR_MISS = {
    "change": "attribute",
    "answer": "{mayor}",
    "original_fr": "Qui a ouvert la bibliothèque de {town} ?",
    "near_miss_fr": "Qui a construit la bibliothèque de {town} ?",
    "original_en": "Who opened the library of {town}?",
    "near_miss_en": "Who built the library of {town}?",
}


def write_data(folder: Path) -> Path:
    """All files that training reads."""
    _write_news(folder)
    for source, name in READING.items():
        language = "fr" if source == "piaf" else "en"
        rows = qamr_rows() if source == "qamr" else paragraph_rows(language)
        _write_rows(folder / "reading" / f"{name}.jsonl.gz", rows)
    for name, language in (("squad-dev-en", "en"), ("piaf-dev-fr", "fr")):
        _write_rows(folder / "reading" / f"{name}.jsonl.gz", paragraph_rows(language))
    _write_retrieval(folder / "retrieval")
    for name in PARALLEL:
        pairs = [(ENGLISH, FRENCH)] if "paragraphs" in name else [FACTS[0][:1:-1], FACTS[1][:1:-1]]
        lines = [[text.format_map(t._asdict()) for text in pair] for t in TOWNS for pair in pairs]
        _write_lines(folder / "parallel" / f"{name}.tsv.gz", ("\t".join(pair) for pair in lines))
    return folder


def article_id(town: Town) -> str:
    """The name of the article about a town."""
    return f"{9000 + TOWNS.index(town)}"


def articles() -> list[Row]:
    """An article about each town, the last one in English."""
    return [
        {
            "id": article_id(town),
            "title": f"Une bibliothèque à {town.town}",
            "published": f"{town.year}-05-04",
            "language": "en" if town is TOWNS[-1] else "fr",
            "text": (ENGLISH if town is TOWNS[-1] else FRENCH).format_map(town._asdict()),
        }
        for town in TOWNS
    ]


def paragraph_rows(language: str) -> list[Row]:
    """SQuAD-shaped rows: two questions that each paragraph answers and one that none does."""
    rows = []
    for number, town in enumerate(TOWNS):
        text = (FRENCH if language == "fr" else ENGLISH).format_map(town._asdict())
        for place, (_, answer, *asked) in enumerate(FACTS):
            said = answer.format_map(town._asdict()).removesuffix(" livres")
            rows.append(
                {
                    "id": f"{language}{number}-{place}",
                    "title": "Des_villes" if number % 2 else "Les_bourgs",
                    "context": text,
                    "question": asked[language == "en"].format_map(town._asdict()),
                    "answers": _answers(text, said),
                    "is_impossible": said == "-",
                }
            )
    return rows


def _answers(text: str, said: str) -> list[Row]:
    return [] if said == "-" else [{"text": said, "answer_start": text.index(said)}]


def qamr_rows() -> list[Row]:
    """Questions on single sentences of one document."""
    return [
        {
            "id": f"Wiki1k:wikipedia:7:1:{place}|3 4|0|0",
            "title": "wikipedia",
            "context": f"{town.mayor} built the tower of {town.town} .",
            "question": question,
            "answers": [{"text": town.mayor, "answer_start": 0}],
            "is_impossible": False,
        }
        for place, town in enumerate(TOWNS)
        for question in ("Who built a tower?", "By whom was a tower built?")
    ]


def _write_news(folder: Path) -> None:
    questions: list[dict[str, Any]] = []
    facts, near, dialogues = [], [], []
    for town in TOWNS:
        known = town._asdict()
        own = {"article": article_id(town)}
        for kind, answer, french, english in FACTS:
            if town is TOWNS[-1] and "livres" in answer:
                continue  # the English article says it in English
            row = {"kind": kind, "answer": answer, "question_fr": french, "question_en": english}
            facts.append(own | _filled(row, known))
            if kind != "none":
                gold = {"id": f"d{len(questions)}", "lang": "fr", "question": french, "kind": kind}
                answers = {"answers": [answer.format_map(known)], "evidence": []}
                questions.append(own | _filled(gold, known) | answers)
        near.append(own | _filled(NEAR_MISS, known))
        dialogues.append(own | _filled(DIALOGUE, known))
    _write_rows(folder / "news-dev" / "articles.jsonl.gz", articles())
    for name in ("questions", "dev-natural"):
        lines = "".join(f"{json.dumps(row)}\n" for row in questions)
        (folder / "news-dev" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    translated = {"piaf-train-questions-en": 3, "squad-train-questions-fr": 2}
    tables = {"questions": facts, "near-misses": near, "dialogues": dialogues} | {
        name: [_translated(t, number, side) for number, t in enumerate(TOWNS)]
        for name, side in translated.items()
    }
    for name, table in tables.items():
        _write_table(folder / "news-qa" / f"{name}.tsv.gz", table)


def _translated(town: Town, number: int, side: int) -> Row:
    language = "fr" if side == 3 else "en"
    question = FACTS[0][side].format_map(town._asdict())
    return {"id": f"{language}{number}-0", "question": question}


def _filled(row: Row, known: Mapping[str, Any]) -> Row:
    return {name: value.format_map(known) for name, value in row.items()}


def _write_retrieval(folder: Path) -> None:
    texts = [FRENCH.format_map(town._asdict()) for town in TOWNS]
    faq = [{"question": "", "title": "Livres", "context": f"Livres : {text}"} for text in texts]
    asked = [{"question": f"Que faire à {t.town} ?", "context": FRENCH} for t in TOWNS]
    pages = [{"title": f"La fête à {t.town}", "body": FRENCH} for t in TOWNS]
    for name, rows in (("faq", faq), ("qa", asked), ("fiches", pages)):
        _write_rows(folder / f"service-public-{name}-fr.jsonl.gz", rows)
    _write_rows(folder / "canada-law-sections.jsonl.gz", law_rows(1_020))
    _write_rows(folder / "questions.jsonl.gz", [{"question": "Who opened it?", "lang": "en"}])


def law_rows(count: int) -> list[Row]:
    """So many sections of laws."""
    return [
        {
            "title_en": f"Library rule {i}",
            "title_fr": f"Règle {i} des bibliothèques",
            "text_en": f"No book is lent for more than {i} days.",
            "text_fr": f"Aucun livre n'est prêté pour plus de {i} jours.",
        }
        for i in range(count)
    ]


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    _write_lines(path, (json.dumps(row) for row in rows))


def _write_table(path: Path, rows: list[Row]) -> None:
    lines = [list(rows[0]), *(row.values() for row in rows)]
    _write_lines(path, ("\t".join(line) for line in lines))


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
