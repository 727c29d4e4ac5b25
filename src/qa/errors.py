"""What can go wrong, as one tree of exceptions that carry their data.

QAError
├── SettingsError                a setting is unknown or out of range
├── QuestionError                a question, its conversation or how to search cannot be used
│   └── FilterError              a filter is unknown, or cannot have this value
├── ArticleNotFoundError         no article has this id
├── SavedError                   a question cannot be saved, or none has this id
├── EncoderError                 an encoder cannot be loaded or used
├── LanguageModelError           a language model cannot be asked, or its server fails
├── ConversationError            a conversation cannot be kept
└── PlaceError                   something is wrong with a file, a folder or a page
    ├── ReadError                it cannot be read as articles
    ├── ModelError               a shipped model is not as it was shipped
    ├── DatasetError             a line of an evaluation dataset is wrong
    ├── UsersError               the file of users, or what is to go into it, is wrong
    ├── JudgementsError          a file of judgements, or one of them, cannot be used
    ├── WorkspaceError           the database of the data folder cannot be used
    ├── FeedError                an address is no feed, or there is no feed of a name
    └── IndexFolderError
        ├── IndexNotFoundError   there is no index yet
        ├── IndexDamagedError    a generation does not match its manifest
        ├── IndexFormatError     a generation was written by a newer version
        ├── IndexForeignError    a generation was made with another encoder
        ├── IndexStoreError      the Milvus server with its passages cannot be used
        ├── IndexLockedError     another process is building
        └── RollbackError        there is no earlier generation

An error carries a code and values, and can be kept as a `Failure`. Its sentence is the phrase
`error.<code>` of the catalogue in `qa.phrases`, which says what happened, where, and what to do.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError, computed_field

from qa.phrases import PhraseValue, phrases, say

if TYPE_CHECKING:
    from qa.types import Language


_LONGEST_VALUE = 300
"""Characters of a value in the reason why a file could not be read."""


class Failure(BaseModel):
    """What went wrong, as a phrase of the catalogue that can be said in any language.

    Attributes:
        code: Key of the phrase, without `error.`.
        values: What the phrase is filled with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    values: dict[str, PhraseValue] = {}

    @computed_field  # type: ignore[prop-decorator]
    @property
    def reason(self) -> str:
        """The sentence in English."""
        return self.say("en")

    def say(self, language: Language) -> str:
        """The sentence in a language."""
        return say(language, f"error.{self.code}", **self.values)


class QAError(Exception):
    """Base of all errors that this package raises on purpose.

    Args:
        code: Key of its phrase in the catalogue, without `error.`.
        values: What the phrase is filled with.

    Raises:
        KeyError: If there is no such phrase, or a value of it is missing.
    """

    def __init__(self, code: str, /, **values: PhraseValue) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        say("en", f"error.{code}", **values)

    def __str__(self) -> str:
        """The whole sentence in English."""
        return self.say("en")

    def say(self, language: Language) -> str:
        """The whole sentence in a language."""
        return self.failure.say(language)

    @property
    def failure(self) -> Failure:
        """The whole sentence as a value that can be kept."""
        return Failure(code=self.code, values=self.values)


class SettingsError(QAError):
    """A setting is unknown or out of range."""


class QuestionError(QAError, ValueError):
    """A question is empty or too long, or something that was given with it cannot be used."""


class FilterError(QuestionError):
    """A filter is unknown, or cannot have this value: no date, no source of any article.

    Attributes:
        name: The filter.
        value: What it was set to.
    """

    def __init__(self, code: str, name: str, value: str, **values: PhraseValue) -> None:
        super().__init__(code, name=name, value=value, **values)
        self.name, self.value = name, value


class ArticleNotFoundError(QAError, KeyError):
    """No article of the index has this id."""

    def __init__(self, article_id: str) -> None:
        super().__init__("article.unknown", id=article_id)
        self.article_id = article_id


class SavedError(QAError):
    """A question cannot be saved, or there is no saved question with an id."""


class EncoderError(QAError):
    """An encoder cannot be loaded or used."""


class LanguageModelError(QAError):
    """A language model cannot be asked: its package is missing, or its server fails."""


class PlaceError(QAError):
    """Something is wrong with a file, a folder or a page.

    Attributes:
        path: The place, as the user named it.
    """

    def __init__(self, path: Path | str, code: str, /, **values: PhraseValue) -> None:
        super().__init__(code, **values)
        self.path = str(path)

    @property
    def reason(self) -> str:
        """What is wrong, in English and without the place."""
        return say("en", f"error.{self.code}", **self.values)

    @property
    def failure(self) -> Failure:
        """The whole sentence, which begins with the place."""
        return Failure(code="at", values={"where": self.path, "what": self.code, **self.values})


class ReadError(PlaceError):
    """A file or a page cannot be read as articles."""


class FailedFile(Failure):
    """What could not be read: a file, a row of a table, or something in them.

    Attributes:
        path: The file, with the line in a table.
        kept: Whether there is an article all the same, which lacks only what the reason names.
    """

    path: str
    kept: bool = False

    @classmethod
    def of(cls, error: PlaceError, path: str | None = None, *, kept: bool = False) -> FailedFile:
        """What an error says could not be read, under the error's name of it or another one."""
        values = {name: _short(value) for name, value in error.values.items()}
        return cls(path=path or error.path, code=error.code, values=values, kept=kept)


class ModelError(PlaceError):
    """A file of a shipped model is missing or not as it was shipped."""


class DatasetError(PlaceError):
    """A line of an evaluation dataset is wrong.

    Attributes:
        line: The line, from 1; 0 where the whole file is meant.
    """

    def __init__(self, path: Path | str, line: int, code: str, /, **values: PhraseValue) -> None:
        super().__init__(path, code, **values)
        self.line = line

    @property
    def failure(self) -> Failure:
        """The whole sentence, which begins with the file and the line."""
        at = super().failure
        values = at.values | {"line": self.line}
        return Failure(code="at_line", values=values) if self.line else at


class UsersError(PlaceError):
    """The file of users, or what is to go into it, is wrong."""


class JudgementsError(PlaceError):
    """A file of judgements of an earlier version cannot be used, or a judgement is damaged."""


class ConversationError(QAError):
    """A conversation cannot be kept."""


class WorkspaceError(PlaceError):
    """The database of the data folder cannot be written or read."""


class FeedError(PlaceError):
    """An address is no feed, or there is no feed of a name; `path` is either."""


class IndexFolderError(PlaceError):
    """Base of all errors about an index folder; `path` may be a file in it."""


class IndexNotFoundError(IndexFolderError):
    """There is no index in the folder yet."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "index.missing")


class IndexDamagedError(IndexFolderError):
    """A generation does not match its manifest."""


class IndexFormatError(IndexFolderError):
    """A generation was written by a newer version of this package."""


class IndexForeignError(IndexFolderError):
    """A generation was made with another encoder."""


class IndexStoreError(IndexFolderError):
    """The Milvus server with the passages cannot be reached or used; `path` is its address."""


class IndexLockedError(IndexFolderError):
    """Another process is building in the same folder."""

    def __init__(self, path: Path | str, owner: str) -> None:
        code = "index.locked" if owner else "index.locked_by_other"
        super().__init__(path, code, owner=owner)
        self.owner = owner


class RollbackError(IndexFolderError):
    """There is no earlier generation to go back to."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "index.no_earlier")


def _short(value: PhraseValue) -> PhraseValue:
    """A value of a phrase that may have been taken from a file, in a length that one reads."""
    if not isinstance(value, str) or len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}…"


def wrong_field(error: ValidationError) -> tuple[str, str]:
    """The first field that does not fit its type, and why; the field is empty for the whole."""
    first = error.errors(include_input=False)[0]
    return ".".join(str(part) for part in first["loc"]), first["msg"]


def cause(error: Exception) -> str:
    """Why the system refused something, for `{why:system}` in a phrase.

    The name of the error number, `EACCES`, where the catalogue has words for it; else what the
    error itself says.
    """
    number = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    if f"system.{number}" in phrases("en"):
        return number
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
