"""A folder of articles to a new generation of the index.

Only new and changed articles are cut and embedded; the vectors of the others are copied
from the generation in use. One process builds at a time; readers are never disturbed.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from qa.cluster import ClusterEncoder, spread
from qa.corpus import ReadLimits, Replaced, read_corpus
from qa.corpus.outlets import one_name_each, own_names
from qa.corpus.roots import Roots, roots_of
from qa.encoder import Encoder, Vectors, open_encoder
from qa.entities import Entity, EntityFinder
from qa.errors import FailedFile, IndexFolderError, ReadError
from qa.index.generations import Generation, open_current
from qa.index.manifest import STORE, Manifest
from qa.index.passages import PassageWriter
from qa.index.publish import building, locked, new_collection, publish, writable
from qa.index.store import StoredPassage
from qa.index.stores import passage_writer
from qa.index.writer import StoreWriter, digest
from qa.lang.sentences import sentence_spans, trimmed_spans
from qa.passages import embedding_text, split_passages
from qa.settings import Settings, load_settings
from qa.types import Article, BuildProgress, BuildReport, Language, Passage

ProgressListener = Callable[[BuildProgress], None]

_RECIPE = 2
"""Raise when passages, embedding texts or the lexical analysis change."""

_EMBED_AT_ONCE = 256
"""Passages embedded together: enough to sort by length, few enough to show progress."""


def build_index(
    corpus: Path | str | None = None,
    index: Path | str | None = None,
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    progress: ProgressListener | None = None,
) -> BuildReport:
    """Bring an index up to date with a folder of articles.

    Args:
        corpus: A folder, or a single file. Unset, or the place of the setting `corpus`: together
            with what the app has taken in, in the data folder of the settings.
        index: Folder of the index; made if missing; unset: the setting `index`.
        settings: Unset: from the environment and `qa.toml`.
        encoder: Unset: the one that the settings name.
        progress: Called often, from this thread.

    Raises:
        ReadError: If the corpus does not exist, holds only what cannot be read, or holds
            nothing and there is no index yet; the index in use stays as it is.
        SettingsError: If what the setting `entities` names is not installed.
        IndexLockedError: If another process is building.
        IndexFolderError: If the index cannot be written, or Milvus, which the setting `store`
            names, be reached; the one in use stays as it is.
        EncoderError: If the encoder cannot be loaded, or what the setting `cluster` names fails.
    """
    settings = settings or load_settings()
    encoder = encoder or open_encoder(settings.encoder, device=settings.device)
    roots, folder = roots_of(settings, corpus), Path(index or settings.index)
    with spread(encoder, settings.encoder, settings.cluster) as encoder:
        build = _Build(roots, folder, settings, encoder, progress or (lambda _: None))
        with locked(folder):
            return build.run()


class _Build:
    """One run: the state that its stages share.

    Attributes:
        contents: Digest and path of each article that was read, by id.
    """

    def __init__(
        self,
        roots: Roots,
        index: Path,
        settings: Settings,
        encoder: Encoder,
        progress: ProgressListener,
    ) -> None:
        self.roots, self.index, self.settings = roots, index, settings
        self.encoder, self.progress = encoder, progress
        self.recipe = f"{_RECIPE}; at most {settings.passage_tokens} tokens"
        self.entities = EntityFinder(settings.entities)
        self.failed: list[FailedFile] = []
        self.contents: dict[str, tuple[str, str]] = {}

    def run(self) -> BuildReport:
        """All stages, from files to the published generation."""
        started = time.perf_counter()
        address, place = self.settings.store, None
        with writable(self.index):
            if address:  # before all else: nothing is read if it is not there
                place = new_collection(self.index, address)
        used = _Previous(self.index, self.encoder, self.recipe, address)
        with contextlib.closing(used) as previous:
            with writable(self.index), building(self.index) as folder:
                name, passages = self._write(folder, previous, place)
            return self._report(previous, name, passages, time.perf_counter() - started)

    def _write(
        self, folder: Path, previous: _Previous, place: tuple[str, str] | None
    ) -> tuple[str, int]:
        previous.check_corpus(self.roots)
        dimension, exact = self.encoder.dimension, self.settings.exact_passages
        with contextlib.ExitStack() as opened:
            with StoreWriter(folder / STORE) as store:
                self._read(store)
                names = one_name_each(store.sources(), own_names(self.roots.corpus))
                store.rename_sources(names)
                if not self.contents and (self.failed or not previous.exists):
                    raise self._nothing_read()
                if same := previous.holding(self.contents, (names, self.entities.recipes)):
                    return same.name, same.manifest.passages
                store.add_recipes(self.entities.recipes)
                writer = opened.enter_context(passage_writer(folder, place, dimension, exact))
                self._add_passages(writer, store, previous)
            self.progress(BuildProgress(stage="index", done=0, total=len(self.contents)))
            manifest = writer.finish(self._manifest(len(writer)))
            self.progress(BuildProgress(stage="publish", done=0, total=len(self.contents)))
            return publish(self.index, folder, manifest), len(writer)

    def _read(self, store: StoreWriter) -> None:
        most, limits = self.settings.max_file_bytes, ReadLimits.of(self.settings)
        for found in read_corpus(self.roots, max_bytes=most, limits=limits):
            if isinstance(found, Replaced):
                store.remove_article(found.article_id)
                del self.contents[found.article_id]
            if isinstance(found, FailedFile):
                self.failed.append(found)
            else:
                store.add_article(found, trimmed_spans(found.text, sentence_spans(found.text)))
                self.contents[found.id] = digest(found), found.path
                self.progress(BuildProgress(stage="read", done=len(self.contents), total=0))

    def _nothing_read(self) -> ReadError:
        if not self.failed:
            return ReadError(self.roots.corpus, "corpus.empty")
        first = self.failed[0]
        values = {"first": first.path, "problem": first.code, **first.values}
        return ReadError(self.roots.corpus, "corpus.unreadable", **values)

    def _add_passages(self, writer: PassageWriter, store: StoreWriter, previous: _Previous) -> None:
        pending = _Pending(self.encoder, writer)
        for done, article in enumerate(store.articles(), start=1):
            passages = self._passages(article, pending, previous)
            store.add_passages(article.id, passages)
            store.add_entities(article.id, self._entities(article, previous))
            writer.add(article, passages)
            self.progress(BuildProgress(stage="embed", done=done, total=len(self.contents)))
        pending.flush()

    def _passages(self, article: Article, pending: _Pending, previous: _Previous) -> list[Passage]:
        copied = previous.passages(article.id, self.contents[article.id][0])
        if copied:
            pending.flush()
            pending.writer.add_vectors(previous.vectors(copied))
            return [stored.passage for stored in copied]
        passages = split_passages(
            article, budget=self.settings.passage_tokens, count_tokens=self.encoder.count_tokens
        )
        pending.add([embedding_text(article, passage) for passage in passages])
        return passages

    def _entities(self, article: Article, previous: _Previous) -> list[Entity]:
        recipe = self.entities.recipes.get(article.language)
        known = previous.entities(article, self.contents[article.id][0], recipe)
        return self.entities.find(article) if known is None else known

    def _manifest(self, passages: int) -> Manifest:
        return Manifest(
            built=datetime.now(UTC),
            encoder=self.encoder.id,
            dimension=self.encoder.dimension,
            fingerprint=self.encoder.fingerprint,
            recipe=self.recipe,
            articles=len(self.contents),
            passages=passages,
        )

    def _report(self, previous: _Previous, name: str, passages: int, seconds: float) -> BuildReport:
        before = {id_: value for id_, (value, _) in previous.contents.items()}
        now = {id_: value for id_, (value, _) in self.contents.items()}
        return BuildReport(
            added=[id_ for id_ in now if id_ not in before],
            updated=[id_ for id_, new in now.items() if before.get(id_, new) != new],
            unchanged=[id_ for id_, new in now.items() if before.get(id_) == new],
            removed=[id_ for id_ in before if id_ not in now],
            failed=self.failed,
            passages=passages,
            seconds=round(seconds, 3),
            generation=name,
        )


class _Previous:
    """The generation in use, as far as it can be used: a damaged one counts as none.

    Args:
        store: Where the passages of the next one will be.
    """

    def __init__(self, index: Path, encoder: Encoder, recipe: str, store: str | None) -> None:
        try:
            self._generation: Generation | None = open_current(index, verify=True)
        except IndexFolderError:
            self._generation = None
        self._encoder, self._recipe, self._store = encoder, recipe, store
        self.contents = self._generation.store.contents() if self._generation else {}

    @property
    def exists(self) -> bool:
        """Whether there is one that can be opened."""
        return self._generation is not None

    @cached_property
    def _fitting(self) -> Generation | None:
        """The generation, if its vectors are what the encoder would give again."""
        if self._generation:
            manifest = self._generation.manifest
            if (manifest.fingerprint, manifest.recipe) == (self._encoder.fingerprint, self._recipe):
                return self._generation
        return None

    def check_corpus(self, roots: Roots) -> None:
        """Refuse a corpus that is gone, whose articles would all leave the index."""
        if not roots.corpus.exists():
            tops = {path.partition("/")[0] for _, path in self.contents.values()}
            if any(not (roots.own and (roots.own / top).exists()) for top in tops):
                raise ReadError(roots.corpus, "corpus.missing")

    def holding(
        self,
        contents: dict[str, tuple[str, str]],
        named: tuple[dict[str, str], dict[Language, str]],
    ) -> Generation | None:
        """The generation, if a new one would hold just the same, from the same files.

        Args:
            contents: Digest and file of each article.
            named: Outlets by their other spellings, and what finds people and places.
        """
        if not self._fitting or list(self.contents.items()) != list(contents.items()):
            return None
        if self._fitting.manifest.store != self._store:
            return None
        store = self._fitting.store
        return self._fitting if (store.outlets, store.entities.recipes) == named else None

    def entities(self, article: Article, value: str, recipe: str | None) -> list[Entity] | None:
        """What an article names, if it is the same and so is what finds it; else None."""
        if self._generation is None or self.contents.get(article.id, ("",))[0] != value:
            return None
        entities = self._generation.store.entities
        same = recipe and entities.recipes.get(article.language) == recipe
        return entities.of(article.id) if same else None

    def passages(self, article_id: str, value: str) -> list[StoredPassage]:
        """The passages of an article whose digest is the same, and whose vectors still fit."""
        if not self._fitting or self.contents.get(article_id, ("",))[0] != value:
            return []
        store = self._fitting.store
        return store.passages(store.rows_of(article_id))

    def vectors(self, passages: Sequence[StoredPassage]) -> Vectors:
        """The vectors of the passages of one article, which are neighbours."""
        assert self._fitting  # noqa: S101 - they come from it
        return self._fitting.vectors.rows(passages[0].row, len(passages))

    def close(self) -> None:
        """Release the generation."""
        if self._generation:
            self._generation.close()


class _Pending:
    """Texts that wait to be embedded together, in the order of their rows."""

    def __init__(self, encoder: Encoder, writer: PassageWriter) -> None:
        self.encoder, self.writer = encoder, writer
        self.at_once = encoder.at_once if isinstance(encoder, ClusterEncoder) else _EMBED_AT_ONCE
        self.texts: list[str] = []

    def add(self, texts: Sequence[str]) -> None:
        self.texts += texts
        if len(self.texts) >= self.at_once:
            self.flush()

    def flush(self) -> None:
        if self.texts:
            self.writer.add_vectors(self.encoder.encode_passages(self.texts))
            self.texts = []
