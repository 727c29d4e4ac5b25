"""What can go wrong, as one tree of exceptions that carry their data.

QAError
├── SettingsError            a setting is unknown or out of range
├── QuestionError            a question is empty or too long
├── ArticleNotFoundError     no article has this id
├── ReadError                a file cannot be read as articles
├── EncoderError             an encoder cannot be loaded or used
├── LanguageModelError       a language model cannot be asked, or its server fails
├── ModelError               a shipped model is not as it was shipped
├── DatasetError             a line of an evaluation dataset is wrong
├── UsersError               the file of users, or what is to go into it, is wrong
├── JudgementsError          the file of judgements cannot be used
└── IndexFolderError
    ├── IndexNotFoundError   there is no index yet
    ├── IndexDamagedError    a generation does not match its manifest
    ├── IndexFormatError     a generation was written by a newer version
    ├── IndexForeignError    a generation was made with another encoder
    ├── IndexLockedError     another process is building
    └── RollbackError        there is no earlier generation

Every message says what happened, where, and what to do about it.
"""

from pathlib import Path


class QAError(Exception):
    """Base of all errors that this package raises on purpose."""


class SettingsError(QAError):
    """A setting is unknown or out of range."""


class QuestionError(QAError, ValueError):
    """A question is empty or too long, or one of its filters is not a date."""


class ArticleNotFoundError(QAError, KeyError):
    """No article of the index has this id.

    Attributes:
        article_id: The id that was asked for.
    """

    def __init__(self, article_id: str) -> None:
        super().__init__(f"no article has the id {article_id!r}")
        self.article_id = article_id

    def __str__(self) -> str:
        """The message itself; KeyError would show its repr."""
        return str(self.args[0])


class ReadError(QAError):
    """A file cannot be read as articles.

    Attributes:
        path: The file, as the user named it.
        reason: What is wrong with it, in a sentence.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class EncoderError(QAError):
    """An encoder cannot be loaded or used."""


class LanguageModelError(QAError):
    """A language model cannot be asked: its package is missing, or its server fails."""


class ModelError(QAError):
    """A file of a shipped model is missing or not as it was shipped.

    Attributes:
        path: The file.
        problem: What is wrong with it.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}; install the package again")
        self.path, self.problem = path, problem


class DatasetError(QAError):
    """A line of an evaluation dataset is wrong.

    Attributes:
        path: The dataset.
        line: The line, from 1; 0 where the whole file is meant.
        reason: What is wrong, in a sentence.
    """

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}" if line else f"{path}: {reason}")
        self.path = str(path)
        self.line = line
        self.reason = reason


class UsersError(QAError):
    """The file of users, or what is to go into it, is wrong.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = str(path)


class JudgementsError(QAError):
    """The file of judgements cannot be written or read.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = str(path)


class IndexFolderError(QAError):
    """Base of all errors about an index folder.

    Attributes:
        path: The index folder or the file in it that is at fault.
    """

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = str(path)


class IndexNotFoundError(IndexFolderError):
    """There is no index in the folder yet."""


class IndexDamagedError(IndexFolderError):
    """A generation does not match its manifest."""


class IndexFormatError(IndexFolderError):
    """A generation was written by a newer version of this package."""


class IndexForeignError(IndexFolderError):
    """A generation was made with another encoder."""


class IndexLockedError(IndexFolderError):
    """Another process is building in the same folder.

    Attributes:
        owner: The process that holds the lock, as it wrote itself down.
    """

    def __init__(self, path: Path | str, owner: str) -> None:
        super().__init__(path, f"is being built by {owner}; wait until it is done")
        self.owner = owner


class RollbackError(IndexFolderError):
    """There is no earlier generation to go back to."""
