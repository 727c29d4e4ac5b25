"""What is particular to Markdown, web pages, PDF and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.types import Article

from .samples import PARAGRAPHS, TITLE, article, html, read, write_pdf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Du *texte* **gras** et `code`.", "Du texte gras et code."),
        ("5 * 3 * 2 et nom_de_fichier", "5 * 3 * 2 et nom_de_fichier"),
        ("Un [lien](https://x.example/a_(b) 'c') ici.", "Un lien ici."),
        ("Avant ![image](a.png) après.", "Avant après."),
        ("Avant <!-- rien --> <b>gras</b> &amp; &eacute;.", "Avant gras & é."),
        ("<div>Un <i>bloc</i><script>x()</script></div>", "Un bloc"),
        ("Du texte.\n\n<!-- rien -->", "Du texte."),
        ("Une ligne\nqui continue  \nou non.", "Une ligne qui continue\nou non."),
        ("- un\n- deux\n\n> cité", "un\n\ndeux\n\ncité"),
        ("Du code :\n\n```python\nx = 1\n```", "Du code :\n\nx = 1"),
        ("| a | b |\n|---|---|\n| 1 | *2* |", "a: 1; b: 2."),
        ("Du texte.\n\n## Intertitre\n\nFin.", "Du texte.\n\nIntertitre\n\nFin."),
    ],
)
def test_markdown_as_text(source: str, text: str, tmp_path: Path) -> None:
    """Markdown is read as a reader sees it."""
    assert article(tmp_path, "a.md", source).text == text


@pytest.mark.parametrize(
    ("front", "title", "text"),
    [
        ("", "Tête", "Fin."),
        ("---\ntitle: Tête\n---\n", "Tête", "Fin."),
        ("---\ntitle: Autre\n---\n", "Autre", "Tête\n\nFin."),
        ("---\n---\n", "Tête", "Fin."),
    ],
)
def test_markdown_title(front: str, title: str, text: str, tmp_path: Path) -> None:
    """The front matter's title comes first, then the first heading, which leaves the body."""
    found = article(tmp_path, "a.md", f"{front}# Tête\n\nFin.")
    assert (found.title, found.text) == (title, text)


def test_front_matter_is_not_guessed(tmp_path: Path) -> None:
    """Unquoted values are text: no number, no refusal, no time."""
    front = "title: 12:30\nlanguage: no\nsource: 007\ndate: 2022-01-06 10:00:00 +01:00\nurl: ~"
    found = article(tmp_path, "a.md", f"---\n{front}\ntags: [a, b]\n---\nDu texte ici.")
    assert (found.title, found.source, found.published) == ("12:30", "007", "2022-01-06")
    assert (found.url, found.language) == (None, "fr")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "koi8-r"])
def test_html_charset(charset: str, tmp_path: Path) -> None:
    """A page is read in the charset that it declares if it is not UTF-8."""
    text = "Привет всем" if charset == "koi8-r" else "L'été à Nîmes"
    page = html().decode().replace("utf-8", charset).replace("©", "").replace(PARAGRAPHS[2], text)
    page = page if charset != "koi8-r" else page.encode("ascii", "xmlcharrefreplace").decode()
    data = page.replace("&#1055;", "П").encode(charset, "replace")
    assert article(tmp_path, "a.html", data).text.endswith(text)


@pytest.mark.parametrize(
    ("mark", "published"),
    [
        ('<meta property="article:published_time" content="2021-03-04T10:00:00Z">', "2021-03-04"),
        ('<meta name="DC.date" content="2021-03">', "2021-03"),
        (
            '<script type="application/ld+json">{"datePublished": "2021-03-04"}</script>',
            "2021-03-04",
        ),
        ('<meta name="date" content="soon">', "2022-01-06"),
        ("", "2022-01-06"),
    ],
)
def test_html_date(mark: str, published: str, tmp_path: Path) -> None:
    """A page's own date counts, as precise as it is; then that in its URL; never a guess."""
    meta = '<meta property="article:published_time" content="2022-01">'
    page = html().decode().replace(meta, mark)
    assert article(tmp_path, "a.html", page).published == published


def test_html_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a page opens no connection."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection"))
    page = html().decode().replace("<article>", "<img src='https://x.example/a.png'><article>")
    assert article(tmp_path, "a.html", page).title == TITLE


@pytest.mark.parametrize("title", ["", "Microsoft Word - a.docx", "untitled", "brouillon.odt"])
def test_pdf_without_title(title: str, tmp_path: Path) -> None:
    """A program's placeholder is no title."""
    data = write_pdf([["Du texte ici."]], title=title)
    assert article(tmp_path, "mon-rapport.pdf", data).title == "mon rapport"


def test_pdf_page_numbers(tmp_path: Path) -> None:
    """A page number at the foot of a page is not text; other numbers are."""
    data = write_pdf([["Il y avait 12", "blessés.", "3 / 12"], ["En", "2022"]])
    assert article(tmp_path, "a.pdf", data).text == "Il y avait 12 blessés.\n\nEn 2022"


def test_table_of_many_rows(tmp_path: Path) -> None:
    """Rows without a URL are told apart by id, else by line; blank rows are passed over."""
    data = "\n\nID;Text;date\na;Un texte.;2022\n\n;;\n;Deux textes.;06.01.2022\n"
    first, second = read(tmp_path, "t.csv", data)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.id, first.published) == ("t.csv#a", "2022")
    assert (second.id, second.published) == ("t.csv#7", "2022-01-06")


def test_long_cell(tmp_path: Path) -> None:
    """A cell may be as long as a file."""
    assert len(article(tmp_path, "a.csv", f'text\n"{"le mot " * 100_000}"').text) == 699_999


def test_a_line_without_encoding_spoils_no_other(tmp_path: Path) -> None:
    """A row in cp1252 beside one in UTF-8 whose bytes cp1252 does not have: both are read."""
    rows = [
        '{"text": "Un été chaud."}\n'.encode("cp1252"),
        '{"text": "Il a dit “non”."}\n'.encode(),
    ]
    results = read(tmp_path, "a.jsonl", b"".join(rows))
    texts = [getattr(result, "text", None) for result in results]
    assert texts == ["Un été chaud.", "Il a dit “non”."]


@pytest.mark.parametrize(("name", "mark"), [("a.tsv", "\t"), ("a.csv", ",")])
def test_a_header_may_begin_with_an_empty_cell(name: str, mark: str, tmp_path: Path) -> None:
    """A table with a column of numbers that has no name is read, by tabs as by commas."""
    rows = [["", "title", "text"], ["0", "Pont", "Le pont a rouvert."]]
    found = article(tmp_path, name, "\n\n" + "\n".join(map(mark.join, rows)))
    assert (found.title, found.text) == ("Pont", "Le pont a rouvert.")


def test_rows_in_two_encodings(tmp_path: Path) -> None:
    """A JSON row in cp1252 does not spoil the UTF-8 rows beside it."""
    rows = ['{"text": "L’été"}\n'.encode(encoding) for encoding in ("utf-8", "cp1252", "utf-8")]
    results = read(tmp_path, "a.jsonl", b"".join(rows))
    assert [getattr(result, "text", None) for result in results] == ["L’été"] * 3


def test_lone_surrogate(tmp_path: Path) -> None:
    """Half a character, which JSON can write, does not reach the article."""
    found = article(
        tmp_path, "a.jsonl", r'{"text": "Un \ud83d texte", "title": "\udc00", "id": "\ud800"}'
    )
    assert (found.text, found.title, found.id) == ("Un  texte", "Un texte", "a.jsonl#1")
