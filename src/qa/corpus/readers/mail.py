"""Mails, and web pages that were saved as one (`.mht`).

A mail is an article with its subject as the title and its sender as the source; what is attached
to it is read by `qa.corpus` as files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Final

from qa.corpus.draft import Draft
from qa.corpus.files import File, decode
from qa.corpus.readers import html
from qa.corpus.readers.html.plain import plain_blocks
from qa.errors import ReadError

_LONGEST_HEADER: Final = 8_000
_LONGEST_HEAD: Final = 200_000
_HEADER: Final = re.compile(
    rb"^(?:content-[a-z-]+|subject|from|date)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_PART: Final = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY: Final = re.compile(rb"\bboundary[ \t]*[*=]", re.IGNORECASE)
_MOST_BOUNDARIES: Final = 100
_BUILTINS: Final = (
    MessageError, AttributeError, AssertionError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What Python's package for mails raises on damaged ones, besides its own errors."""
_MOST_PARTS: Final = 500


def read(file: File) -> Iterator[Draft]:
    """Yield the mail itself."""
    try:
        yield _mail(_message(file))
    except _BUILTINS as error:
        raise file.error("document.damaged") from error


def attachments(file: File) -> Iterator[File]:
    """What is attached to a mail, as files below it; pictures within the text are none."""
    try:
        found = [*_attachments(_message(file))]
    except _BUILTINS as error:
        raise file.error("document.damaged") from error
    for name, data in found:
        yield File(name=f"{file.name}/{name}", data=data, max_bytes=file.max_bytes)


def read_page(file: File) -> Iterator[Draft | ReadError]:
    """Yield the article of a page that was saved with its pictures in one file."""
    try:
        message = _message(file)
        page = next((part for part in _parts(message) if _is(part, "text/html")), None)
        text = _text(page) if page else ""
        address = next(
            (str(part[name]) for name in ("Snapshot-Content-Location", "Content-Location")
             for part in (message, page) if part and part[name]), None
        )  # fmt: skip
    except _BUILTINS as error:
        raise file.error("document.damaged") from error
    if not text:
        raise file.error("html.no_article")
    for draft in html.read(File(name=file.name, data=text.encode(), max_bytes=file.max_bytes)):
        yield replace(draft, url=draft.url or address)


def _message(file: File) -> EmailMessage:
    """The mail, if it is one that Python's package reads in a sensible time."""
    data = file.data.replace(b"\r\n", b"\n").lstrip()
    head = data.partition(b"\n\n")[0]
    is_mail = _HEADER.search(head) and len(head) <= _LONGEST_HEAD
    is_sensible = (
        len(_PART.findall(data)) <= _MOST_PARTS
        and len(_BOUNDARY.findall(data)) <= _MOST_BOUNDARIES
        and all(len(found[0]) <= _LONGEST_HEADER for found in _HEADER.finditer(data))
    )
    if not is_mail or not is_sensible:
        raise file.error("document.damaged")
    return message_from_bytes(data, policy=policy.default)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """A mail and all of its parts, but those of mails within it."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        if part.get_content_maintype() == "multipart":
            waiting[:0] = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]


def _mail(message: EmailMessage) -> Draft:
    own = [part for part in _parts(message) if not _is_attached(part)]
    plain = [_text(part) for part in own if _is(part, "text/plain")]
    pages = [_text(part) for part in own if _is(part, "text/html")]
    text = "\n\n".join(filter(str.strip, plain))
    if not text:
        found = (block for page in pages for block in plain_blocks(page))
        text = "\n\n".join(block.text for block in found)
    return Draft(
        text=text,
        title=str(message["Subject"] or "") or None,
        source=_sender(message),
        published=_day(message),
    )


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(_parts(message)):
        if _is(part, "message/rfc822"):
            inner = part.get_payload(0)
            yield f"{number}.eml", inner.as_bytes() if hasattr(inner, "as_bytes") else b""
        elif _is_attached(part) and part.get_content_maintype() != "multipart":
            data = part.get_payload(decode=True)
            name = (part.get_filename() or f"{number}").replace("\\", "/").rpartition("/")[2]
            yield name, data if isinstance(data, bytes) else b""


def _is(part: EmailMessage, kind: str) -> bool:
    return part.get_content_type() == kind


def _is_attached(part: EmailMessage) -> bool:
    """Whether a part is a file of its own; a picture that the text shows is not."""
    if part["Content-ID"] and part.get_content_maintype() == "image":
        return False
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _text(part: EmailMessage) -> str:
    """The text of a part, in the charset that it names, or the one it is in."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return decode(data, declared=part.get_content_charset())
    except UnicodeDecodeError:
        return data.decode(errors="replace")


def _sender(message: EmailMessage) -> str | None:
    """The sender's name, or the address of one without a name."""
    senders = getattr(message["From"], "addresses", ())
    return next((one.display_name or one.addr_spec for one in senders), None)


def _day(message: EmailMessage) -> str | None:
    """The day of a mail where it was sent."""
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat()
    except (TypeError, ValueError):
        return None
