"""The reader that is shipped: answer spans from the span model, confidence from a regression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.lang.dates import last_day
from qa.passages import dated_title
from qa.question import QuestionPart
from qa.reader.agreement import Agreement, Article
from qa.reader.answer_type import fits_type
from qa.reader.candidates import Candidate, HitSentence, SentenceFinder, sentences_of
from qa.reader.confidence import (
    confidence_model,
    content_words,
    covered,
    words_of_names,
)
from qa.reader.outputs import SHORT_KINDS
from qa.reader.short_answer import SHORT_FEATURES, is_refuted, short_features
from qa.reader.spans import PassageScores, SpanModel, built_in_model
from qa.types import Hit

FEATURES = (
    "over_no_answer",
    "lead_over_next",
    "evidence",
    "evidence_lead",
    "relevance",
    "passage_similarity",
    "passage_rank",
    "names_covered",
    "fits_years",
    "fits_type",
)
"""Names of what is known of a sentence, in the order of the columns of `features`."""

CONTRADICTED = 0.3
"""What a sentence that says another name, year or the opposite keeps of its confidence."""

LEADS = [FEATURES.index(name) for name in ("lead_over_next", "evidence_lead")]
"""Columns that compare a sentence with the others."""


class Scored(NamedTuple):
    """A sentence with its best span.

    Attributes:
        start: First character of the span, as an offset in the article's text.
        end: The character after the span.
        score: Sum of the scores of its start and end.
        null: Score of there being no answer in the passage.
        margin: Lead of the span over the next one in the sentence.
        evidence: Score of the sentence answering, over that of none in the passage.
        relevance: Score of the passage answering.
        fits_years: How far it is of the years that the question names.
        contradicted: Whether it is about something else than the question, or says the opposite.
    """

    sentence: HitSentence
    start: int
    end: int
    score: float
    null: float
    margin: float
    evidence: float
    relevance: float
    fits_years: float = 1.0
    contradicted: bool = False

    @property
    def answer(self) -> str:
        """The span."""
        sentence = self.sentence
        return sentence.text[self.start - sentence.start : self.end - sentence.start]


class BuiltInReader:
    """Scores spans over all hits together and quotes the sentences around them."""

    def __init__(self, spans: SpanModel | None = None) -> None:
        self._spans = spans or built_in_model()
        self._model = confidence_model()

    def read(
        self,
        part: QuestionPart,
        hits: Sequence[Hit],
        sentences: SentenceFinder,
        today: date | None = None,
    ) -> list[Candidate]:
        """Sentences that may answer the part, most probable first."""
        scored = self.score(part, hits, sentences, today)
        if not scored:
            return []
        table, kept = features(part, scored, sentences), kept_share(scored)
        confidence = kept * self._model.sentence.probability(FEATURES, table)
        table[:, LEADS] = np.maximum(table[:, LEADS], 0)
        alone = kept * self._model.sentence.probability(FEATURES, table)
        short = self._short(part, scored, alone)
        return [
            _candidate(scored[i], float(confidence[i]), float(alone[i]), marked=bool(short[i]))
            for i in np.argsort(-confidence, kind="stable")
        ]

    def _short(
        self, part: QuestionPart, scored: Sequence[Scored], confidence: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which sentences have a short answer that may be shown, shape (len(scored),)."""
        if part.kind not in SHORT_KINDS:
            return np.zeros(len(scored), dtype=np.bool_)
        short = self._model.short
        table = short_features(confidence, [found.margin for found in scored])
        refuted = [is_refuted(part, one.answer, one.sentence.hit.title) for one in scored]
        sure = short.probability(SHORT_FEATURES, table) >= short.threshold
        shown: NDArray[np.bool_] = sure & ~np.array(refuted)
        return shown

    def score(
        self,
        part: QuestionPart,
        hits: Sequence[Hit],
        sentences: SentenceFinder,
        today: date | None = None,
    ) -> list[Scored]:
        """The sentences of the hits with their best spans, in the order of the hits."""
        if not hits:
            return []
        days = [last_day(hit.published) for hit in hits if hit.published]
        agreement = Agreement(part, today or max(days, default=date.max), self._spans.is_word)
        titled = [(dated_title(hit.title, hit.published), hit.text) for hit in hits]
        passages = self._spans.score(part.text, titled, part.context.text if part.context else "")
        scored = [
            found
            for sentence in sentences_of(hits, sentences)
            if (found := _scored(sentence, passages[sentence.rank]))
        ]
        return list(_compared(scored, agreement, sentences))


def features(
    part: QuestionPart, scored: Sequence[Scored], sentences: SentenceFinder
) -> NDArray[np.float64]:
    """What is known of each sentence, shape (len(scored), len(FEATURES))."""
    scores = np.array([found.score for found in scored])
    evidence = np.array([found.evidence for found in scored])
    hits = [found.sentence.hit for found in scored]
    shares = _shares_found(part.query, hits, sentences)
    open_to = np.array([not found.contradicted for found in scored])
    columns: list[NDArray[np.float64] | list[float]] = [
        scores - np.array([found.null for found in scored]),
        _lead(scores, open_to),
        evidence,
        _lead(evidence, open_to),
        [found.relevance for found in scored],
        [hit.similarity or 0.0 for hit in hits],
        [1 / (1 + found.sentence.rank) for found in scored],
        [shares[hit.article_id] for hit in hits],
        [found.fits_years for found in scored],
        [fits_type(part, found.sentence.text, found.sentence.hit.language) for found in scored],
    ]
    table: NDArray[np.float64] = np.column_stack(columns)
    return table


def kept_share(scored: Sequence[Scored]) -> NDArray[np.float64]:
    """What each sentence keeps of its probability, shape (len(scored),)."""
    return np.where([found.contradicted for found in scored], CONTRADICTED, 1.0)


def _shares_found(
    question: str, hits: Sequence[Hit], sentences: SentenceFinder
) -> dict[str, float]:
    """Share of the names and numbers asked for that each article has, date and title too."""
    names = words_of_names(question)
    found = {}
    for article_id, hit in {hit.article_id: hit for hit in hits}.items():
        text = " ".join(sentence.text for sentence in sentences(article_id))
        found[article_id] = covered(names, content_words(f"{hit.title} {hit.published} {text}"))
    return found


def _compared(
    scored: Sequence[Scored], agreement: Agreement, sentences: SentenceFinder
) -> Iterator[Scored]:
    """Sentences with what is said of their agreement with the question."""
    hits = {found.sentence.hit.article_id: found.sentence.hit for found in scored}
    articles = {id_: Article.of(hit, sentences(id_)) for id_, hit in hits.items()}
    other = {id_ for id_, article in articles.items() if agreement.names_another(article)}
    for found in scored:
        id_, text = found.sentence.hit.article_id, found.sentence.text
        fits = agreement.fits_years(articles[id_], text)
        wrong = id_ in other or fits == 0 or not agreement.denies(articles[id_], text)
        yield found._replace(fits_years=fits, contradicted=wrong)


def _lead(scores: NDArray[np.float64], rivals: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far each score lies above (or below) the best of its rivals, shape (n,)."""
    leads = np.zeros(len(scores))
    for i, score in enumerate(scores):
        others = np.delete(scores, i)[np.delete(rivals, i)]
        leads[i] = score - others.max() if len(others) else 0.0
    return leads


def _scored(sentence: HitSentence, passage: PassageScores) -> Scored | None:
    """A sentence with its best span; None where the window held none of its tokens."""
    offset = sentence.hit.start
    place = (sentence.start - offset, sentence.end - offset)
    found = passage.best_span(*place)
    if found is None:
        return None
    start, end = found.span
    return Scored(
        sentence=sentence,
        start=start + offset,
        end=end + offset,
        score=found.score,
        null=passage.null,
        margin=found.margin,
        evidence=passage.evidence_of(*place),
        relevance=passage.relevance,
    )


def _candidate(found: Scored, confidence: float, alone: float, *, marked: bool) -> Candidate:
    sentence = found.sentence
    return Candidate(
        hit=sentence.hit,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        answer_start=found.start,
        answer_end=found.end,
        marked=marked,
        confidence=confidence,
        alone=alone,
    )
