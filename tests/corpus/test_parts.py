"""Files in files: archives, mails with attachments, e-books, and pages as browsers save them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from qa.corpus import read_corpus
from qa.errors import FailedFile
from qa.types import Article

from . import office
from .samples import ARCHIVES, LIMIT, TEXT, TITLE, article, docx, failure, html, read, txt

if TYPE_CHECKING:
    from pathlib import Path

FLOOD = "La crue a noyé trois ponts mardi. Le maire demande de l’aide à la région."
LONG = " ".join([FLOOD] * 4)


_PART = b"--b\nContent-Type: text/plain\n\nhello\n"


def _nested(number: int) -> bytes:
    """The begin of a part that holds the next one."""
    return b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (number, number)


def paths(results: list[Article | FailedFile]) -> list[str]:
    """The paths of the articles."""
    return [one.path for one in results if isinstance(one, Article)]


def reasons(results: list[Article | FailedFile]) -> dict[str, str]:
    """Why the others were not read, by their paths."""
    return {one.path: one.reason for one in results if isinstance(one, FailedFile)}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_are_read_in_place(tmp_path: Path, name: str) -> None:
    """An article of an archive has the archive's path before its own."""
    found = article(tmp_path, name, ARCHIVES[name])
    assert (found.path, found.title, found.text) == (f"{name}/folder/a.txt", TITLE, TEXT)


def test_members_of_an_archive_are_reported_by_name(tmp_path: Path) -> None:
    """What cannot be read is named; what is hidden, empty folders and READMEs are passed over."""
    members: dict[str, str | bytes] = {
        "a.txt": f"A\n\n{FLOOD}",
        "b.docx": docx(),
        "c.exe": b"MZ",
        "d.txt": b"",
        "e.txt.gz": b"no gzip",
        "inner.zip": ARCHIVES["a.zip"],
        "README.md": "Lisez-moi",
        ".DS_Store": b"x",
        "__MACOSX/._a.txt": b"x",
        "folder/": b"",
        "t.csv": f"text,title\n{FLOOD},T\n",
    }
    found = read(tmp_path, "a.zip", office.zipped(members))
    assert paths(found) == ["a.zip/a.txt", "a.zip/b.docx", "a.zip/t.csv"]
    said = reasons(found)
    assert said.keys() == {f"a.zip/{name}" for name in ("c.exe", "d.txt", "e.txt.gz", "inner.zip")}
    assert "unpack it first" in said["a.zip/inner.zip"]


@pytest.mark.parametrize("name", ["../../etc/a.txt", "/etc/a.txt", "..\\..\\a.txt", "C:\\a.txt"])
def test_no_name_in_an_archive_leads_out_of_it(tmp_path: Path, name: str) -> None:
    """Steps upwards and roots are left out of the path."""
    (path,) = paths(read(tmp_path, "a.zip", office.zipped({name: txt()})))
    assert path.startswith("a.zip/")
    assert ".." not in path
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    """A link to a file of this machine is no member."""
    import tarfile

    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert read(tmp_path, "a.tar", out.getvalue()) == []


def test_a_file_without_a_name_costs_nothing_else(tmp_path: Path) -> None:
    """A name that begins with NUL is none: that file is a failure, the others are read."""
    data = office.zipped({"Xone.txt": txt(), "b.txt": txt()}).replace(b"Xone.txt", b"\0one.txt")
    found = read(tmp_path, "a.zip", data)
    assert paths(found) == ["a.zip/b.txt"]
    assert [one.code for one in found if isinstance(one, FailedFile)] == ["file.no_format"]


def test_archives_are_read_within_limits(tmp_path: Path) -> None:
    """Members over the limit are refused alone, too many and too much with the archive."""
    large = office.zipped({"a.txt": txt(), "b.txt": b"x" * (LIMIT + 1)})
    found = read(tmp_path, "a.zip", large)
    assert paths(found) == ["a.zip/a.txt"]
    assert "larger than 1 MB" in reasons(found)["a.zip/b.txt"]
    bomb = office.zipped({f"{n:02d}.bin": b"x " * (LIMIT // 2) for n in range(25)})
    said = reasons(read(tmp_path, "a.zip", bomb))
    assert "grows to more than 20 MB" in said["a.zip"]
    many = office.zipped({f"{n}.txt": b"" for n in range(5001)})
    assert "more than 5,000 files" in failure(tmp_path, "a.zip", many).reason


def test_a_member_with_a_password_is_named(tmp_path: Path) -> None:
    """The others are read."""
    data = bytearray(office.zipped({"a.txt": txt(), "b.txt": txt()}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    found = read(tmp_path, "a.zip", bytes(data))
    assert paths(found) == ["a.zip/a.txt"]
    assert "password" in reasons(found)["a.zip/b.txt"]


def test_a_size_that_is_a_lie_is_no_way_around_the_limit(tmp_path: Path) -> None:
    """A member that says that it is small is not read beyond that."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 10_000_000)
    data = out.getvalue().replace((10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert "is damaged" in failure(tmp_path, "a.zip", data).reason


def test_a_mail_is_an_article(tmp_path: Path) -> None:
    """Subject, sender and day; HTML is read where there is no plain text."""
    day = "Thu, 6 Jan 2022 23:50:00 +0100"
    page = f"<p>{FLOOD}</p><table><tr><th>Ville</th><th>Morts</th></tr>"
    page += "<tr><td>Lyon</td><td>3</td></tr></table>"
    for message, text in (
        (office.mail(FLOOD, subject="La crue à Lyon", day=day, page="<p>Autre.</p>"), FLOOD),
        (office.mail("", subject="La crue à Lyon", day=day, page=page),
         f"{FLOOD}\n\nLyon – Morts: 3."),
    ):  # fmt: skip
        found = article(tmp_path, "a.eml", message.as_bytes())
        assert (found.title, found.source, found.published, found.text) == (
            "La crue à Lyon",
            "Ada Martin",
            "2022-01-06",
            text,
        )


def test_what_is_attached_to_a_mail_is_read(tmp_path: Path) -> None:
    """Attachments are articles below the mail; one that cannot be read is a warning."""
    inner = office.mail(f"Transmis. {FLOOD}", subject="Avant")
    message = office.mail(FLOOD, subject="Crue")
    message.add_attachment(docx(), maintype="application", subtype="docx", filename="note.docx")
    message.add_attachment(b"MZ", maintype="application", subtype="exe", filename="../x.exe")
    message.add_attachment(inner)
    found = read(tmp_path, "a.eml", message.as_bytes())
    articles = [one for one in found if isinstance(one, Article)]
    assert [(one.path, one.title) for one in articles] == [
        ("a.eml", "Crue"),
        ("a.eml/note.docx", TITLE),
        ("a.eml/4.eml", "Avant"),
    ]
    [failed] = [one for one in found if isinstance(one, FailedFile)]
    assert (failed.path, failed.kept) == ("a.eml/x.exe", True)


def test_pictures_in_a_mail_are_no_attachments(tmp_path: Path) -> None:
    """A logo that the text shows is not reported at every build."""
    message = office.mail("", subject="Crue", page=f"<p>{FLOOD}</p><img src='cid:a'>")
    message.add_related(b"x", maintype="image", subtype="png", cid="<a>", filename="logo.png")
    assert len(read(tmp_path, "a.eml", message.as_bytes())) == 1


def test_hostile_mails_end(tmp_path: Path) -> None:
    """Mails in mails without end, long headers and what is no mail at all are refused."""
    message = office.mail(FLOOD, subject="Crue")
    for _ in range(8):
        outer = office.mail(FLOOD, subject="Crue")
        outer.add_attachment(message)
        message = outer
    found = read(tmp_path, "a.eml", message.as_bytes())
    assert len(paths(found)) < 8
    assert any("too deep" in reason for reason in reasons(found).values())
    for data in (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=" + b"a" * 200_000 + b"\n\nx",
        b"Subject: x\nFrom: " + b"(" * 200_000 + b"\n\nx",
        b"no mail",
        b"Subject: x\n" + b"".join(_nested(number) for number in range(3000)),
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + _PART * 10_000,
    ):
        assert "is damaged" in failure(tmp_path, "a.eml", data).reason


def test_chapters_of_a_book_are_articles(tmp_path: Path) -> None:
    """In the order of the book, under their headings, with the book as their source."""
    chapters = {
        "cover.xhtml": "<p>Les crues</p>",
        "1.xhtml": f"<h1>Chapitre premier</h1><h2>Le fleuve</h2><p>{LONG}</p>",
        "2.xhtml": f"<h1>Le lac</h1><p>{LONG}</p><h2>La rive</h2><p>{FLOOD}</p>",
    }
    data = office.epub(chapters, title="Les crues", day="2024")
    found = [one for one in read(tmp_path, "a.epub", data) if isinstance(one, Article)]
    assert [(one.id, one.title, one.source, one.published) for one in found] == [
        ("a.epub#OEBPS/1.xhtml", "Chapitre premier – Le fleuve", "Les crues", "2024"),
        ("a.epub#OEBPS/2.xhtml", "Le lac", "Les crues", "2024"),
    ]
    assert found[1].text.endswith(f"La rive\n\n{FLOOD}")


def test_a_book_of_many_chapters(tmp_path: Path) -> None:
    """A dictionary or a year of a newspaper is read to its end."""
    chapters = {f"{number}.xhtml": f"<p>{number} {LONG}</p>" for number in range(2100)}
    found = read(tmp_path, "a.epub", office.epub(chapters), limit=20_000_000)
    assert len(found) == len(chapters)
    assert isinstance(found[-1], Article)
    assert found[-1].text == f"2099 {LONG}"


def test_what_a_browser_saved_beside_a_page_is_no_article(tmp_path: Path) -> None:
    """Frames and scripts of a saved page are passed over, in folders and in archives."""
    files = {
        "crue.html": html(),
        "crue_files/frame.html": html(),
        "crue_fichiers/pub/note.txt": txt(),
        "autre_files/a.txt": f"Autre\n\n{FLOOD}".encode(),
    }
    for name, data in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    found = list(read_corpus(tmp_path / "in", max_bytes=LIMIT))
    assert [one.path for one in found] == ["autre_files/a.txt", "crue.html"]
    assert paths(read(tmp_path, "a.zip", office.zipped(files))) == [
        "a.zip/autre_files/a.txt",
        "a.zip/crue.html",
    ]
