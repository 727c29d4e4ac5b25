"""A small library with the face of `qa.Assistant`: it knows five articles and a few answers.

It finds by keyword what it was told, cuts every quote out of its articles, and abstains
from everything else; so what it returns keeps the promises of a real answer.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from qa.errors import ArticleNotFoundError, IndexNotFoundError, QuestionError
from qa.proposals import Pool, Proposal
from qa.types import (
    Answer,
    AnswerPart,
    AnswerSpan,
    Article,
    ArticleList,
    ArticleSummary,
    Citation,
    FacetCount,
    Facets,
    FoundArticle,
    Hit,
    IndexStatus,
    Report,
    SearchResult,
    Section,
    Timeline,
    TimelineEntry,
    Topic,
)

TROOPS = Article(
    id="https://exemple.org/2022/kazakhstan-renforts",
    path="2022/renforts.txt",
    title="Kazakhstan : la Russie répond à l’appel",
    text=(
        "Le président a demandé de l’aide. L’alliance menée par Moscou a envoyé des troupes "
        "au Kazakhstan jeudi 6 janvier. Il s’agissait de protéger les bâtiments publics "
        "après plusieurs jours d’émeutes.\n\nLe calme est revenu le 11 janvier."
    ),
    url="https://exemple.org/2022/kazakhstan-renforts",
    source="Le Courrier",
    published="2022-01-06",
    language="fr",
)
FLOOD_ONE = Article(
    id="flood/day-one.txt",
    path="flood/day-one.txt",
    title="Flood in the valley: four dead",
    text="The river rose at night. Four people died in the flood, the mayor said.",
    source="Valley Post",
    published="2024-03-02",
    language="en",
)
FLOOD_TWO = Article(
    id="flood/day-two.txt",
    path="flood/day-two.txt",
    title="Flood in the valley: toll rises",
    text="Searches went on. Eleven people died in the flood, the prefect said on Sunday.",
    source="Valley Post",
    published="2024-03-03",
    language="en",
)
MUSEUM = Article(
    id="musee.md",
    path="musee.md",
    title="Le musée de la dentelle rouvre",
    text="Le musée de la dentelle rouvre en mai. L’entrée sera gratuite le dimanche.",
    source=None,
    published="2023",
    language="fr",
)
HOSTILE = Article(
    id="javascript:alert(1)",
    path="hostile.html",
    title="<script>alert('title')</script> ${alert(2)} {{value}} zebra",
    text=(
        "The zebra <img src='http://evil.example/x.png' onerror='alert(3)'> escaped. "
        "![tracker](http://evil.example/t.png) <iframe src='http://evil.example/f'></iframe>"
    ),
    url="javascript:alert(4)",
    source="<b onmouseover=alert(5)>Evil</b>",
    published="2025-05-05",
    language="en",
)
ARTICLES = [TROOPS, FLOOD_ONE, FLOOD_TWO, MUSEUM, HOSTILE]

Known = tuple[str, Any, Article, str, str]
"""Part of a question, its kind, the article, the sentence, the answer in it."""

WHO: Known = (
    "qui a envoyé des troupes",
    "who",
    TROOPS,
    "L’alliance menée par Moscou a envoyé des troupes au Kazakhstan jeudi 6 janvier.",
    "L’alliance menée par Moscou",
)
WHY: Known = (
    "pourquoi",
    "why",
    TROOPS,
    "Il s’agissait de protéger les bâtiments publics après plusieurs jours d’émeutes.",
    "protéger les bâtiments publics",
)
ELEVEN: Known = (
    "how many people died in the flood",
    "how_many",
    FLOOD_TWO,
    "Eleven people died in the flood, the prefect said on Sunday.",
    "Eleven",
)
FOUR: Known = (
    ELEVEN[0],
    "how_many",
    FLOOD_ONE,
    "Four people died in the flood, the mayor said.",
    "Four",
)
ZEBRA: Known = (
    "what did the zebra do",
    "what",
    HOSTILE,
    "The zebra <img src='http://evil.example/x.png' onerror='alert(3)'> escaped.",
    "<img src='http://evil.example/x.png' onerror='alert(3)'>",
)


POOL = Pool(
    generation="20261122-1",
    built="2026-11-22T12:34:56+00:00",
    topics=(
        Topic(words={"en": ["flood", "valley"]}, articles=[FLOOD_ONE.id, FLOOD_TWO.id]),
        Topic(words={"fr": ["Kazakhstan", "troupes"]}, articles=[TROOPS.id]),
    ),
    proposals=tuple(
        Proposal(question=question, language=language, kind=kind, article_id=article.id)
        for question, language, kind, article in (
            ("Qui a envoyé des troupes au Kazakhstan ?", "fr", "who", TROOPS),
            ("Pourquoi des troupes ont-elles été envoyées ?", "fr", "own", TROOPS),
            ("Combien de personnes sont mortes dans la vallée ?", "fr", "how_many", FLOOD_ONE),
            ("What happened in the valley?", "en", "happened", FLOOD_ONE),
            ("How many people died in the flood?", "en", "how_many", FLOOD_TWO),
            ("Who sent troops to Kazakhstan?", "en", "who", TROOPS),
        )
    ),
    done=True,
)
"""Questions about its articles that were asked beforehand."""


class FakeLibrary:
    """Answers about its articles. `hold` lets a test keep questions waiting."""

    def __init__(self, articles: Sequence[Article] = tuple(ARTICLES)) -> None:
        self._articles = list(articles)
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []
        self.hold = threading.Event()
        self.hold.set()
        self.missing = False
        self.generation = "20261122-1"
        self.named: dict[str, dict[str, list[str]]] = {}

    def ask(self, question: str, history: Any = (), **filters: Any) -> Answer:
        """Answer what is known; abstain from the rest."""
        self._open()
        if question == "refused":
            raise QuestionError("question.empty")
        self.asked.append((question, list(history)))
        self.hold.wait(10)
        lowered = question.lower()
        left = {article.id for article in self.articles(**filters)}
        known = []
        if "troupes" in lowered or "troops" in lowered:
            known = [WHO, WHY]
        elif "flood" in lowered:
            known = [ELEVEN, FOUR]
        elif "zebra" in lowered:
            known = [ZEBRA]
        known = [entry for entry in known if entry[2].id in left]
        if "timeline" in lowered or "happened" in lowered:
            return make_overview(question, [FOUR, ELEVEN], self.search(question, **filters))
        return make_answer(question, known, self.search(question, **filters))

    def stream(self, question: str, history: Any = (), **given: Any) -> Iterator[Answer]:
        """One answer, as there is no language model."""
        given.pop("stopped", None)
        yield self.ask(question, history, **given)

    def ask_many(self, questions: Sequence[str], histories: Any = None) -> list[Answer]:
        """As `ask`, but what nobody waits for is not counted, held or refused."""
        del histories
        self._open()
        return [make_answer(question, [], []) for question in questions]

    def topics(self) -> list[Topic]:
        """The flood, of which two articles tell, and the troops."""
        return list(POOL.topics)

    def related(self, article_ids: Sequence[str], k: int = 3) -> list[str]:
        """The other day of the flood."""
        flood = {FLOOD_ONE.id, FLOOD_TWO.id}
        return sorted(flood - {*article_ids})[:k] if flood & {*article_ids} else []

    def search(
        self,
        query: str,
        k: int = 10,
        mode: str = "hybrid",
        *,
        sort: str = "relevance",
        offset: int = 0,
        **filters: Any,
    ) -> list[Hit]:
        """All articles that pass the filters, those with words of the query first."""
        self._open()
        del mode, sort, offset
        left = {article.id for article in self.articles(**filters)}
        words = {word for word in query.lower().split() if len(word) > 4}
        kept = [article for article in self._articles if article.id in left]
        kept.sort(key=lambda a: -sum(word in a.text.lower() for word in words))
        hits = [make_hit(article, rank) for rank, article in enumerate(kept[:k], start=1)]
        return [
            hit.model_copy(update={"marks": first_places(hit.text, sorted(words))}) for hit in hits
        ]

    def find(
        self,
        query: str,
        k: int = 10,
        mode: str = "hybrid",
        *,
        sort: str = "relevance",
        offset: int = 0,
        **filters: Any,
    ) -> SearchResult:
        """The articles with all words of the query, each word marked where it stands first."""
        self._open()
        del mode
        if query == "-refused":
            raise QuestionError("question.only_excluded", example=query)
        words = [word for word in query.casefold().split() if not word.startswith("-")]
        found = [
            found_article(one, words)
            for one in self._articles
            if one.id in {left.id for left in self.articles(**filters)}
            and all(word in f"{one.title} {one.text}".casefold() for word in words)
        ]
        if sort == "date":
            found.sort(key=lambda one: one.published or "", reverse=True)
        return SearchResult(
            query=query,
            understood=query if "-" in query else None,
            complete=True,
            sort="date" if sort == "date" else "relevance",
            articles=len(found),
            passages=len(found),
            found=found[offset : offset + k],
            facets=Facets(
                sources=counted(one.source for one in found),
                months=counted((one.published or "")[:7] for one in found),
                languages=counted(one.language for one in found),
                people=self.name_counts(found, "people"),
                places=self.name_counts(found, "places"),
            ),
        )

    def names(self, article: Article, kind: str, given: Sequence[str] | None) -> bool:
        """Whether an article names any of some people or places; if none are given, it does."""
        return not given or not {*given}.isdisjoint(self.named.get(article.id, {}).get(kind, ()))

    def name_counts(self, found: Sequence[FoundArticle], kind: str) -> list[FacetCount]:
        """How many articles name each of the people or places."""
        return counted(name for one in found for name in self.named.get(one.id, {}).get(kind, ()))

    def timeline(self, topic: str, **filters: Any) -> Timeline:
        """The two days of the flood."""
        known = [entry for entry in (FOUR, ELEVEN) if entry[2] in self._articles]
        left = {article.id for article in self.articles(**filters)}
        return Timeline(
            topic=topic,
            language="en",
            entries=[
                TimelineEntry(
                    date=article.published,
                    article_id=article.id,
                    **summary(article).ref,
                    quote=quote,
                    start=article.text.index(quote),
                    end=article.text.index(quote) + len(quote),
                )
                for _, _, article, quote, _ in known
                if article.id in left
            ],
        )

    def article(self, article_id: str) -> Article:
        """The article, whole."""
        self._open()
        for article in self._articles:
            if article.id == article_id:
                return article
        raise ArticleNotFoundError(article_id)

    def articles(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        sources: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        articles: Sequence[str] | None = None,
        people: Sequence[str] | None = None,
        places: Sequence[str] | None = None,
        containing: str | None = None,
    ) -> list[ArticleSummary]:
        """The articles that pass the filters and hold a text."""
        self._open()
        for article_id in articles or ():
            self.article(article_id)
        return [
            summary(article)
            for article in self._articles
            if all(
                self.names(article, kind, given)
                for kind, given in (("people", people), ("places", places))
            )
            and (not since or (article.published or "") >= since)
            and (not until or (article.published or "")[: len(until)] <= until)
            and (not sources or article.source in sources)
            and (not languages or article.language in languages)
            and (not articles or article.id in articles)
            and (not containing or containing.casefold() in article.text.casefold())
        ]

    def listed(
        self,
        query: str = "",
        k: int = 100,
        offset: int = 0,
        *,
        sort: str = "date",
        descending: bool = True,
        texts: bool = True,
        **filters: Any,
    ) -> ArticleList:
        """The articles with all words of the query, by a column."""
        words = query.casefold().split()
        found = []
        for one in self.articles(**filters):
            searched = [one.title, one.source or "", one.id, self.article(one.id).text * texts]
            if all(word in " ".join(searched).casefold() for word in words):
                found.append(one)
        field = "published" if sort == "date" else sort
        found.sort(key=lambda one: str(getattr(one, field) or ""), reverse=descending)
        return ArticleList(found=len(found), articles=found[offset : offset + k])

    def known(self, article_ids: Sequence[str]) -> list[ArticleSummary]:
        """Those of some articles that there are."""
        return [one for one in self.articles() if one.id in article_ids]

    def in_files(self, paths: Sequence[str]) -> list[ArticleSummary]:
        """The articles of some files, or of files in them."""
        beginnings = tuple(f"{path}/" for path in paths)
        return [one for one in self.articles() if f"{one.path}/".startswith(beginnings)]

    def months(self) -> list[str]:
        """The months that have articles, newest first."""
        dates = {one.published[:7] for one in self.articles() if one.published}
        return sorted(dates, reverse=True)

    def status(self) -> IndexStatus:
        """What a small index would say."""
        self._open()
        return IndexStatus(
            index="index",
            generation=self.generation,
            built="2026-11-22T12:34:56+00:00",
            encoder="fake",
            dimension=8,
            articles=len(self._articles),
            passages=len(self._articles),
            languages={"fr": 2, "en": 3},
            sources={"Le Courrier": 1, "Valley Post": 2},
            published=("2022-01-06", "2025-05-05"),
            generations=[self.generation],
        )

    def close(self) -> None:
        """Nothing is held."""

    def remove(self, article_id: str) -> None:
        """Forget an article, as a rebuild would."""
        self._articles = [article for article in self._articles if article.id != article_id]

    def _open(self) -> None:
        if self.missing:
            raise IndexNotFoundError("index")


def make_answer(question: str, known: Sequence[Known], hits: list[Hit]) -> Answer:
    """An `Answer` about what is known, one part for each question among it."""
    language = "fr" if any(w in question.lower() for w in ("qui ", "quel", "pourquoi")) else "en"
    citations = [make_citation(n, entry) for n, entry in enumerate(known, start=1)]
    parts = []
    for part in dict.fromkeys(entry[0] for entry in known):
        numbers = [c.number for c, e in zip(citations, known, strict=True) if e[0] == part]
        entry = next(e for e in known if e[0] == part)
        shown = question if len({e[0] for e in known}) == 1 else part
        parts.append(
            AnswerPart(
                question=shown,
                kind=entry[1],
                answered=True,
                answer=entry[4],
                confidence=0.9,
                citations=numbers,
                spans=[
                    AnswerSpan(citation=c.number, start=c.answer_start, end=c.answer_end)
                    for c in citations
                    if c.number in numbers
                    and c.answer_start is not None
                    and c.answer_end is not None
                ],
            )
        )
    same = len(parts) == 1 and len(known) > 1
    reports = [
        Report(answer=entry[4], published=entry[2].published, citations=[citation.number])
        for citation, entry in zip(citations, known, strict=True)
        if same
    ]
    return Answer(
        question=question,
        language=language,
        answered=bool(known),
        text="\n".join(f"« {c.quote} » [{c.number}]" for c in citations) or "Nothing.",
        confidence=0.9 if known else 0,
        reason=None if known else "No passage comes close enough.",
        parts=parts
        or [
            AnswerPart(
                question=question,
                kind="what",
                answered=False,
                answer=None,
                confidence=0.1,
                citations=[],
            )
        ],
        citations=citations,
        reports=reports,
        hits=hits,
        timings={"total": 0.01},
    )


def make_overview(question: str, known: Sequence[Known], hits: list[Hit]) -> Answer:
    """An overview of what is known, or a timeline where the question says so."""
    answer = make_answer(question, known, hits)
    citations = [
        citation.model_copy(update={"answer_start": None, "answer_end": None})
        for citation in answer.citations
    ]
    part = AnswerPart(
        question=question,
        kind="overview",
        answered=True,
        answer=None,
        confidence=0.9,
        citations=[citation.number for citation in citations],
        form="timeline" if "timeline" in question.lower() else "event",
        sections=[
            Section(heading=one.title, published=one.published, citations=[one.number])
            for one in citations
        ],
    )
    return answer.model_copy(update={"parts": [part], "citations": citations, "reports": []})


def make_citation(number: int, known: Known, also_in: Sequence[str] = ()) -> Citation:
    """A citation whose offsets are those of the sentence in the article."""
    _, _, article, quote, answer = known
    start = article.text.index(quote)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        url=article.url,
        source=article.source,
        published=article.published,
        language=article.language,
        quote=quote,
        start=start,
        end=start + len(quote),
        answer_start=start + quote.index(answer),
        answer_end=start + quote.index(answer) + len(answer),
        also_in=list(also_in),
    )


def make_hit(article: Article, rank: int) -> Hit:
    """The first paragraph of an article as a hit."""
    text = article.text.split("\n\n", maxsplit=1)[0]
    return Hit(
        article_id=article.id,
        passage_id=f"{article.id}#0",
        title=article.title,
        url=article.url,
        source=article.source,
        published=article.published,
        language=article.language,
        text=text,
        start=0,
        end=len(text),
        score=1 / rank,
        dense_rank=rank,
    )


def found_article(article: Article, words: Sequence[str]) -> FoundArticle:
    """An article that was found, with its first paragraph."""
    hit = make_hit(article, 1)
    return FoundArticle(
        **summary(article).ref,
        id=article.id,
        passages=1,
        title_marks=first_places(article.title, words),
        hits=[hit.model_copy(update={"marks": first_places(hit.text, words)})],
    )


def first_places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand first in a text."""
    found = ((text.casefold().find(word), len(word)) for word in words)
    return sorted((at, at + length) for at, length in found if at >= 0)


def counted(values: Iterable[str | None]) -> list[FacetCount]:
    """How often each value comes."""
    return [FacetCount(value=one or None, count=n) for one, n in Counter(values).items()]


def summary(article: Article) -> ArticleSummary:
    """An article's line in a list."""
    return ArticleSummary(
        **article.model_dump(exclude={"text", "pages"}), passages=1 + article.text.count("\n\n")
    )
