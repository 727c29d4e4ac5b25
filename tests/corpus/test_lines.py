"""Which lines of a text were only wrapped, and which were ended on purpose."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.corpus.lines import unwrapped
from qa.corpus.text import normalise

from .samples import article

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = [
    (
        "La papeterie de Malbrenne, fondée en 1911, cessera de produire le 30 septembre, faute "
        "de commandes, a annoncé mercredi son directeur, Ivan Tessier. Les 214 salariés ont "
        "appris la nouvelle par un courrier glissé dans leur casier."
    ),
    (
        "Le préfet a reçu les délégués dans la soirée. Il leur a promis une réunion avec la "
        "banque qui détient les dettes de l'entreprise, et un médiateur. « Nous occuperons les "
        "machines jour et nuit », a prévenu Solange Abadie, déléguée syndicale."
    ),
    (
        "Un repreneur italien s'était retiré en mars, après avoir découvert que la chaudière "
        "devait être remplacée avant l'hiver."
    ),
]
ENGLISH = [
    (
        "The lighthouse on Gannet Rock went dark on Tuesday after a wave broke three of its "
        "windows and flooded the battery room, the coastguard said. Two keepers were taken off "
        "by helicopter, unhurt but soaked."
    ),
    (
        "Boats are asked to keep two miles away until a buoy has been laid. The harbour master, "
        "Morag Sinclair, expects that to take a week, as the only ship which can lay it is being "
        "repaired in Leith."
    ),
    (
        "Nobody had seen such a wave there since 1953, when the first tower was washed away by a "
        "storm that cost eleven lives."
    ),
]


def wrapped(paragraphs: list[str], width: int, apart: str) -> str:
    """Paragraphs wrapped at a width, and told from each other in one of the usual ways."""
    indent = "   " if apart == "indent" else ""
    parts = [
        textwrap.fill(paragraph, width, initial_indent=indent, break_on_hyphens=False)
        for paragraph in paragraphs
    ]
    return ("\n\n" if apart == "blank" else "\n").join(parts)


@pytest.mark.parametrize("width", range(50, 101, 2))
@pytest.mark.parametrize("apart", ["blank", "indent", "short line"])
@pytest.mark.parametrize("paragraphs", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_wrapped_prose_is_joined(paragraphs: list[str], apart: str, width: int) -> None:
    """At every width, paragraphs are one line each again, or at least all sentences whole."""
    found = unwrapped(normalise(wrapped(paragraphs, width, apart)))
    lines = [line.strip() for line in found.split("\n") if line.strip()]
    if apart == "short line":  # a last line may happen to be full
        assert " ".join(lines) == " ".join(paragraphs)
        assert all(line.endswith(".") for line in lines)
    else:
        assert lines == paragraphs


@pytest.mark.parametrize("width", [52, 65, 72, 80, 98])
def test_every_format(width: int, tmp_path: Path) -> None:
    """The same wrapped text gives the same article in every format, with any line ends."""
    body = wrapped(FRENCH, width, "blank")
    row = {"title": "La papeterie ferme", "text": body}
    table = io.StringIO()
    csv.writer(table).writerows([row.keys(), row.values()])
    files = {
        "a.txt": f"La papeterie ferme\n\n{body}",
        "b.txt": f" date 2025-03\n\nLa papeterie ferme\n\n{body}".replace("\n", "\r\n"),
        "a.md": f"# La papeterie ferme\n\n{body}",
        "a.jsonl": json.dumps(row),
        "a.json": json.dumps([row], indent=2),
        "a.csv": table.getvalue(),
    }
    for name, data in files.items():
        found = article(tmp_path, name, data)
        assert (found.title, found.text) == ("La papeterie ferme", "\n\n".join(FRENCH)), name


def test_a_title_may_be_wrapped(tmp_path: Path) -> None:
    """A title over two lines is one title, and the body begins behind it."""
    title = (
        "La papeterie de Malbrenne ferme après cent quatorze ans, et deux cents emplois sont perdus"
    )
    head = "\n".join(textwrap.wrap(title, 60))
    found = article(tmp_path, "a.txt", f"{head}\n\n{wrapped(FRENCH, 60, 'blank')}")
    assert (found.title, found.text) == (title, "\n\n".join(FRENCH))


def test_a_title_above_wrapped_lines_stays_apart(tmp_path: Path) -> None:
    """A short first line is the title, also without a blank line below it."""
    found = article(tmp_path, "a.txt", "Rock in the dark\n" + wrapped(ENGLISH, 70, "blank"))
    assert (found.title, found.text) == ("Rock in the dark", "\n\n".join(ENGLISH))


KEPT = {
    "verse": """Ô lac ! rochers muets ! grottes ! forêt obscure !
Vous, que le temps épargne ou qu'il peut rajeunir,
Gardez de cette nuit, gardez, belle nature,
Au moins le souvenir !""",
    "verse without capitals": """le vent du soir emporte au loin
la cendre grise des collines
et dans les granges pleines de foin
on entend chanter les voisines""",
    "song": """et nous irons, la belle, au bord de la rivière,
cueillir le jonc, le thym, la fougère
pour ta maison !
la lune aura posé sa robe de lumière
sur le moulin et l'horizon""",
    "English verse": """Tyger Tyger, burning bright,
In the forests of the night;
What immortal hand or eye,
Could frame thy fearful symmetry?""",
    "list": """La commune votera lundi sur :
- la vente de l'ancien lavoir à l'association des riverains de la Drouve
- le tarif de la cantine, inchangé depuis la rentrée de l'an dernier
- les horaires de la bibliothèque""",
    "numbers": """1. The committee accepted the report of its treasurer for the last year
2. The committee put off the election of a new chair until the autumn
3. the rest of the agenda was dropped""",
    "address": """Société nautique de Malbrenne
12 bis, quai des Anciens-Chantiers, bâtiment C
29870 Malbrenne-sur-Mer
tél. 02 00 00 00 00""",
    "minutes": """Present: Olga Brandt, Yusuf Kaya, Emily Sorrell
Absent: Karl Ulmer (on leave), Dana Petrov (excused by letter)
Item 1: lease of the boathouse renewed for six years, 9 for, 1 against
Votes: 7 for, 2 against, 1 abstention
Next meeting: 2 June, harbour office, 6 pm""",
    "table": """Commune             Inscrits   Votants
Malbrenne               8 412     5 120
dont quartier du port   2 951     1 204
Saint-Aubrac            1 377       902""",
    "headlines": """Une baleine s'échoue sur la plage de Malbrenne
Le préfet interdit les feux de plein air jusqu'au 1er octobre
Deux lycéennes remportent le concours national d'éloquence
La passerelle rouvre""",
    "sentences a line": """The tide turned at noon.
Nobody on the quay had noticed it.
Then the ropes began to creak.""",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_lines_that_end_on_purpose_stay(text: str) -> None:
    """Verses, lists, addresses, minutes, tables and headlines keep their lines."""
    assert unwrapped(text) == text


@pytest.mark.parametrize("text", [KEPT["address"], KEPT["minutes"], KEPT["verse"], KEPT["table"]])
def test_lines_stay_beside_wrapped_ones(text: str) -> None:
    """Prose is joined above and below what keeps its lines."""
    found = unwrapped(f"{wrapped(FRENCH[:2], 72, 'blank')}\n\n{text}\n\n{FRENCH[2]}")
    assert found == "\n\n".join([*FRENCH[:2], text, FRENCH[2]])


def test_items_of_a_list_may_be_wrapped() -> None:
    """An item goes on in its indented lines, and the next item begins a line."""
    items = [f"- {paragraph}" for paragraph in ENGLISH]
    text = "\n".join(textwrap.fill(item, 64, subsequent_indent="  ") for item in items)
    assert unwrapped(text).split("\n") == items


def test_quoted_mail() -> None:
    """The marks of a quoted mail are no text, and its lines are joined."""
    text = textwrap.indent(wrapped(ENGLISH, 70, "blank"), "> ", lambda _: True)
    assert unwrapped(normalise(f"She wrote:\n\n{text}")) == "\n\n".join(["She wrote:", *ENGLISH])


def test_hyphens_at_the_end_of_lines() -> None:
    """A word that was cut is whole again; a hyphen of its own stays."""
    text = """Le vice-président du conseil a promis lundi un nouveau bâti-
ment pour les archives de la région, et des crédits pour ses em-
ployés, a-t-il ajouté devant la presse réunie. Selon le vice-
président, les travaux commenceront au mois de juin par la dé-
molition du hangar, longtemps contestée par les riverains et le
comité de quartier."""
    assert unwrapped(text) == (
        "Le vice-président du conseil a promis lundi un nouveau bâtiment pour les archives de la "
        "région, et des crédits pour ses employés, a-t-il ajouté devant la presse réunie. Selon le "
        "vice-président, les travaux "
        "commenceront au mois de juin par la démolition du hangar, longtemps contestée par les "
        "riverains et le comité de quartier."
    )


@pytest.mark.parametrize("text", ["", "Un", "\n", "a\nb", "> a\n> b", "-\n-", " \n \n "])
def test_little_text(text: str) -> None:
    """A text of next to nothing does no harm."""
    assert unwrapped(text).split() == text.replace("> ", "").split()


@given(st.lists(st.text("aZ é.,-:>\n\t|1", max_size=90), max_size=12).map("\n".join))
def test_nothing_is_lost(text: str) -> None:
    """Whatever the lines are, their letters stay, in order."""
    kept = [char for char in text if char.isalnum()]
    assert [char for char in unwrapped(normalise(text)) if char.isalnum()] == kept
