from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from qa.build import build_index
from qa.errors import (
    IndexDamagedError,
    IndexFolderError,
    IndexForeignError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    RollbackError,
)
from qa.index.generations import (
    current_name,
    generation_names,
    open_current,
    read_status,
)
from qa.index.publish import locked, rollback
from qa.index.vectors import VectorIndex
from qa.settings import Settings
from tests.commands import syncs
from tests.newsroom import ARMY, BRIDGE, STRIKE, VOLCANO, CountingEncoder, WordEncoder, write_files

WORDS = WordEncoder()
CODED = Settings(exact_passages=0)
"""With codes beside the vectors, which are one more file to lose."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `corpus/` and an `index/` of two generations; tests work on copies."""
    folder = tmp_path_factory.mktemp("built")
    for article in (ARMY, STRIKE):
        corpus = write_files(folder / "corpus", [article])
        build_index(corpus, folder / "index", settings=CODED, encoder=WORDS)
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy of that index."""
    return Path(shutil.copytree(built / "index", tmp_path / "index"))


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    """A copy of that corpus."""
    return Path(shutil.copytree(built / "corpus", tmp_path / "corpus"))


def test_a_name_is_there_before_it_is_used(
    index: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power failure `CURRENT` names no folder whose own name was not written yet."""
    write_files(corpus, [BRIDGE])
    synced = syncs(monkeypatch)
    build_index(corpus, index, encoder=WORDS)
    # The folder of the generation, that of the index, `CURRENT`, and that of the index again.
    assert synced[-4:] == ["folder", "folder", "file", "folder"]


def test_a_lock_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full or read-only disk is an error of the index folder, which says what is wrong."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(IndexFolderError, match="disk is full"), locked(tmp_path / "index"):
        pass


def files(generation: Path) -> Iterator[Path]:
    """All files that make up a generation."""
    yield from (p for p in sorted(generation.rglob("*")) if p.is_file() and p.suffix != ".lock")


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    """Cut the last two bytes off a file (the last one of the manifest is a line end)."""
    path.write_bytes(path.read_bytes()[:-2])


def empty(path: Path) -> None:
    """Leave nothing of a file but its name."""
    path.write_bytes(b"")


def swap(path: Path) -> None:
    """Put another file of the first generation in its place: the same thing, if it differs."""
    (index,) = (folder.parent for folder in path.parents if folder.name == "g000002")
    others = sorted(
        (index / "g000001" / path.relative_to(index / "g000002").parent).iterdir(),
        key=lambda other: (other.name != path.name, other.suffix != path.suffix),
    )
    content = path.read_bytes()
    other = next(one for one in others if one.is_file() and one.read_bytes() != content)
    shutil.copy(other, path)


DAMAGES: list[Callable[[Path], None]] = [flip, truncate, empty, Path.unlink, swap]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_refused(index: Path, damage: Callable[[Path], None]) -> None:
    """One wrong bit in any file is found when asked for; the error names it, and the remedies help.

    A file whose size is another one is found whenever the index is opened.
    """
    generation = index / current_name(index)
    pristine = Path(shutil.copytree(generation, index.parent / "pristine"))
    places = [path.relative_to(pristine) for path in files(pristine)]
    found = {place.parts[0] for place in places}
    assert found == {"articles.sqlite", "vectors.faiss", "codes.faiss", "manifest.json", "lexical"}
    for place in places:
        damage(generation / place)
        # Another generation's manifest is whole; it is the files that do not fit it.
        is_whole = (damage, place.name) == (swap, "manifest.json")
        named = re.escape(str(generation if is_whole else generation / place))
        said = f"{named}.*: .*`qa build`, or go back with `qa rollback`"
        with pytest.raises(IndexDamagedError, match=said):
            read_status(index, verify=True)
        if damage not in (flip, swap):
            with pytest.raises(IndexDamagedError, match=said):
                open_current(index)
        assert rollback(index) == "g000001"
        (index / "CURRENT").write_text("g000002\n")
        shutil.copy(pristine / place, generation / place)
    read_status(index, verify=True)


@pytest.mark.parametrize("name", ["articles.sqlite", "vectors.faiss", "lexical/meta.json"])
def test_damage_that_keeps_a_file_from_opening_is_named(index: Path, name: str) -> None:
    """What a library cannot open is told by the name of the file, not by the library."""
    file = index / current_name(index) / name
    file.write_bytes(b"\0" * file.stat().st_size)
    with pytest.raises(IndexDamagedError, match=f"{name}: (does not match|is damaged)"):
        read_status(index)


def test_damage_that_shows_in_a_search_is_refused(index: Path) -> None:
    """Words that cannot be read are damage to the index, and the error says what to do."""
    for words in (index / current_name(index) / "lexical").glob("*.term"):
        words.write_bytes(b"\xff" * 40 + words.read_bytes()[40:])
    with (
        closing(open_current(index)) as generation,
        pytest.raises(IndexDamagedError, match="lexical: is damaged; build it again"),
    ):
        generation.lexical.search("barrage dockers", "fr", 3)


@pytest.mark.parametrize(
    ("act", "name"),
    [("read_text", "CURRENT"), ("read_text", "manifest.json"), ("stat", "vectors.faiss")],
)
def test_what_may_not_be_read_is_not_called_damaged(
    index: Path, monkeypatch: pytest.MonkeyPatch, act: str, name: str
) -> None:
    """Where a file is closed to us the error says so, and sends nobody to build all anew."""
    real = getattr(Path, act)

    def closed(path: Path, *rest: Any, **options: Any) -> Any:
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, *rest, **options)

    monkeypatch.setattr(Path, act, closed)
    with pytest.raises(IndexFolderError, match=r"permission denied.*check its perm") as caught:
        open_current(index)
    assert not isinstance(caught.value, IndexDamagedError)


def test_who_opens_a_generation_while_it_is_removed_gets_the_newest(
    index: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two builds may publish, and remove what was in use, while it is being opened."""
    real = VectorIndex.open

    def late(*arguments: Any) -> VectorIndex:
        monkeypatch.setattr(VectorIndex, "open", real)
        opened = real(*arguments)
        for article in (BRIDGE, VOLCANO):
            build_index(write_files(corpus, [article]), index, encoder=WORDS)
        return opened

    monkeypatch.setattr(VectorIndex, "open", late)
    with closing(open_current(index)) as generation:
        assert generation.name == "g000004"
        assert len(generation.store.contents()) == 4


def test_a_whole_generation_can_be_missing(index: Path) -> None:
    """A generation that `CURRENT` names and that is gone is damage."""
    shutil.rmtree(index / current_name(index))
    with pytest.raises(IndexDamagedError):
        open_current(index)


def test_damage_is_mended_by_a_build(index: Path, corpus: Path) -> None:
    """A build counts a damaged generation as none and makes a whole one."""
    flip(index / current_name(index) / "articles.sqlite")
    report = build_index(corpus, index, encoder=WORDS)
    assert len(report.added) == 2
    assert read_status(index).articles == 2


def test_a_build_keeps_the_sound_generation_rather_than_the_damaged_one(
    index: Path, corpus: Path
) -> None:
    """After a build has mended the index, one can still go back, to what was in use before it."""
    flip(index / current_name(index) / "articles.sqlite")
    build_index(corpus, index, encoder=WORDS)
    assert generation_names(index) == ["g000001", "g000003"]
    assert rollback(index) == "g000001"


@pytest.mark.parametrize(
    "change", [{"fingerprint": "other"}, {"recipe": "other"}, {"passages": 7}, {"files": {}}]
)
def test_a_changed_manifest_is_damage(index: Path, change: dict[str, object]) -> None:
    """A manifest that was edited by hand is refused, whichever field it was."""
    manifest = index / current_name(index) / "manifest.json"
    edited = json.loads(manifest.read_text(encoding="utf-8")) | change
    manifest.write_text(json.dumps(edited), encoding="utf-8")
    with pytest.raises(IndexDamagedError, match=r"manifest\.json.*`qa build`"):
        open_current(index)


def test_a_newer_format_is_refused(index: Path) -> None:
    """What a newer version wrote is refused by its number, even with unknown fields."""
    manifest = index / current_name(index) / "manifest.json"
    newer = json.loads(manifest.read_text(encoding="utf-8")) | {"format": 99, "shards": 3}
    manifest.write_text(json.dumps(newer), encoding="utf-8")
    with pytest.raises(IndexFormatError, match=r"format 99.*update qa"):
        open_current(index)


def test_an_older_format_is_refused_and_built_anew(index: Path, corpus: Path) -> None:
    """What an earlier version wrote is refused by its number, and a build makes all of it new."""
    manifest = index / current_name(index) / "manifest.json"
    older = json.loads(manifest.read_text(encoding="utf-8")) | {"format": 1, "checksums": {}}
    manifest.write_text(json.dumps(older), encoding="utf-8")
    with pytest.raises(IndexFormatError, match=r"format 1 of an earlier version.*`qa build`"):
        open_current(index)
    assert len(build_index(corpus, index, encoder=WORDS).added) == 2
    assert read_status(index, verify=True).articles == 2


def test_another_encoder_is_refused(index: Path) -> None:
    """The error names the encoder that built the index and the one in use, with their prints."""
    other = CountingEncoder(WORDS, fingerprint="0123456789abcdef")
    with closing(open_current(index)) as generation:
        generation.check_encoder(WORDS)
        with pytest.raises(IndexForeignError, match="`qa build`") as caught:
            generation.check_encoder(other)
    said = f"'words' (fingerprint {WORDS.fingerprint[:12]}), but the one in use is 'changed'"
    assert f"{said} (fingerprint 0123456789ab)" in str(caught.value)
    assert str(caught.value).startswith(f"{index}/g000002: ")


@pytest.mark.parametrize(
    "content", [b"", b"g1\n", b"../../etc\n", b"\xff\xfe", b"g000001 g000002\n", b"G000001"]
)
def test_garbage_in_current_is_refused(index: Path, content: bytes) -> None:
    """`CURRENT` holds the name of a generation and nothing else."""
    (index / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"CURRENT.*`qa build`"):
        open_current(index)


def test_garbage_in_current_is_mended_by_a_build(index: Path, corpus: Path) -> None:
    """A build publishes over a `CURRENT` that says nothing."""
    (index / "CURRENT").write_bytes(b"\xff")
    assert build_index(corpus, index, encoder=WORDS).generation == current_name(index) == "g000003"
    assert generation_names(index) == ["g000002", "g000003"]


@pytest.mark.parametrize("exists", [True, False])
def test_an_empty_folder_holds_no_index(tmp_path: Path, exists: bool) -> None:  # noqa: FBT001
    """A folder that is empty or not there is not an index, and the error says how to make one."""
    folder = tmp_path / "none"
    if exists:
        folder.mkdir()
    for use in (open_current, read_status, rollback):
        with pytest.raises(IndexNotFoundError, match="`qa build`"):
            use(folder)
    assert generation_names(folder) == []
    assert folder.exists() == exists


def test_rollback_goes_back_and_no_further(index: Path) -> None:
    """Going back takes one step; where there is nothing earlier it changes nothing."""
    assert rollback(index) == "g000001" == current_name(index)
    with pytest.raises(RollbackError, match=f"{index}: has no earlier generation"):
        rollback(index)
    assert current_name(index) == "g000001"


def test_rollback_to_damage_is_refused(index: Path) -> None:
    """A damaged earlier generation is not put in use."""
    flip(index / "g000001" / "vectors.faiss")
    with pytest.raises(IndexDamagedError):
        rollback(index)
    assert current_name(index) == "g000002"


def test_rollback_mends_what_says_which_one_is_in_use(index: Path) -> None:
    """Where `CURRENT` says nothing, or names what is gone, the newest generation is taken."""
    for said in ("", "g000007\n"):
        (index / "CURRENT").write_text(said)
        assert rollback(index) == "g000002" == current_name(index)


def test_a_rollback_waits_for_no_build(index: Path) -> None:
    """While a build holds the folder, going back is refused: it could lose what it goes back to."""
    with locked(index), pytest.raises(IndexLockedError, match=f"process {os.getpid()}"):
        rollback(index)
    assert current_name(index) == "g000002"


def test_who_holds_a_folder_may_be_unknown(index: Path) -> None:
    """A process that has only just taken the lock has not written itself down yet."""
    with FileLock(index / ".lock"), pytest.raises(IndexLockedError) as caught:
        rollback(index)
    assert caught.value.owner == ""
    assert "another process" in str(caught.value)


def test_a_lock_is_left_behind_empty(index: Path) -> None:
    """After a change nobody is named as its owner, and the next one may begin."""
    with locked(index):
        assert (index / ".lock-owner").read_text().startswith(f"process {os.getpid()} on ")
    assert not (index / ".lock-owner").exists()
    with locked(index):
        pass


def test_the_last_two_stay(index: Path, corpus: Path) -> None:
    """Each build keeps the generation it replaces and removes those before."""
    write_files(corpus, [BRIDGE])
    assert build_index(corpus, index, encoder=WORDS).generation == "g000003"
    assert generation_names(index) == ["g000002", "g000003"]
    assert not (index / "g000001").exists()


def test_a_build_after_rollback_keeps_what_was_in_use(index: Path, corpus: Path) -> None:
    """What one went back from is not what the next rollback gives."""
    rollback(index)
    write_files(corpus, [BRIDGE])
    assert build_index(corpus, index, encoder=WORDS).generation == "g000003"
    assert rollback(index) == "g000001"


def test_a_name_is_never_used_twice(index: Path, corpus: Path) -> None:
    """A number is not given again, even to what was never finished."""
    for left, name, article in (
        ("g000007", "g000008", BRIDGE),
        ("g1000000", "g1000001", VOLCANO),
    ):
        (index / left).mkdir()
        write_files(corpus, [article])
        assert build_index(corpus, index, encoder=WORDS).generation == name


def test_half_written_folders_are_ignored(index: Path) -> None:
    """Folders that a dead build left, or that are incomplete, are no generations."""
    (index / ".building-dead").mkdir()
    (index / "g000009").mkdir()
    assert read_status(index).generations == ["g000001", "g000002"]


def test_the_status_describes_the_generation_in_use(index: Path) -> None:
    """Numbers, languages, sources, dates and the encoder are those of the build."""
    status = read_status(index)
    assert (status.generation, status.encoder, status.dimension) == ("g000002", "words", 64)
    assert (status.articles, status.languages) == (2, {"fr": 2})
    assert status.sources == {"Horizons": 1, "Le Littoral": 1}
    assert status.published == ("2022-01-06", "2023-03")
    assert status.built.endswith("+00:00")
    assert status.index == str(index)


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such permissions")
def test_others_may_read_a_generation(index: Path) -> None:
    """Its folder has the permissions of any folder, not those of a temporary one."""
    assert stat.S_IMODE((index / "g000002").stat().st_mode) == 0o755


def test_an_open_generation_outlives_its_folder(index: Path) -> None:
    """Whoever has a generation open goes on reading when it is removed."""
    generation = open_current(index)
    shutil.rmtree(generation.path)
    assert len(generation.store.contents()) == 2
    assert generation.lexical.search("barrage", "fr", 1)
    assert generation.vectors.search(WORDS.encode_questions(["barrage"]), 1)[0]
    generation.close()
