"""PDF as it is found: columns, heads and feet, headlines, tables, what cannot be read."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter

from qa.errors import FailedFile
from qa.types import Article

from .pdfs import PICTURE, UNMAPPED, column, drawn, rule, words
from .samples import article, failure, read

if TYPE_CHECKING:
    from pathlib import Path

LOCK = [
    "The lock at Vennet will close on 3 March so that its gates can be lifted out.",
    "Each of them weighs twenty-six tonnes, and the crane has to come by river.",
    "Skippers were told in November and have sent most of their freight by rail.",
    "The lock keeper, Ines Halloran, expects the first barge through again in May.",
]
OWLS = [
    "Un couple de chouettes niche depuis janvier dans le clocher de Saint-Aubrac.",
    "La paroisse a renoncé à sonner les cloches avant la fin du mois de mai.",
    "L'ornithologue Léo Vasseur-Pinel a compté quatre œufs, un record pour le canton.",
    "Des bénévoles se relaient la nuit pour tenir les curieux à distance.",
]
CHESS = [
    "Twelve pupils from Dorrick have won the chess cup of the islands for the third time.",
    "Their coach, Mateo Lind, gives the lessons in the back room of a bakery.",
    "The final against Port Sellen lasted until two in the morning.",
]


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def missing(text: str, *sentences: list[str]) -> list[str]:
    """The sentences that are not in the text as they were written."""
    found = flat(text)
    return [sentence for group in sentences for sentence in group if sentence not in found]


def by_row(*columns: list[bytes]) -> list[bytes]:
    """The lines of several columns in the order of their height, as some programs draw them."""
    longest = max(map(len, columns))
    return [lines[row] for row in range(longest) for lines in columns if row < len(lines)]


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("shift", [0, 4, 6])
@pytest.mark.parametrize("rows_first", [False, True])
def test_columns(count: int, shift: int, rows_first: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Columns are read one after the other, however they were drawn, under one headline."""
    texts = [LOCK, OWLS, CHESS][:count]
    step, letters = 500 // count, 92 // count - 3
    columns = [
        column(50 + n * step, 720 - shift * (n % 2), " ".join(text), letters=letters)
        for n, text in enumerate(texts)
    ]
    lines = by_row(*columns) if rows_first else [line for one in columns for line in one]
    data = drawn([words(50, 770, "News of the week from the river", size=20), *lines])
    found = article(tmp_path, "a.pdf", data)
    assert found.title == "News of the week from the river"
    assert missing(found.text, *texts) == []


def test_columns_between_lines_across_the_page(tmp_path: Path) -> None:
    """A page may go from one column to two and back."""
    page = [
        *column(50, 780, " ".join(CHESS[:2]), letters=90),
        *by_row(column(50, 700, " ".join(LOCK)), column(300, 700, " ".join(OWLS))),
        words(50, 560, "Elsewhere", size=14),
        *column(50, 535, CHESS[2], letters=90),
    ]
    assert missing(article(tmp_path, "a.pdf", drawn(page)).text, CHESS, LOCK, OWLS) == []


def test_a_column_of_two_lines(tmp_path: Path) -> None:
    """A last column of few lines is not read into the first lines of the one before."""
    rest = [
        words(300, 700, "carried to the tower of the old"),
        words(300, 687, "school on Friday."),
    ]
    page = by_row(column(50, 700, " ".join(OWLS)), rest)
    assert missing(article(tmp_path, "a.pdf", drawn(page)).text, OWLS) == []


def test_a_page_that_lies_on_its_side(tmp_path: Path) -> None:
    """Text that runs up or down the whole page is turned back."""
    for turn, at in (("0 1 -1 0", (100, 60)), ("0 -1 1 0", (400, 780))):
        lines = [
            words(at[0] + (14 * n if at[0] < 200 else -14 * n), at[1], sentence, turn=turn)
            for n, sentence in enumerate(LOCK)
        ]
        assert missing(article(tmp_path, "a.pdf", drawn(lines)).text, LOCK) == []


def pages_of(text: str, count: int, *, letters: int = 80) -> list[list[bytes]]:
    """A text on several pages."""
    lines = column(50, 740, text, letters=letters)
    size = -(-len(lines) // count)
    return [column_lines(lines[n * size : (n + 1) * size]) for n in range(count)]


def column_lines(lines: list[bytes]) -> list[bytes]:
    """Lines moved up to the head of a page."""
    texts = [line[line.index(b"(") : line.rindex(b")") + 1] for line in lines]
    return [
        b"BT /F1 10 Tf 1 0 0 1 50 %d Tm %s Tj ET\n" % (740 - 13 * n, text)
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("first", [0, 1])
def test_running_heads_and_feet(count: int, first: int, tmp_path: Path) -> None:
    """Lines that return on pages are no text, nor are page numbers; sentences run on over them."""
    pages = pages_of(" ".join(LOCK + OWLS + CHESS), count)
    for number, page in enumerate(pages, 1):
        if number > first and (count > 2 or not first):
            page.insert(0, words(50, 800, "THE RIVER HERALD  -  Saturday 7 June 2025"))
        page.append(words(250, 30, f"www.herald.example | page {number}/{count}", size=8))
    found = article(tmp_path, "a.pdf", drawn(*pages))
    assert missing(found.text, LOCK, OWLS, CHESS) == []
    assert "HERALD" not in found.text
    assert "herald.example" not in found.text


def test_heads_of_left_and_right_pages(tmp_path: Path) -> None:
    """Left and right pages may have different heads, with the number of the page in them."""
    pages = pages_of(" ".join(LOCK + OWLS + CHESS), 4)
    for number, page in enumerate(pages, 1):
        head = f"{number}    The River Herald" if number % 2 else f"Local news    {number}"
        page.insert(0, words(50 if number % 2 else 400, 800, head))
    found = article(tmp_path, "a.pdf", drawn(*pages))
    assert missing(found.text, LOCK, OWLS, CHESS) == []
    assert "Herald" not in found.text
    assert "Local news" not in found.text


def test_a_line_that_the_article_repeats(tmp_path: Path) -> None:
    """A sentence that happens to stand on several pages is text."""
    again = "Nobody was hurt, the lock keeper said."
    pages = pages_of(" ".join(LOCK + OWLS + CHESS), 3)
    pages = [[*page, words(50, 740 - 13 * len(page), again)] for page in pages]
    assert flat(article(tmp_path, "a.pdf", drawn(*pages)).text).count(again) == 3


@pytest.mark.parametrize(
    ("stamp", "turn"), [("COPIE", "0.7 0.7 -0.7 0.7"), ("DRAFT", ""), ("CONFIDENTIEL", "0 1 -1 0")]
)
def test_stamps(stamp: str, turn: str, tmp_path: Path) -> None:
    """Large words over the text, and what runs across it, are no text."""
    pages = [
        [words(150, 690, stamp, size=70, bold=True, turn=turn), *page]
        for page in pages_of(" ".join(LOCK + OWLS), 2)
    ]
    found = article(tmp_path, "a.pdf", drawn(*pages))
    assert missing(found.text, LOCK, OWLS) == []
    assert stamp not in f"{found.title} {found.text}"


@pytest.mark.parametrize(
    ("letter", "said"),
    [(0xFB00, "ff"), (0xFB01, "fi"), (0xFB02, "fl"), (0xFB03, "ffi"), (0xFB06, "st")],
)
def test_ligatures_are_letters(letter: int, said: str, tmp_path: Path) -> None:
    """A glyph that stands for several letters is read as these."""
    data = drawn([words(50, 700, f"The word a{UNMAPPED}a is in m² here.")], letter=letter)
    assert article(tmp_path, "a.pdf", data).text == f"The word a{said}a is in m² here."


@pytest.mark.parametrize("letter", [0, 0xE000, 0xF0A1])
def test_letters_that_are_not_known(letter: int, tmp_path: Path) -> None:
    """Where words lose letters the page is not read; where it is a word or two, it shows."""
    broken = words(50, 700, f"The tra{UNMAPPED}c o{UNMAPPED}ce {UNMAPPED}ned them.")
    assert failure(tmp_path, "a.pdf", drawn([broken], letter=letter)).code == "pdf.no_letters"
    whole = column(50, 740, " ".join(LOCK))
    kept, problem = read(tmp_path, "a.pdf", drawn(whole, [broken], whole, letter=letter))
    assert isinstance(kept, Article)
    assert isinstance(problem, FailedFile)
    assert (problem.code, problem.kept, problem.values["pages"]) == (
        "pdf.pages_no_letters",
        True,
        "2",
    )
    assert "ned" not in flat(kept.text).split()
    few = [*column(50, 740, " ".join(LOCK)), words(50, 600, f"It was an o{UNMAPPED}er.")]
    kept, problem = read(tmp_path, "a.pdf", drawn(few, letter=letter))
    assert isinstance(kept, Article)
    assert isinstance(problem, FailedFile)
    assert (problem.code, "an o\N{REPLACEMENT CHARACTER}er." in kept.text) == (
        "pdf.some_letters",
        True,
    )


def test_points_of_a_list_are_apart(tmp_path: Path) -> None:
    """What a bullet begins is a paragraph of its own, also without a full stop before."""
    lines = ["The town will:", "• close the lock", "• move the owls", "and feed them."]
    page = [words(50, 740 - 13 * n, line) for n, line in enumerate(lines)]
    text = article(tmp_path, "a.pdf", drawn(page)).text
    assert text == "The town will:\n\n• close the lock\n\n• move the owls and feed them."


def test_bullets_are_no_letters(tmp_path: Path) -> None:
    """A sign of a private font that stands alone is left out without a warning."""
    lines = [words(50, 740 - 14 * n, f"{UNMAPPED}  {text}") for n, text in enumerate(LOCK)]
    found = article(tmp_path, "a.pdf", drawn(lines, letter=0xF0B7))
    assert missing(found.text, LOCK) == []
    assert "\N{REPLACEMENT CHARACTER}" not in found.text


def test_scanned_pages_are_named(tmp_path: Path) -> None:
    """Pictures without text are named page by page, empty pages are not."""
    text = column(50, 740, " ".join(LOCK))
    data = drawn(text, [PICTURE], [PICTURE], [], text, [PICTURE])
    kept, problem = read(tmp_path, "a.pdf", data)
    assert isinstance(kept, Article)
    assert isinstance(problem, FailedFile)
    assert (problem.code, problem.kept) == ("pdf.pages_scanned", True)
    assert "pages 2–3, 6" in problem.reason
    assert "aux pages 2–3, 6" in problem.say("fr")
    assert failure(tmp_path, "b.pdf", drawn([PICTURE])).code == "pdf.no_text"


def test_a_head_does_not_make_a_scan_text(tmp_path: Path) -> None:
    """A scanned page that has only the running head as text is named too."""
    head = words(50, 800, "Minutes of the council")
    pages = [[head, *column(50, 740, " ".join(LOCK))], [head, PICTURE], [head, PICTURE]]
    _, problem = read(tmp_path, "a.pdf", drawn(*pages))
    assert isinstance(problem, FailedFile)
    assert problem.values["pages"] == "2–3"


HEADLINE = "Owls keep the bells of Saint-Aubrac silent"
JUNK = [
    "", "untitled", "Layout 1", "PowerPoint Presentation", "Microsoft Word - owls.doc", "Document3",
    "owls.indd", "Sans titre", "scan0012", "about:blank", "Slide 1", "2025_06_owls_final",
]  # fmt: skip


@pytest.mark.parametrize("named", JUNK)
@pytest.mark.parametrize(("size", "bold"), [(18, False), (10, True), (10, False)])
def test_the_headline_is_the_title(named: str, size: float, bold: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """What is set larger, in bold or apart is the title, whatever the program called the file."""
    page = [
        words(50, 780, HEADLINE, size=size, bold=bold),
        words(50, 750, "Published on 7 June 2025"),
        *column(50, 720, " ".join(LOCK)),
    ]
    found = article(tmp_path, "x1.pdf", drawn(page, title=named))
    assert found.title == HEADLINE
    assert found.text.startswith("Published on 7 June 2025\n\nThe lock at Vennet")


def test_a_headline_of_two_lines_under_the_name_of_the_paper(tmp_path: Path) -> None:
    """The name of a newspaper is not the headline, which may have several lines."""
    page = [
        words(150, 790, "The River Herald", size=36),
        words(50, 770, "Saturday 7 June 2025"),
        words(50, 740, "Owls keep the bells of Saint-Aubrac", size=20),
        words(50, 716, "silent until the end of May", size=20),
        *column(50, 680, " ".join(OWLS)),
    ]
    title = "Owls keep the bells of Saint-Aubrac silent until the end of May"
    assert article(tmp_path, "a.pdf", drawn(page)).title == title


def test_a_title_that_the_file_has(tmp_path: Path) -> None:
    """A real title counts, as it is written, and where the page has no headline."""
    page = [words(50, 780, HEADLINE.upper(), size=18), *column(50, 740, " ".join(LOCK))]
    assert article(tmp_path, "a.pdf", drawn(page, title=HEADLINE)).title == HEADLINE
    title = "The lock at Vennet will close"
    assert article(tmp_path, "a.pdf", drawn(page[1:], title=title)).title == title
    assert article(tmp_path, "the-lock.pdf", drawn(page[1:], title="Layout 1")).title == "the lock"


def test_a_title_that_is_damaged(tmp_path: Path) -> None:
    """A title that is no text costs the title, not the article."""
    data = drawn(column(50, 740, " ".join(LOCK)), title="A").replace(b"<FEFF0041>", b"<FEFFD800>")
    assert missing(article(tmp_path, "the-lock.pdf", data).text, LOCK) == []


@pytest.mark.parametrize(
    "turn", ["1e30 0 0 1e30", "0 0 0 0", "-1 0 0 -1", "1 0 0 -1", "1e-9 0 0 1e-9"]
)
def test_text_that_is_out_of_bounds(turn: str, tmp_path: Path) -> None:
    """Text drawn out of all bounds, or with no size, does not keep the rest from being read."""
    page = [words(50, 780, "Hello there.", turn=turn), *column(50, 740, " ".join(LOCK))]
    assert missing(article(tmp_path, "a.pdf", drawn(page)).text, LOCK) == []


def test_a_large_first_letter(tmp_path: Path) -> None:
    """An initial over several lines belongs to the first word."""
    page = [
        words(50, 712, "T", size=40),
        words(78, 735, LOCK[0][1:]),
        *column(78, 722, " ".join(LOCK[1:])),
    ]
    assert missing(article(tmp_path, "a.pdf", drawn(page)).text, LOCK) == []


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Une phrase qui conti-", "nue ici."], "Une phrase qui continue ici."),
        (["Cela va peut-", "être changer."], "Cela va peut-être changer."),
        (["Le porte-parole, le porte-", "parole."], "Le porte-parole, le porte-parole."),
        (["Saint-", "Denis attend."], "Saint-Denis attend."),
        (["Brévannes-", "sur-Orbe attend."], "Brévannes-sur-Orbe attend."),
        (["Le vice-", "président des non-", "résidents."], "Le vice-président des non-résidents."),
        (["De 2020-", "2021 à 2022."], "De 2020-2021 à 2022."),
        (["Port-", "Louvier et Ana Kolb-", "Reed."], "Port-Louvier et Ana Kolb-Reed."),
        (["Le gouver-", "nement; gouvernement."], "Le gouvernement; gouvernement."),
        (["It was well-", "known and self-", "made."], "It was well-known and self-made."),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: list[str], text: str, tmp_path: Path) -> None:
    """Torn words are joined; a word's own hyphen stays."""
    page = [words(50, 700 - 13 * n, line) for n, line in enumerate(lines)]
    assert article(tmp_path, "a.pdf", drawn(page)).text == text


def test_paragraphs(tmp_path: Path) -> None:
    """A gap, a first line that is indented, and a last line that is short part paragraphs."""
    whole = "A line that is full of words to its very end, so it runs"
    page = [
        words(50, 700, whole),
        words(50, 687, "on."),
        words(50, 674, whole),
        words(50, 661, "on."),
    ]
    page += [words(50, 630, whole), words(50, 617, "on.")]
    assert article(tmp_path, "a.pdf", drawn(page)).text == "\n\n".join([f"{whole} on."] * 3)


HEADS = ["Harbour", "Boats", "Catch (t)", "Skipper"]
CATCH = [
    ["Vennet", "41", "1,204", "Ada Finch"],
    ["Lannoch Head", "17", "388", "Jo Tarn"],
    ["Port Ellis", "9", "97.5", "Mo Reay"],
]


@pytest.mark.parametrize("ruled", [False, True])
@pytest.mark.parametrize("lefts", [(50, 180, 260, 360), (50, 300, 380, 450)])
def test_a_row_is_read_with_its_heads(ruled: bool, lefts: tuple[int, ...], tmp_path: Path) -> None:  # noqa: FBT001
    """The rows of a table are sentences that name each value by its column."""
    page = [words(50, 760, LOCK[0])]
    for number, row in enumerate([HEADS, *CATCH]):
        y = 730 - 16 * number
        page += [words(left, y, cell) for left, cell in zip(lefts, row, strict=True)]
        page += [rule(y - 4)] if ruled else []
    page.append(words(50, 650, OWLS[0]))
    text = article(tmp_path, "a.pdf", drawn(page)).text
    assert text.split("\n\n") == [
        LOCK[0],
        "Vennet – Boats: 41; Catch (t): 1,204; Skipper: Ada Finch.",
        "Lannoch Head – Boats: 17; Catch (t): 388; Skipper: Jo Tarn.",
        "Port Ellis – Boats: 9; Catch (t): 97.5; Skipper: Mo Reay.",
        OWLS[0],
    ]


def test_a_line_between_two_tables(tmp_path: Path) -> None:
    """A line of text ends a table, however near it is and however short."""
    lefts, page = (50, 180, 260, 360), []
    for number, row in enumerate([HEADS, *CATCH]):
        page += [
            words(left, 780 - 16 * number, cell) for left, cell in zip(lefts, row, strict=True)
        ]
        page += [
            words(left, 684 - 16 * number, cell) for left, cell in zip(lefts, row, strict=True)
        ]
    page.append(words(50, 708, "The year before was as good."))
    found = article(tmp_path, "a.pdf", drawn(page)).text.split("\n\n")
    assert found[:3] == found[4:]
    assert found[3] == "The year before was as good."


def test_a_cell_of_two_lines(tmp_path: Path) -> None:
    """Between rules a cell may have several lines."""
    page = [
        rule(744),
        words(50, 730, "Name", bold=True),
        words(200, 730, "Office", bold=True),
        rule(724),
    ]
    page += [
        words(50, 710, "Ana Kolb"),
        words(200, 710, "Minister of health"),
        words(200, 697, "and of the sea"),
    ]
    page += [rule(690), words(50, 676, "Theo Brandt"), words(200, 676, "Justice"), rule(670)]
    text = article(tmp_path, "a.pdf", drawn(page)).text
    assert text.split("\n\n") == [
        "Ana Kolb – Office: Minister of health and of the sea.",
        "Theo Brandt – Office: Justice.",
    ]


def test_where_pages_begin(tmp_path: Path) -> None:
    """Offsets of pages lead to their first words, also inside sentences and after empty pages."""
    first = column(50, 740, f"{LOCK[0]} {LOCK[1]} The gates were too", letters=80)
    second = column(50, 740, f"heavy for the crane. {LOCK[2]}", letters=80)
    found = article(tmp_path, "a.pdf", drawn(first, [], second))
    assert found.pages == (0, found.text.index("heavy"), found.text.index("heavy"))
    assert "too heavy for the crane." in flat(found.text)
    assert article(tmp_path, "a.txt", "Un texte sans pages.").pages == ()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_no_password_is_needed(algorithm: str, tmp_path: Path) -> None:
    """A file that is encrypted only to restrict printing is read."""
    data = drawn(column(50, 740, " ".join(LOCK)))
    writer, out = PdfWriter(clone_from=BytesIO(data)), BytesIO()
    writer.encrypt("", "owner", algorithm=algorithm)
    writer.write(out)
    assert missing(article(tmp_path, "a.pdf", out.getvalue()).text, LOCK) == []
    writer, out = PdfWriter(clone_from=BytesIO(data)), BytesIO()
    writer.encrypt("secret", "owner", algorithm=algorithm)
    writer.write(out)
    assert failure(tmp_path, "a.pdf", out.getvalue()).code == "pdf.encrypted"


def test_a_small_file_that_becomes_huge(tmp_path: Path) -> None:
    """Streams that inflate without measure are refused, also packed twice; so are many pages."""
    spaces = zlib.compress(b" " * 150_000_000)
    for content in (spaces, zlib.compress(spaces)):
        data = drawn(column(50, 740, LOCK[0])) + b"stream\n" + content + b"\nendstream\n%%EOF"
        assert failure(tmp_path, "a.pdf", data).code == "file.too_large"
    many = drawn(*[[]] * 5001)
    assert failure(tmp_path, "a.pdf", many, limit=10_000_000).code == "pdf.too_many_pages"


def test_more_text_than_may_be_read(tmp_path: Path) -> None:
    """The text of all pages together is no larger than a file may be."""
    pages = [column(50, 740, " ".join(LOCK))] * 30
    assert failure(tmp_path, "a.pdf", drawn(*pages), limit=9_000).code == "file.too_large"
