"""A folder of articles to a new generation of the index.

Only new and changed files are read, and only new and changed articles cut and embedded. As long as
none is removed or changed, the others are taken over as they stand in the generation in use; else
their vectors are copied and their words written again. One process builds at a time; readers are
never disturbed.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from qa.cluster import ClusterEncoder, spread
from qa.corpus import ReadLimits, Replaced, read_corpus, reading
from qa.corpus.outlets import one_name_each, own_names
from qa.corpus.roots import Roots, roots_of
from qa.encoder import Encoder, Vectors, open_encoder
from qa.entities import Entity, EntityFinder
from qa.errors import FailedFile, ReadError
from qa.index.files import KnownFiles
from qa.index.manifest import STORE, Manifest
from qa.index.passages import PassageWriter, Written
from qa.index.previous import Previous
from qa.index.publish import building, locked, new_collection, publish, writable
from qa.index.stores import keep, passage_writer
from qa.index.writer import StoreWriter
from qa.lang.sentences import each_sentence, trimmed_spans
from qa.passages import embedding_text, passage_at, split_passages
from qa.settings import Settings, load_settings
from qa.types import Article, BuildProgress, BuildReport, Passage

ProgressListener = Callable[[BuildProgress], None]

_RECIPE = 2
"""Raise when sentences, passages, embedding texts or the lexical analysis change."""

_EMBED_AT_ONCE = 128
"""Passages embedded together: enough to sort by length, few enough to end soon after Ctrl-C."""


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
        sources: Source and address of each that has a source, by id.
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
        self.sources: dict[str, tuple[str, str | None]] = {}

    def run(self) -> BuildReport:
        """All stages, from files to the published generation."""
        started = time.perf_counter()
        address, place = self.settings.store, None
        with writable(self.index):
            if address:  # before all else: nothing is read if it is not there
                place = new_collection(self.index, address)
        used = Previous(self.index, self.encoder, self.recipe, address)
        with contextlib.closing(used) as previous:
            self.roots.sweep()
            with writable(self.index), building(self.index) as folder:
                name, passages = self._write(folder, previous, place)
            return self._report(previous, name, passages, time.perf_counter() - started)

    def _write(
        self, folder: Path, previous: Previous, place: tuple[str, str] | None
    ) -> tuple[str, int]:
        self._check_corpus(previous)
        base = previous.fitting.path if previous.fitting else None
        with contextlib.ExitStack() as opened:
            with StoreWriter(folder / STORE, base and base / STORE) as store:
                known = self._read(store, previous)
                names = one_name_each(self.sources.values(), own_names(self.roots.corpus))
                if not self.contents and (self.failed or not previous.exists):
                    raise self._nothing_read()
                if same := previous.holding(self.contents, (names, self.entities.recipes)):
                    return same.name, same.manifest.passages
                kept = store.settle({id_: path for id_, (_, path) in self.contents.items()})
                known.settle(self.contents)
                found = {id_: source for id_, (source, _) in self.sources.items()}
                store.rename_sources(names, found)
                self._find_entities_again(store, previous)
                before = previous.files if kept is None else None
                writer = opened.enter_context(self._writer(folder, place, before))
                if previous.fitting and not before:
                    vectors = previous.fitting.vectors
                    rows = np.arange(len(vectors)) if kept is None else kept
                    keep(writer, vectors, rows, store.passages())
                self._add_passages(writer, store, previous)
            manifest = writer.finish(self._manifest(len(writer)))
            self.progress(BuildProgress(stage="publish", done=0, total=len(self.contents)))
            name = publish(self.index, folder, manifest, base, keep_used=previous.is_sound)
            return name, len(writer)

    def _writer(
        self, folder: Path, place: tuple[str, str] | None, before: Path | None
    ) -> contextlib.AbstractContextManager[PassageWriter]:
        dimension, exact = self.encoder.dimension, self.settings.exact_passages
        return passage_writer(folder, place, dimension, exact, before)

    def _check_corpus(self, previous: Previous) -> None:
        """Refuse a corpus that is gone, whose articles would all leave the index."""
        roots = self.roots
        if not roots.corpus.exists():
            tops = {path.partition("/")[0] for _, path in previous.contents.values()}
            if any(not (roots.own and (roots.own / top).exists()) for top in tops):
                raise ReadError(roots.corpus, "corpus.missing")

    def _read(self, store: StoreWriter, previous: Previous) -> KnownFiles:
        most, limits = self.settings.max_file_bytes, ReadLimits.of(self.settings)
        name = reading(most, limits)
        known = store.known_files(previous.store, previous.contents, name)
        for found in read_corpus(self.roots, max_bytes=most, limits=limits, known=known):
            if isinstance(found, Replaced):
                store.drop_article(found.article_id)
                del self.contents[found.article_id]
                self.sources.pop(found.article_id, None)
            if isinstance(found, FailedFile):
                self.failed.append(found)
            else:
                self._take(found, known.digest(found), store, previous)
                self.progress(BuildProgress(stage="read", done=len(self.contents), total=0))
        return known

    def _take(self, article: Article, digest: str, store: StoreWriter, previous: Previous) -> None:
        if not previous.keeps(article.id, digest):
            sentences = trimmed_spans(article.text, each_sentence(article.text))
            store.add_article(article, digest, sentences)
        self.contents[article.id] = digest, article.path
        if article.source is not None:
            self.sources[article.id] = article.source, article.url

    def _nothing_read(self) -> ReadError:
        if not self.failed:
            return ReadError(self.roots.corpus, "corpus.empty")
        first = self.failed[0]
        values = {"first": first.path, "problem": first.code, **first.values}
        return ReadError(self.roots.corpus, "corpus.unreadable", **values)

    def _add_passages(self, writer: PassageWriter, store: StoreWriter, previous: Previous) -> None:
        total = len(self.contents)
        new = [id_ for id_ in self.contents if id_ in store.added]
        with _Pending(self.encoder, writer) as pending:
            for done, id_ in enumerate(new, start=total - len(new) + 1):
                article = store.article(id_)
                passages = self._passages(article, pending, previous)
                writer.add(Written.of(article, store.add_passages(id_, passages), passages))
                store.add_entities(id_, self._entities(article, previous))
                self.progress(BuildProgress(stage="embed", done=done, total=total))
        self.progress(BuildProgress(stage="index", done=0, total=total))

    def _passages(self, article: Article, pending: _Pending, previous: Previous) -> list[Passage]:
        copied = previous.passages(self.contents[article.id][0])
        if copied:
            pending.flush()
            pending.writer.add_vectors(previous.vectors(copied))
            spans = [(stored.passage.start, stored.passage.end) for stored in copied]
            return [passage_at(article, *span) for span in spans]
        passages = split_passages(
            article, budget=self.settings.passage_tokens, count_tokens=self.encoder.count_tokens
        )
        pending.add([embedding_text(article, passage) for passage in passages])
        return passages

    def _entities(self, article: Article, previous: Previous) -> list[Entity]:
        recipe = self.entities.recipes.get(article.language)
        known = previous.entities(article.language, self.contents[article.id][0], recipe)
        return self.entities.find(article) if known is None else known

    def _find_entities_again(self, store: StoreWriter, previous: Previous) -> None:
        """Write what articles name that stay, where something else finds it than before."""
        for language in previous.refound(self.entities.recipes):
            for id_ in store.forget_entities(language):
                if id_ not in store.added:
                    store.add_entities(id_, self.entities.find(store.article(id_)))
        store.add_recipes(self.entities.recipes)

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

    def _report(self, previous: Previous, name: str, passages: int, seconds: float) -> BuildReport:
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


class _Pending(contextlib.AbstractContextManager["_Pending"]):
    """Texts that wait to be embedded together, in the order of their rows.

    They are embedded in a thread of its own, while the next ones are cut.
    """

    def __init__(self, encoder: Encoder, writer: PassageWriter) -> None:
        self.encoder, self.writer = encoder, writer
        self.at_once = encoder.at_once if isinstance(encoder, ClusterEncoder) else _EMBED_AT_ONCE
        self.texts: list[str] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="qa-embed")
        self._embedded: Future[Vectors] | None = None

    def add(self, texts: Sequence[str]) -> None:
        self.texts += texts
        if len(self.texts) >= self.at_once:
            self._begin()

    def flush(self) -> None:
        """Write the vectors of all texts so far."""
        if self.texts:
            self._begin()
        self._write()

    def _begin(self) -> None:
        texts, self.texts = self.texts, []
        self._write()
        self._embedded = self._thread.submit(self.encoder.encode_passages, texts)

    def _write(self) -> None:
        if self._embedded:
            self.writer.add_vectors(self._embedded.result())
            self._embedded = None

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Write what is left, unless the block failed."""
        try:
            if failure is None:
                self.flush()
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)
