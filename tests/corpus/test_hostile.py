"""One build over all that is hostile or broken: nothing is lost, and nothing is stopped."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.settings import Settings

from .hostile import Hostile, hostile_files

if TYPE_CHECKING:
    from qa.encoder import Encoder
    from qa.types import BuildProgress, BuildReport

GOOD = "The astronomer Ines Okafor discovered a comet above the observatory on Monday night."
LIMITS = {"file.too_slow", "file.memory", "file.reader_died", "file.unexpected"}
"""What is said where a file costs more than it may, or raised what no reader knows."""

PLACES = {
    "places/pipe.txt": "file.special",
    "places/socket.txt": "file.special",
    "places/outside.txt": "link.outside",
    "places/folder-outside": "link.outside",
    "places/device.txt": "link.outside",
    "places/itself.txt": "link.broken",
    "places/nowhere.txt": "link.broken",
    "zz-gone/file.txt": "file.unreadable",
    "zz-gone/changed.txt": "file.special",
}


class Built(NamedTuple):
    """What was built of what."""

    settings: Settings
    files: list[Hostile]
    report: BuildReport
    texts: dict[str, list[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Built:
    """One build over all of the files, of which some go while it runs."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(
        corpus=folder / "corpus",
        index=folder / "index",
        data=folder / "data",
        max_file_mb=2,
        device="cpu",
    )
    files = [*hostile_files()]
    for one in files:
        write(settings.corpus / one.path, one.data)
    write(settings.corpus / "good.txt", f"Comet seen\n\n{GOOD}".encode())
    make_places(settings.corpus, folder / "elsewhere")
    report = build_index(settings=settings, encoder=encoder, progress=Vanishing(settings.corpus))
    return Built(settings, files, report, texts(settings, encoder))


def write(path: Path, data: bytes) -> None:
    """Write a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make_places(corpus: Path, elsewhere: Path) -> None:
    """What is no file, or no file of the corpus."""
    write(elsewhere / "secret.txt", b"The secret of the elsewhere folder.")
    places = corpus / "places"
    places.mkdir()
    os.mkfifo(places / "pipe.txt")
    os.mknod(places / "socket.txt", stat.S_IFSOCK | 0o600)
    for name, target in {
        "outside.txt": elsewhere / "secret.txt",
        "folder-outside": elsewhere,
        "device.txt": Path("/dev/zero"),
        "itself.txt": Path("itself.txt"),
        "nowhere.txt": Path("gone.txt"),
    }.items():
        (places / name).symlink_to(target)
    for name in ("file.txt", "changed.txt"):
        write(corpus / "zz-gone" / name, b"The ferry was here a moment ago.")


class Vanishing:
    """Takes files away, and puts a named pipe in the place of one, once the build reads."""

    def __init__(self, corpus: Path) -> None:
        self._gone = corpus / "zz-gone"

    def __call__(self, progress: BuildProgress) -> None:
        """Hear of the first article that was read."""
        if progress.stage == "read" and progress.done == 1:
            for path in self._gone.iterdir():
                path.unlink()
            os.mkfifo(self._gone / "changed.txt")


def texts(settings: Settings, encoder: Encoder) -> dict[str, list[str]]:
    """The texts of the articles by the paths of their files."""
    found: dict[str, list[str]] = {}
    with Assistant(settings.index, settings, encoder) as assistant:
        for one in assistant.articles():
            found.setdefault(one.path, []).append(assistant.article(one.id).text)
    return found


def below(path: str, found: str) -> bool:
    """Whether something was found in a file, in a line of it, or in a file in it."""
    known = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return found == known or found.startswith((f"{known}/", f"{known}, line "))


def test_every_file_is_read_or_says_why(built: Built) -> None:
    """Each of the files is an article with its sentence, a failure with a remedy, or both."""
    assert len(built.files) > 150
    wrong = []
    for one in built.files:
        said = [
            text for path, all_of in built.texts.items() if below(one.path, path) for text in all_of
        ]
        failed = [found for found in built.report.failed if below(one.path, found.path)]
        is_read = any(one.sentence in " ".join(text.split()) for text in said)
        if (is_read, bool(failed)) != (one.fate != "refused", one.fate != "read"):
            wrong.append((one.path, one.fate, [f.code for f in failed], [t[:200] for t in said]))
    assert wrong == []


def test_no_file_exhausts_the_reader(built: Built) -> None:
    """No file takes all of the time or memory that it may, nor raises what no reader knows."""
    assert [one for one in built.report.failed if one.code in LIMITS] == []
    assert all("; " in one.reason for one in built.report.failed)


def test_places_that_are_no_files_are_named(built: Built) -> None:
    """Pipes, sockets, links outwards and files that went are failures, never waited for."""
    assert {one.path: one.code for one in built.report.failed if one.path in PLACES} == PLACES
    assert "secret of the elsewhere" not in str(built.texts)


def test_nothing_else_is_lost(built: Built) -> None:
    """What is in the index came from these files, and the article beside them answers."""
    known = [one.path for one in built.files if one.fate != "refused"]
    strays = [path for path in built.texts if not any(below(one, path) for one in known)]
    assert strays == ["good.txt"]
    with Assistant(built.settings.index, built.settings) as assistant:
        answer = assistant.ask("Who discovered a comet above the observatory?")
    assert answer.citations[0].quote == GOOD
    assert answer.citations[0].article_id == "good.txt"
