"""Tables, whose rows are read with the heads of their columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qa.corpus.grids import without_rules
from tests.newsroom import sentences

from .samples import article

if TYPE_CHECKING:
    from pathlib import Path

DRAWN = """| Relais | Fermé le | Clients |
|:---|---|---:|
| Aubrac | 3 mai 2024 | 1 204 |
| Sainte-Enimie | | 310 |"""
BOXED = """+---------------+------------+---------+
| Relais        | Fermé le   | Clients |
+---------------+------------+---------+
| Aubrac        | 3 mai 2024 | 1 204   |
| Sainte-Enimie |            | 310     |
+---------------+------------+---------+"""
OPEN = """Relais | Fermé le | Clients
-------|----------|--------
Aubrac | 3 mai 2024 | 1 204
Sainte-Enimie | | 310"""
ROWS = [
    "Aubrac – Fermé le: 3 mai 2024; Clients: 1 204.",
    "Sainte-Enimie – Clients: 310.",
]


def page(folder: Path, table: str) -> list[str]:
    """The sentences of a web page with a table in it, but for those around the table."""
    data = f"""<html><head><meta charset="utf-8"><title>Relais de poste</title></head><body>
<article><h1>Relais de poste</h1><p>La direction ferme deux relais de poste en Lozère, selon un
courrier que les maires ont reçu jeudi matin.</p>{table}<p>Les maires demandent un délai jusqu'à
la fin de l'été pour trouver des solutions.</p></article></body></html>"""
    _, *rows, _ = sentences(article(folder, "a.html", data).text)
    return rows


@pytest.mark.parametrize("table", [DRAWN, BOXED, OPEN], ids=["pipes", "box", "open"])
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.jsonl"])
def test_drawn_tables(name: str, table: str, tmp_path: Path) -> None:
    """A drawn table is a sentence a row in every format of text, and its rules are no text."""
    text = f"Deux relais ferment.\n\n{table}\n\nLes maires protestent."
    data = json.dumps({"text": text}) if name == "a.jsonl" else f"Relais de poste\n\n{text}"
    data = f"# {data}" if name == "a.md" else data
    found = sentences(article(tmp_path, name, data).text)
    assert found == ["Deux relais ferment.", *ROWS, "Les maires protestent."]


@pytest.mark.parametrize(
    "text", ["Un a | b.\n\nFin -- oui.", "a + b\nc + d", "--\n| a |", "a --- b"]
)
def test_no_drawn_table(text: str) -> None:
    """Lines with bars or dashes alone are no table."""
    assert without_rules(text) == text


def test_a_web_table(tmp_path: Path) -> None:
    """Heads, also in two rows and over several columns; a caption; cells that span rows."""
    table = """<table><caption>Relais fermés</caption>
<tr><th rowspan="2">Relais</th><th colspan="2">Clients</th></tr><tr><th>2023</th><th>2024</th></tr>
<tr><th scope="row">Aubrac</th><td>1 310</td><td>1 204</td></tr>
<tr><td colspan="3">Vallée du Tarn</td></tr>
<tr><td>Ispagnac</td><td rowspan="2">310<br>environ</td><td></td></tr>
<tr><td>Florac</td><td>205</td></tr></table>"""
    assert page(tmp_path, table) == [
        "Relais fermés",
        "Aubrac – Clients 2023: 1 310; Clients 2024: 1 204.",
        "Vallée du Tarn",
        "Ispagnac – Clients 2023: 310 environ.",
        "Florac – Clients 2023: 310 environ; Clients 2024: 205.",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<tr><td>Relais</td><td>Clients</td></tr><tr><td>Florac</td><td>205</td></tr>",
         ["Florac – Clients: 205."]),
        ("<tr><th>Altitude :</th><td>1 020 m</td></tr><tr><th>Ouvert</th><td>1887</td></tr>",
         ["Altitude: 1 020 m.", "Ouvert: 1887."]),
        ("<tr><td>lundi</td><td>mardi</td><td>jeudi</td></tr><tr><td>a</td><td>b</td><td>c</td></tr>",
         ["lundi; mardi; jeudi.", "a; b; c."]),
        ("<tr><td></td><th>2024</th><th>2025</th></tr><tr><th>Florac</th><td>3</td><td>4</td></tr>",
         ["Florac – 2024: 3; 2025: 4."]),
    ],
    ids=["unmarked heads", "heads of rows", "no heads", "both"],
)  # fmt: skip
def test_heads_of_a_web_table(rows: str, said: list[str], tmp_path: Path) -> None:
    """The first row are the heads where the rows below have numbers; else nothing is made up."""
    assert page(tmp_path, f"<table>{rows}</table>") == said


def test_a_table_for_layout(tmp_path: Path) -> None:
    """A table that holds the article is no table of facts."""
    data = """<html><head><title>Relais</title></head><body><table><tr><td>Menu</td><td>
<h1>Relais fermé</h1><p>Le relais de Florac a fermé lundi, après cent trente ans de service.</p>
<p>Le maire espère le rouvrir à l'automne avec une association.</p></td></tr>
<tr><td>Contact</td><td>Plan</td></tr></table></body></html>"""
    text = article(tmp_path, "a.html", data).text
    assert "Le relais de Florac a fermé lundi, après cent trente ans de service.\n" in text
    assert ";" not in text


def test_preformatted_lines(tmp_path: Path) -> None:
    """In `<pre>`, verses keep their lines and wrapped lines are joined."""
    verses = "Le vent du nord a pris le toit,\nLa pluie a pris la porte."
    prose = (
        "Le relais de Florac, ouvert en 1887, a fermé lundi après cent\n"
        "trente-sept ans de service, faute de personnel et de clients."
    )
    found = page(tmp_path, f"<pre>{verses}\n\n{prose}</pre>")
    assert found == [*verses.split("\n"), prose.replace("\n", " ")]


@pytest.mark.parametrize("span", ["0", "-3", "999999999", "x", ""])
def test_hostile_spans(span: str, tmp_path: Path) -> None:
    """A cell that claims to span any number of columns does no harm."""
    cell = f'<td colspan="{span}" rowspan="{span}">b</td>'
    assert page(tmp_path, f"<table><tr><td>a</td>{cell}</tr><tr><td>c</td><td>1</td></tr></table>")
