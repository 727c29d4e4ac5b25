"""Plain text in its several forms, encodings, and the clean-up of all text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus.files import decode
from qa.corpus.text import normalise
from qa.types import Article

from .samples import DATE, FILES, TEXT, TITLE, URL, article, failure, read

if TYPE_CHECKING:
    from pathlib import Path

BODY = "Un premier paragraphe.\n\nUn second paragraphe, plus long."
TABLE = "Titre\tContenu\r\nLe gué\tLe gué de Nerval est noyé.\r\n"
WRAPPED = "x" * 70 + "\nY" + "y" * 70 + "\nfin."
TEXTUAL = ("txt", "md", "html", "jsonl", "csv", "tsv")
TEASER = "Les bus sont restés à l'arrêt. Les syndicats demandent une... 06.01.2022"


@pytest.mark.parametrize(
    ("head", "url", "published"),
    [
        (f" date 2022-01 {URL}", URL, "2022-01"),
        (f"date 2022-01-05 {URL}", URL, "2022-01-05"),
        (f" date 2022 {URL}", URL, "2022"),
        (f" date {URL}", URL, "2022-01-06"),
        (URL, URL, "2022-01-06"),
        (" date 2022-01", None, "2022-01"),
        ("2022-01", None, "2022-01"),
        (" date", None, None),
    ],
)
def test_head(head: str, url: str | None, published: str | None, tmp_path: Path) -> None:
    """Each part of the head may be missing."""
    found = article(tmp_path, "a.txt", f"{head}\n\n{TITLE}\n\n{BODY}")
    assert (found.url, found.published) == (url, published)
    assert (found.title, found.text) == (TITLE, BODY)


@pytest.mark.parametrize(
    ("month", "published"),
    [
        ("2022-01 ", "2022-01-06"),
        ("", "2022-01-06"),
        ("2022-02 ", "2022-02"),
        ("2022 ", "2022-01-06"),
    ],
)
def test_teaser(month: str, published: str, tmp_path: Path) -> None:
    """A teaser is dropped; its day counts where it does not contradict the head."""
    data = f" date {month}https://a.example/x\n\n{TITLE}\n\n{TEASER}\n\n{BODY}"
    found = article(tmp_path, "a.txt", data)
    assert (found.text, found.published) == (BODY, published)


FRENCH = "Le barrage de Vauclair a rouvert vendredi après deux ans de travaux, dit le préfet."
ENGLISH = "The dam of Vauclair has reopened after two years of work, and the prefect attended."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("3 mai 2025", "2025-05-03"),
        ("Publié le samedi 3 mai 2025 à 18h05", "2025-05-03"),
        ("Par Jean de La Tour, le 3 mai 2025", "2025-05-03"),
        ("Paris, le 1er mai 2025", "2025-05-01"),
        ("Date : 03/05/2025", "2025-05-03"),
        ("mai 2025", "2025-05"),
        ("May 3rd, 2025", "2025-05-03"),
        ("Published on Saturday, 3 May 2025 at 2:05 pm", "2025-05-03"),
        ("By Anna Lee | May 3, 2025", "2025-05-03"),
        ("2025-05-03T10:00:00Z", "2025-05-03"),
    ],
)
def test_a_line_that_only_says_a_date_is_the_day_of_publication(
    line: str, day: str, tmp_path: Path
) -> None:
    """Wherever it stands at the head; it is no part of the text."""
    for place, head in enumerate((f"{TITLE}\n{line}", f"{TITLE}\n\nPar Anna Lee\n{line}")):
        found = article(tmp_path, f"{place}.txt", f"{head}\n\n{FRENCH}")
        assert (found.title, found.published) == (TITLE, day)
        assert found.text.endswith(FRENCH)
        assert line not in found.text


def test_a_date_may_stand_above_the_title(tmp_path: Path) -> None:
    """And a second line may say when the text was changed, which is not when it was published."""
    found = article(
        tmp_path, "a.txt", f"3 mai 2025\n\n{TITLE}\nMis à jour le 4 mai 2025\n\n{FRENCH}"
    )
    assert (found.title, found.published, found.text) == (TITLE, "2025-05-03", FRENCH)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other words", f"{TITLE}\n\nRéunion du 3 mai 2025\n\n{FRENCH}"),
        ("a title", f"13 novembre 2015\n\n{FRENCH}\n\n{FRENCH}"),
        ("a place in a title", f"Paris, 13 novembre 2015\n\nDix ans après\n\n{FRENCH}"),
        ("a mission", f"Mars 2020\n\nLa sonde\n\n{FRENCH}"),
        ("days", f"{TITLE}\n\n3 mai 2025\n\n{FRENCH}\n\n4 mai 2025\n\n{FRENCH}"),
        ("below the text", f"{TITLE}\n\n{FRENCH}\n\n3 mai 2025"),
        ("no month", f"{TITLE}\n\nBudget 2025\n\n{FRENCH}"),
        ("nothing else", f"{TITLE}\n\n3 mai 2025"),
        ("day or month", f"{TITLE}\n\n03/05/2025\n\n{ENGLISH}"),
    ],
)
def test_dates_of_ordinary_text_are_left_alone(name: str, text: str, tmp_path: Path) -> None:
    """What a text is about is not when it was published, and nothing of it is lost."""
    found = article(tmp_path, f"{name}.txt", text)
    assert found.published is None
    assert "".join(f"{found.title}{found.text}".split()) == "".join(text.split())


@pytest.mark.parametrize(
    "first",
    [
        "10 janvier 2016 . – Un premier fait.",
        "Le texte paraît le 06.01.2022",
        "La réunion... du 45.13.2022",
        "Le 06.01.2022, tout a changé.",
    ],
)
def test_no_teaser(first: str, tmp_path: Path) -> None:
    """A first paragraph with a date in it belongs to the body."""
    found = article(tmp_path, "a.txt", f" date 2022-01\n\n{TITLE}\n\n{first}\n\n{BODY}")
    assert (found.text, found.published) == (f"{first}\n\n{BODY}", "2022-01")


def test_only_a_teaser(tmp_path: Path) -> None:
    """A teaser that is all there is is the text."""
    found = article(tmp_path, "a.txt", f" date 2022-01\n\n{TITLE}\n\n{TEASER}")
    assert (found.text, found.published) == (TEASER, "2022-01-06")


@pytest.mark.parametrize(
    ("data", "title", "text"),
    [
        (f"{TITLE}\n\n{BODY}", TITLE, BODY),
        (f"{TITLE}\n{BODY}", TITLE, BODY),
        (BODY, "ma note", BODY),
        ("Un seul paragraphe", "ma note", "Un seul paragraphe"),
        ("Une ligne qui\ncontinue ici.", "ma note", "Une ligne qui\ncontinue ici."),
        ("le mot " * 50 + "\n\nfin.", "ma note", ("le mot " * 50) + "\n\nfin."),
        (WRAPPED, "ma note", WRAPPED.replace("\n", " ")),
    ],
)
def test_without_head(data: str, title: str, text: str, tmp_path: Path) -> None:
    """Without a head a short first line is the title, else the file's name; no text is lost."""
    found = article(tmp_path, "ma_note.txt", data)
    assert (found.title, found.text) == (title, text)
    assert (found.id, found.url, found.source, found.published) == ("ma_note.txt", None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, newline: str, tmp_path: Path) -> None:
    """UTF-8 with and without a mark, cp1252, and every line end give the same text."""
    text = "L’été à Nîmes…\n\nUn « cœur » à 3 €."
    data = f"Où ?\n\n{text}".replace("\n", newline).encode(encoding)
    found = article(tmp_path, "a.txt", data)
    assert (found.title, found.text) == ("Où ?", text)


def test_damaged_utf8() -> None:
    """One damaged character does not turn all the others into nonsense."""
    assert decode("L’été à Nîmes, où".encode()[:-1]) == "L’été à Nîmes, o\ufffd"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("iso-8859-1", "l’été"),
        ("koi8-r", "Привет"),
        ("rot13", "é"),
        ("no-such-8", "é"),
        (None, "é"),
    ],
)
def test_declared_charset(declared: str | None, text: str) -> None:
    """A declared charset is used after UTF-8; Latin-1 means cp1252; unknown ones are ignored."""
    encoding = "koi8-r" if declared == "koi8-r" else "cp1252"
    assert decode(text.encode(encoding), declared=declared) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
@pytest.mark.parametrize("name", [name for name in FILES if name.split(".")[-1] in TEXTUAL])
def test_byte_order_mark(name: str, encoding: str, tmp_path: Path) -> None:
    """Every format of text is read in UTF-16, UTF-32 and UTF-8 that say so by their first bytes."""
    data = f"\ufeff{FILES[name].decode()}".encode(encoding)
    found = article(tmp_path, name, data)
    assert (found.text, found.title, found.published) == (TEXT, TITLE, DATE)


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.tsv"])
def test_unicode_text_of_excel(name: str, tmp_path: Path) -> None:
    """A table with tabs that Excel saved as Unicode text is read as one, under `.txt` too."""
    found = article(tmp_path, name, TABLE.encode("utf-16"))
    assert (found.title, found.text) == ("Le gué", "Le gué de Nerval est noyé.")


def test_a_text_with_a_tab_is_no_table(tmp_path: Path) -> None:
    """A text whose first line happens to hold a tab stays a text."""
    assert article(tmp_path, "a.txt", "Le texte\tdu jour\n\nIl pleut.").text == "Il pleut."


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=; ", "\nsep=;"])
def test_separator_that_excel_names(first: str, tmp_path: Path) -> None:
    """A line that names the separator is no head, and lines are counted with it."""
    data = f"\ufeff{first}\r\nTitle;Content\r\nA;B\r\n"
    (found,) = read(tmp_path, "a.csv", data)
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("A", "B")
    assert found.id == f"a.csv#{first.count(chr(10)) + 3}"


def test_quoted_line_breaks_in_a_cell(tmp_path: Path) -> None:
    """A cell may run over several lines, blank ones too."""
    data = 'sep=,\ntitle,text\nA,"Un début.\n\nUne fin."\nB,"Autre."\n'
    texts = [found.text for found in read(tmp_path, "a.csv", data) if isinstance(found, Article)]
    assert texts == ["Un début.\n\nUne fin.", "Autre."]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.csv"])
def test_a_stray_zero_byte(name: str, tmp_path: Path) -> None:
    """A zero byte in a text that can be read is left out, and costs nothing."""
    data = FILES[name].replace(b"des embauches", b"des emb\0auches")
    assert article(tmp_path, name, data).text == TEXT


def test_a_zero_byte_in_a_short_text(tmp_path: Path) -> None:
    """A text may be short and hold one."""
    assert article(tmp_path, "a.txt", b"Le gu\xc3\xa9 de Nerval\0 est noy\xc3\xa9.").text == (
        "Le gué de Nerval est noyé."
    )


def test_zero_bytes_all_over(tmp_path: Path) -> None:
    """A file with many zero bytes is no text."""
    data = "Du texte en UTF-16 sans marque d'ordre".encode("utf-16-le")
    assert failure(tmp_path, "a.txt", data).code == "file.content"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\n\n\n\nb\n \n\t\n\nc", "a\n\nb\n\nc"),
        ("« a\u00a0»\u202f!", "« a\u00a0»\u202f!"),
        ("a\x00b\x07c\ufeffd\u200be\xadf\u202eg\ud800h", "abcdefgh"),
        ("\ta\tb ", "a\tb"),
    ],
)
def test_normalise(raw: str, clean: str) -> None:
    """Text is composed, its line ends unified, what cannot be seen removed, typography kept."""
    assert normalise(raw) == clean


@settings(deadline=None)
@given(st.text())
def test_normalise_once(text: str) -> None:
    """Normalising twice changes nothing, and the result can be stored as UTF-8."""
    once = normalise(text)
    assert normalise(once) == once
    assert once.encode().decode() == once


@pytest.mark.parametrize("marks", ["\u0301", "\u0315\u0300", "\u0301\u00ad"])
def test_heaps_of_accents(marks: str) -> None:
    """A letter keeps ten accents at most, because sorting more of them takes ever longer."""
    clean = normalise("Cafe" + marks * 2000 + " noir")
    assert len(clean) <= len("Cafe noir") + 10
    assert clean.endswith(" noir")
    assert normalise(clean) == clean


def test_heaps_of_accents_where_a_table_might_begin(tmp_path: Path) -> None:
    """A first line is looked at as names of columns only as far as such names go."""
    found = article(tmp_path, "a.txt", f"Texte. Z{chr(0x315)}{chr(0x300) * 400_000}fin.")
    assert found.text.startswith("Texte. Z")
