"""Damaged input for all that reads what strangers wrote, steered by the code that it reaches.

    pip install atheris
    python -m benchmarks.fuzz [TARGET …] [--seconds 60]

Each target runs in a process of its own: the reader of a format (`a.html`), the grammar of
questions, queries, feeds, settings, question lists, cookies and addresses. It begins with the
samples of the tests and changes them so that they reach code that was not reached before. Whatever
is raised that is no `QAError`, and whatever takes 30 seconds or 3 GB, ends it; the input is then
kept in `fuzz-found/`, to become a test. Prints how often each was run and how many ways it found.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.fuzz.targets import OTHERS, harmless, reader

FOUND: Final = Path("fuzz-found")
LIMITS: Final = (
    "-timeout=30",
    "-rss_limit_mb=3000",
    "-max_len=20000",
    f"-artifact_prefix={FOUND}/",
)
LARGEST_SEED: Final = 20_000


def seeds(target: str) -> Iterator[bytes]:
    """What a target begins with."""
    from tests.corpus.hostile import hostile_files
    from tests.corpus.samples import ARCHIVES, FILES

    for name, data in (FILES | ARCHIVES).items():
        if name == target or (target in OTHERS and name in {"a.txt", "a.jsonl", "a.csv"}):
            yield data
    for one in hostile_files():
        fits = one.path.endswith(Path(target).suffix) if "." in target else False
        if fits and len(one.data) <= LARGEST_SEED:
            yield one.data


def words(target: str) -> Iterator[str]:
    """What inputs of a target are likely to be made of."""
    from tests.corpus.test_fuzz import PIECES
    from tests.question.lexicon import SIGNS, lexicon

    if pieces := PIECES.get(Path(target).suffix):
        yield from pieces[0]
    yield from lexicon() if target in {"questions", "language"} else SIGNS


def prepare(target: str) -> list[str]:
    """The arguments for a target: its seeds and its words, in folders of their own."""
    folder = Path(tempfile.mkdtemp(prefix="qa-fuzz-"))
    (folder / "seeds").mkdir()
    for number, data in enumerate(seeds(target)):
        (folder / "seeds" / str(number)).write_bytes(data)
    quoted = (
        "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "replace")[:60])
        for word in dict.fromkeys(words(target))
    )
    (folder / "words").write_text("".join(f'"{word}"\n' for word in quoted if word), "ascii")
    return [str(folder / "seeds"), f"-dict={folder / 'words'}"]


def fuzz(target: str, seconds: int) -> None:
    """Run one target in this process; it ends with it."""
    import atheris

    with atheris.instrument_imports(include=["qa", "qa_ui"]):
        run = OTHERS[target]() if target in OTHERS else reader(target)
    FOUND.mkdir(exist_ok=True)
    given = [sys.argv[0], *prepare(target), *LIMITS, f"-max_total_time={seconds}"]
    atheris.Setup(given, lambda data: harmless(lambda: run(data)))
    atheris.Fuzz()


def targets() -> list[str]:
    """All that there are."""
    from tests.corpus.samples import ARCHIVES, FILES

    return [*OTHERS, *(name for name in FILES | ARCHIVES if not name.endswith(".gz")), "a.txt.gz"]


def one(target: str, seconds: int) -> bool:
    """Run one target in a process of its own, print its figures, and say whether it passed."""
    command = [sys.executable, "-m", "benchmarks.fuzz", target, f"--seconds={seconds}", "--here"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    ways = re.findall(r"ft: (\d+)", done.stderr)
    runs = re.findall(r"^#(\d+)|^Done (\d+) runs", done.stderr, re.MULTILINE)
    ran = max(runs[-1]) if runs else "0"
    print(f"{target:16} {ran:>9} runs {ways[-1] if ways else 0:>7} ways", flush=True)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-1000:], flush=True)
    return not done.returncode


def main() -> None:
    """Run the targets that are named, or all, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help="as a.html or questions; none: all")
    parser.add_argument("--seconds", type=int, default=60, help="for each")
    parser.add_argument("--here", action="store_true", help="in this process, one only")
    given = parser.parse_args()
    if given.here:
        fuzz(given.targets[0], given.seconds)
    passed = [one(target, given.seconds) for target in given.targets or targets()]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{passed.count(True)} of {len(passed)} passed, {used.ru_utime + used.ru_stime:.0f} s CPU"
    )
    sys.exit(not all(passed))


if __name__ == "__main__":
    main()
