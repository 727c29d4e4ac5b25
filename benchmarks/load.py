"""How a server bears many people who ask at once, for minutes or for hours.

    python -m benchmarks.load INDEX QUESTIONS.jsonl [--askers 50] [--minutes 5] [--save]

A server is started on the index. So many askers put the questions of the file to its API over
HTTP, each its next one as soon as it has an answer. An answer that differs from an earlier one to
the same question is an error. Then twice as many as it lets wait ask at the same instant, and at
last it is told to end, and started again. Memory and the answers of `/healthz` are looked at every
five seconds; growth is that of the last tenth over the tenth that follows the warm-up. Prints
JSON; `--save` keeps it under `results/`, named by the commit.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from benchmarks.servers import serving
from benchmarks.start import output_of, processor_seconds, questions_of, resident

RESULTS = Path(__file__).parent / "results"
PATIENCE = 300.0
"""Seconds that an answer may take."""

EVERY = 5.0
"""Seconds between two looks at the server."""

WARM_UP = 60.0
"""Seconds that do not count for memory, or a fifth of the time if that is less."""

PLACES = 72
"""Questions that a server answers and lets wait by default."""


@dataclass
class Seen:
    """What the askers saw."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    lasted: float = 0.0
    memory: list[tuple[float, int]] = field(default_factory=list)
    health: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--save", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QA_DATA"] = folder
        found = measure(given.index, questions_of(given.questions), given.askers, given.minutes)
    text = json.dumps(found, indent=2)
    print(text)
    if given.save:
        name = f"load-{found['commit']}-{given.askers}x{given.minutes:g}.json"
        (RESULTS / name).write_text(text + "\n", encoding="utf-8")


def measure(index: Path, questions: list[str], askers: int, minutes: float) -> dict[str, object]:
    """All figures, with what they were measured on."""
    cores, system, python = os.cpu_count(), platform.machine(), sys.version.split()[0]
    with serving(index) as (address, process):
        seen = asyncio.run(ask(address, process, itertools.cycle(questions), askers, minutes))
        burst = asyncio.run(beyond(address, questions[0]))
        told = time.perf_counter()
    ended = time.perf_counter() - told
    return {
        "commit": output_of(["git", "rev-parse", "--short", "HEAD"]).strip(),
        "machine": f"{cores} cores, {system}, Python {python}",
        "other load": round(os.getloadavg()[2], 1),
        "askers": askers,
        "minutes": minutes,
        **figures(seen, minutes),
        "at once beyond the queue": burst,
        "ended s": round(ended, 2),
        "started again": restart(index, questions[0]),
    }


async def ask(
    address: str, process: int, questions: Iterator[str], askers: int, minutes: float
) -> Seen:
    """Let all askers ask until the time is over."""
    seen, began = Seen(), time.monotonic()
    end = began + 60 * minutes
    async with httpx.AsyncClient(
        base_url=address, timeout=PATIENCE, limits=httpx.Limits(max_connections=None)
    ) as client:
        asking = [asker(client, questions, end, seen) for _ in range(askers)]
        await asyncio.gather(*asking, watcher(client, process, began, end, seen))
    seen.lasted = time.monotonic() - began
    return seen


async def asker(
    client: httpx.AsyncClient, questions: Iterator[str], end: float, seen: Seen
) -> None:
    """One who asks a question after the other."""
    while time.monotonic() < end:
        question, began = next(questions), time.monotonic()
        try:
            response = await client.post("/api/ask", json={"question": question})
        except httpx.HTTPError as error:
            seen.errors[type(error).__name__] += 1
            continue
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            seen.busy += 1
            await asyncio.sleep(float(response.headers["retry-after"]))
        elif response.status_code != httpx.codes.OK:
            seen.errors[str(response.status_code)] += 1
        else:
            seen.seconds.append(time.monotonic() - began)
            text = response.json()["text"]
            if seen.answers.setdefault(question, text) != text:
                seen.errors["another answer"] += 1


async def watcher(
    client: httpx.AsyncClient, process: int, began: float, end: float, seen: Seen
) -> None:
    """Looks at memory and health meanwhile."""
    while time.monotonic() < end:
        asked = time.monotonic()
        response = await client.get("/healthz")
        seen.health.append(time.monotonic() - asked)
        if response.status_code != httpx.codes.OK:
            seen.errors[f"healthz {response.status_code}"] += 1
        seen.memory.append((time.monotonic() - began, resident(process)))
        await asyncio.sleep(EVERY)


def figures(seen: Seen, minutes: float) -> dict[str, object]:
    """What the askers saw, in figures."""
    warm = min(WARM_UP, 12 * minutes)
    later = [memory for moment, memory in seen.memory if moment >= warm]
    tenth = max(1, len(later) // 10)
    before, after = statistics.median(later[:tenth]), statistics.median(later[-tenth:])
    p50, p95 = np.percentile(seen.seconds, [50, 95])
    return {
        "answers": len(seen.seconds),
        "answers per s": round(len(seen.seconds) / seen.lasted, 1),
        "answer p50 ms": round(p50 * 1000),
        "answer p95 ms": round(p95 * 1000),
        "slowest answer ms": round(max(seen.seconds) * 1000),
        "errors": dict(seen.errors),
        "told to come again": seen.busy,
        "healthz p50 ms": round(statistics.median(seen.health) * 1000, 1),
        "healthz slowest ms": round(max(seen.health) * 1000, 1),
        "memory MB": {
            "after warm-up": before,
            "at the end": after,
            "most": max(memory for _, memory in seen.memory),
            "growth %": round(100 * (after / before - 1), 1),
        },
    }


async def beyond(address: str, question: str) -> dict[str, object]:
    """What twice as many as the server lets wait get at the same instant."""
    count = 2 * PLACES
    async with httpx.AsyncClient(
        base_url=address, timeout=PATIENCE, limits=httpx.Limits(max_connections=None)
    ) as client:
        asked = [client.post("/api/ask", json={"question": question}) for _ in range(count)]
        responses = await asyncio.gather(*asked)
    statuses = Counter(str(one.status_code) for one in responses)
    waits = {one.headers["retry-after"] for one in responses if "retry-after" in one.headers}
    return {"asked": count, "statuses": dict(statuses), "retry-after s": sorted(waits)}


def restart(index: Path, question: str) -> dict[str, float]:
    """Seconds from the start of a server until it listens, is ready, and has answered."""
    began = time.perf_counter()
    with (
        serving(index) as (address, process),
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        listens, spent = time.perf_counter() - began, processor_seconds(process)
        while client.get("/readyz").status_code != httpx.codes.OK:
            time.sleep(0.05)
        ready = time.perf_counter() - began
        client.post("/api/ask", json={"question": question}).raise_for_status()
        answered = time.perf_counter() - began
    return {
        "listens s": round(listens, 2),
        "listens, processor s": round(spent, 2),
        "ready s": round(ready, 2),
        "first answer s": round(answered, 2),
    }


if __name__ == "__main__":
    main()
