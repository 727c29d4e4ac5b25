"""What the articles of an index are about: clusters of their vectors, named by their words.

An article's vector is the mean of its first passages, which say what it is about. Articles are
clustered by spherical k-means, once for both languages, because the encoder has one space for
them. A cluster's name is the words that its articles have more often than the others, as they
write them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import faiss
import numpy as np

from qa.lang.dates import MONTH_NUMBERS, WEEKDAY_NUMBERS
from qa.lang.detect import SMALL_WORDS
from qa.lang.numbers import NUMBER_WORDS
from qa.lang.text import fold, word_set
from qa.types import Article, Filters, Language, Topic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.index.generations import Generation

_LEADING: Final = 2
"""Passages of an article that its vector is made from."""

_AT_ONCE: Final = 500
"""Articles whose vectors are fetched together."""
_LEAD: Final = 400
"""Characters of an article that are looked at for words, besides its title."""
_MOST: Final = 24
"""Topics, however many articles there are."""
_FEWEST, _SMALL = 2, 4
"""Articles that make a topic at least, and on average where there are few."""
_WORDS: Final = 3
"""Words that name a topic."""
_SHARE, _LIFT, _JOINED = 0.2, 3.0, 1.5
"""A word names a topic if this share of its articles have it, so many times as many as of the
others; of two words that stand side by side, the pair is preferred to either."""
_OWN, _TITLED = 0.35, 0.2
"""It does so only if this share of all articles that have it are of the topic, and if this share
of those have it in their titles: "man" and "dead" stand in news of every kind."""
_BESIDE = 0.5
"""A further word is added if it is worth this share of the first."""
_ALIKE = 0.7
"""Cosine from which topics that share a word of their names are one."""
_SHORT, _STEM = 3, 5
"""Letters of words that are too short to name anything, and letters that forms of one share."""
RELATED: Final = 0.5
"""Cosine of two articles about the same, at least."""
_ROUNDS, _SEED = 25, 7
_AMOUNTS: Final = word_set("moins plus pres plusieurs least more less over nearly several")
"""Words that stand before numbers, and are as telling as these."""
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]{2,})*")


class Groups(NamedTuple):
    """How the articles of a generation lie to one another.

    Attributes:
        ids: Of the articles, newest first.
        vectors: Their unit vectors, one a row.
        topics: The largest first; articles that stand alone are in none.
    """

    ids: list[str]
    vectors: NDArray[np.float32]
    topics: list[Topic]

    def related(self, ids: Iterable[str], count: int) -> list[str]:
        """Other articles about the same as some, nearest first, `count` at most."""
        known = set(ids)
        rows = [row for row, id_ in enumerate(self.ids) if id_ in known]
        if not rows:
            return []
        near = (self.vectors @ self.vectors[rows].T).max(axis=1)
        order = (int(row) for row in np.argsort(-near, kind="stable") if near[row] >= RELATED)
        return [self.ids[row] for row in order if self.ids[row] not in known][:count]


def groups_of(generation: Generation) -> Groups:
    """The articles of a generation with their vectors and topics."""
    ids = [article.id for article in generation.store.summaries(Filters())]
    leading = generation.store.leading_rows(_LEADING)
    rows = [leading[id_] for id_ in ids]
    sums = [_sums(generation, rows[i : i + _AT_ONCE]) for i in range(0, len(rows), _AT_ONCE)]
    vectors = np.concatenate(sums) if sums else generation.vectors.rows(0, 0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo("f4").tiny)
    return Groups(ids, vectors, _topics(generation, ids, vectors))


def _sums(generation: Generation, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The sums of the vectors at several groups of rows, none of them empty."""
    vectors = generation.vectors.at(np.array(list(chain.from_iterable(rows))))
    first = np.cumsum([0, *map(len, rows[:-1])])
    found: NDArray[np.float32] = np.add.reduceat(vectors, first, axis=0)
    return found


def _topics(
    generation: Generation, ids: Sequence[str], vectors: NDArray[np.float32]
) -> list[Topic]:
    count = _clusters(len(ids))
    if count < _FEWEST:
        return []
    clusters = _clustered(vectors, count)
    articles = filter(None, map(generation.store.article, ids))
    names = _Names(list(zip(articles, map(int, clusters), strict=True)))
    _merge_alike(vectors, clusters, names)
    found = []
    for cluster in map(int, np.unique(clusters)):
        rows, words = np.flatnonzero(clusters == cluster), names.of(cluster)
        if len(rows) >= _FEWEST and words:
            centre = vectors[rows].mean(axis=0)
            central = rows[np.argsort(-(vectors[rows] @ centre), kind="stable")]
            found.append(Topic(words=words, articles=[ids[row] for row in central]))
    return sorted(found, key=lambda topic: -len(topic.articles))


def _clusters(articles: int) -> int:
    """How many topics to look for among so many articles."""
    return min(_MOST, round(max(math.sqrt(articles), articles / _SMALL)))


def _clustered(vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The cluster of each vector."""
    kmeans = faiss.Kmeans(
        vectors.shape[1],
        count,
        niter=_ROUNDS,
        nredo=3,
        seed=_SEED,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=10_000,
    )
    kmeans.train(vectors)
    _, nearest = kmeans.index.search(vectors, 1)
    clusters: NDArray[np.int64] = nearest[:, 0]
    return clusters


def _merge_alike(vectors: NDArray[np.float32], clusters: NDArray[np.int64], names: _Names) -> None:
    """Make one of clusters that lie close together under nearly the same name."""
    while pair := _alike(vectors, clusters, names):
        kept, other = pair
        clusters[clusters == other] = kept
        names.merge(kept, other)


def _alike(
    vectors: NDArray[np.float32], clusters: NDArray[np.int64], names: _Names
) -> tuple[int, int] | None:
    """The closest two clusters whose names share a word, if they are close enough."""
    used = list(map(int, np.unique(clusters)))
    stems = {one: _stems(chain(*names.of(one).values())) for one in used}
    centres = {one: vectors[clusters == one].sum(axis=0) for one in used}
    unit = {one: centre / np.linalg.norm(centre) for one, centre in centres.items()}
    close = [
        (float(unit[one] @ unit[other]), (one, other))
        for one, other in combinations(used, 2)
        if not stems[one].isdisjoint(stems[other])
    ]
    nearness, pair = max(close, default=(0.0, None))
    return pair if nearness >= _ALIKE else None


def _stems(terms: Iterable[str]) -> set[str]:
    """The beginnings, folded, of the words of some terms."""
    return {word[:_STEM] for term in terms for word in re.split(r"\W+", fold(term))}


class _Names:
    """The words of clusters: those that their articles have and other articles lack.

    Args:
        placed: Articles with the numbers of their clusters.
    """

    def __init__(self, placed: Sequence[tuple[Article, int]]) -> None:
        self._having: dict[tuple[int, Language], Counter[str]] = defaultdict(Counter)
        self._headings: dict[tuple[int, Language], Counter[str]] = defaultdict(Counter)
        self._anywhere: dict[Language, Counter[str]] = defaultdict(Counter)
        self._sizes: dict[Language, Counter[int]] = defaultdict(Counter)
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        for article, cluster in placed:
            self._sizes[article.language][cluster] += 1
            heading, lead = self._terms(article.title), self._terms(article.text[:_LEAD])
            self._headings[cluster, article.language].update(heading)
            self._having[cluster, article.language].update(heading | lead)
            self._anywhere[article.language].update(heading | lead)

    def merge(self, kept: int, other: int) -> None:
        """Count the articles of another cluster to one."""
        for counts in (self._having, self._headings):
            for language in self._anywhere:
                counts[kept, language].update(counts.pop((other, language), Counter()))
        for sizes in self._sizes.values():
            sizes[kept] += sizes.pop(other, 0)

    def of(self, cluster: int) -> dict[Language, list[str]]:
        """The most telling words of a cluster by language, where it has enough articles in it."""
        telling = ((language, self._telling(cluster, language)) for language in self._anywhere)
        return {language: words for language, words in telling if words}

    def _telling(self, cluster: int, language: Language) -> list[str]:
        worth = {}
        for term, count in self._having[cluster, language].items():
            within = count / self._sizes[language][cluster]
            lift = self._lift(term, cluster, language)
            if self._is_own(term, cluster, language) and within >= _SHARE and lift >= _LIFT:
                worth[term] = within * math.log(lift) * (_JOINED if " " in term else 1)
        least = _BESIDE * max(worth.values(), default=0.0)
        ranked = sorted(worth, key=lambda term: (-worth[term], term))
        return self._distinct(term for term in ranked if worth[term] >= least)

    def _is_own(self, term: str, cluster: int, language: Language) -> bool:
        """Whether a term says what a cluster is about, rather than stands in it as elsewhere."""
        having = self._having[cluster, language][term]
        titled = self._headings[cluster, language][term]
        return (
            titled >= max(_FEWEST, _TITLED * having)
            and having >= _OWN * self._anywhere[language][term]
        )

    def _lift(self, term: str, cluster: int, language: Language) -> float:
        """How many times as common a term is in a cluster as in the other articles."""
        having, size = self._having[cluster, language][term], self._sizes[language][cluster]
        other = self._anywhere[language][term] - having
        others = sum(sizes.total() for sizes in self._sizes.values()) - size
        return (having / size) / ((other + 0.5) / (others + 1))

    def _distinct(self, terms: Iterable[str]) -> list[str]:
        """The first terms, as they are mostly written, that share no word."""
        taken: list[str] = []
        stems: set[str] = set()
        for term in terms:
            own = _stems([term])
            if stems.isdisjoint(own):
                taken.append(self._written[term].most_common(1)[0][0])
                stems |= own
        return taken[:_WORDS]

    def _terms(self, text: str) -> set[str]:
        """Words of a text, folded, and pairs of words side by side."""
        terms: set[str] = set()
        last, end = "", -1
        for found in _WORD.finditer(text):
            word = fold(found[0])
            if not _is_telling(word, found[0]):
                continue
            self._written[word][found[0]] += 1
            terms.add(word)
            if found.start() == end + 1 and text[end] == " ":
                pair = f"{last} {found[0]}"
                self._written[fold(pair)][pair] += 1
                terms.add(fold(pair))
            last, end = found[0], found.end()
        return terms


def _is_telling(word: str, written: str) -> bool:
    """Whether it is long enough, or an acronym, and no small word, date or number."""
    known = (SMALL_WORDS, MONTH_NUMBERS, WEEKDAY_NUMBERS, NUMBER_WORDS, _AMOUNTS)
    long = len(word) > _SHORT or written.isupper()
    return long and not any(word in one for one in known)
