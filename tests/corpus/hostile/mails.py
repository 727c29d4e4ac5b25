"""Mails, and web pages saved as one: parts in parts, headers without end, encodings that lie."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sentence import Makers

_HEAD = "From: a@example.org\nSubject: Ferry\nDate: Thu, 6 Jan 2022 10:00:00 +0100\n"
_TEXT = "Content-Type: text/plain; charset=utf-8\n\n"


def _mail(body: str, head: str = "", kind: str = _TEXT) -> bytes:
    return f"{_HEAD}{head}{kind}{body}\n".encode()


def _parts(*parts: str) -> str:
    boundary = "Content-Type: multipart/mixed; boundary=b\n\n"
    return boundary + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


def _attached(name: str, data: bytes) -> str:
    content = base64.b64encode(data).decode()
    return (
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="{name}"\n\n{content}'
    )


READ: Makers = {
    "mails/plain.eml": _mail,
    "mails/no-date.eml": lambda s: f"From: a\nSubject: b\n{_TEXT}{s}".encode(),
    "mails/odd-date.eml": lambda s: f"From: a\nDate: 99 Foo 99999 99:99\n{_TEXT}{s}".encode(),
    "mails/charset-nonsense.eml": lambda s: _mail(
        s, kind="Content-Type: text/plain; charset=x-no\n\n"
    ),
    "mails/charset-codec.eml": lambda s: _mail(s, kind="Content-Type: text/plain; charset=zip\n\n"),
    "mails/no-charset.eml": lambda s: _mail(f"L’été. {s}", kind="Content-Type: text/plain\n\n"),
    "mails/odd-encoding.eml": lambda s: _mail(s, "Content-Transfer-Encoding: x-uuencode\n"),
    "mails/broken-quoted.eml": lambda s: _mail(
        s + " =ZZ=\n=", "Content-Transfer-Encoding: quoted-printable\n"
    ),
    "mails/broken-subject.eml": lambda s: _mail(s, "Subject: =?utf-8?B?====?= =?x?Q?=ff?=\n"),
    "mails/many-headers.eml": lambda s: _mail(s, "".join(f"X-{n}: y\n" for n in range(3000))),
    "mails/page.eml": lambda s: _mail(
        f"<html><body><script>x</script><p>{s}</p>", kind="Content-Type: text/html\n\n"
    ),
    "mails/no-end.eml": lambda s: _mail("", kind=_parts(_TEXT + s).removesuffix("--b--\n")),
    "mails/attached-leads-out.eml": lambda s: _mail(
        "", kind=_parts(_TEXT + s, _attached("../../a.txt", b"An attached text."))
    ),
    "mails/zeros.eml": lambda s: _mail(f"\0{s}"),
    "mails/windows.eml": lambda s: _mail(s).replace(b"\n", b"\r\n"),
}

REFUSED: Makers = {
    "mails/not-a-mail.eml": lambda s: s.encode(),
    "mails/no-body.eml": lambda _: _mail(""),
    "mails/long-header.eml": lambda s: _mail(s, f"Content-Type: {'x' * 500_000}\n"),
    "mails/many-parts.eml": lambda s: _mail("", kind=_parts(*[_TEXT + s] * 5000)),
    "mails/deep.eml": lambda _: (_HEAD + "Content-Type: message/rfc822\n\n" * 3000).encode(),
    "mails/boundaries.eml": lambda _: "".join(
        f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(900)
    ).encode(),
    "mails/page.mht": lambda _: _mail("", kind="Content-Type: text/html\n\n"),
}

PARTLY: Makers = {
    "mails/attached.eml": lambda s: _mail("", kind=_parts(_TEXT + s, _attached("a.exe", b"MZ"))),
    "mails/attached-broken.eml": lambda s: _mail(
        "", kind=_parts(_TEXT + s, _attached("a.pdf", b"%PDF-1"))
    ),
}
