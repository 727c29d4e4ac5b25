"""One outlet under one name, over all articles of a corpus.

An article without a named source has the host of its address as one, so that `La Voix des plaines`
and `lavoixdesplaines.example` would be two outlets. A host takes the name of an outlet with the
same letters, and spellings that differ by case, accents and marks become the most frequent one. All
else is up to the file `sources.toml` of the corpus, `"La Voix des plaines" = ["lvdp.example"]`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from qa.errors import ReadError, cause
from qa.lang.text import fold, letters

NAMES_FILE = "sources.toml"

_HOST = re.compile(r"(?:[\w-]+\.)*?([\w-]+)((?:\.(?:com?|org|net|gov|gouv|ac))?\.[a-z]{2,})")
"""A host's own label and what stands behind it, after any labels before it."""

_ARTICLE = re.compile(r"^(?:the|le|la|les) |^l'")


def own_names(corpus: Path) -> dict[str, str]:
    """The name that `sources.toml` gives to each other spelling of an outlet, by its letters.

    Raises:
        ReadError: If the file is there and cannot be read, or is not such a table.
    """
    path = corpus / NAMES_FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ReadError(path, "file.unreadable", why=cause(error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadError(path, "sources.toml", why=str(error)) from error
    for name, others in table.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise ReadError(path, "sources.names", name=name)
    return {letters(one): name for name, others in table.items() for one in (name, *others)}


def one_name_each(
    found: Iterable[tuple[str, str | None]], own: Mapping[str, str]
) -> dict[str, str]:
    """The name that each source goes by, where that is another than it has.

    Args:
        found: Source and address of every article that has a source.
        own: What `own_names` gives.
    """
    articles = [(own.get(letters(source), source), source, url) for source, url in found]
    counts = Counter(name for name, _, _ in articles)
    hosts = {name for name in counts if _HOST.fullmatch(fold(name))}
    named = _most_frequent({name: n for name, n in counts.items() if name not in hosts})
    places = {(letters(name), _host(url)) for name, _, url in articles if url}
    names = {host: _named(host, named, places) for host in _unrivalled(hosts)}
    return {
        source: new
        for name, source, _ in articles
        if (new := names.get(name) or named.get(letters(name), name)) != source
    }


def _most_frequent(counts: Mapping[str, int]) -> dict[str, str]:
    """The usual spelling of each name, by its letters; the first of those as frequent."""
    spelt: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        spelt.setdefault(letters(name), name)
    return spelt


def _unrivalled(hosts: Iterable[str]) -> list[str]:
    """Hosts that are no other's namesake: `guardian.ng` and `guardian.co.uk` are two outlets."""
    sites: dict[str, set[str]] = defaultdict(set)
    for host in hosts:
        label, ending = _site(host)
        sites[label].add(ending)
    return [host for host in hosts if len(sites[_site(host)[0]]) == 1]


def _named(host: str, named: Mapping[str, str], places: set[tuple[str, str]]) -> str | None:
    """The outlet whose letters a host has; a leading article only counts where it writes there."""
    label, _ = _site(host)
    if same := named.get(label):
        return same
    bare = (name for name in named.values() if letters(_ARTICLE.sub("", fold(name))) == label)
    return next((name for name in bare if (letters(name), _bare(host)) in places), None)


def _site(host: str) -> tuple[str, str]:
    """The letters of a host's own label, and what stands behind it."""
    parts = _HOST.fullmatch(fold(host))
    return (letters(parts[1]), parts[2]) if parts else (letters(host), "")


def _host(url: str) -> str:
    return _bare(urlsplit(url).hostname or "")


def _bare(host: str) -> str:
    return fold(host).removeprefix("www.")
