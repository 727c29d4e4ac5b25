"""A handful of articles, encoders that watch or pretend, and what is true of every answer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from markdown_it import MarkdownIt

from qa.answering.text import NEAR
from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import Encoder, Vectors
from qa.lang.sentences import sentence_spans, trimmed
from qa.lang.text import word_set
from qa.phrases.wording import about, filters_in_words
from qa.types import Answer, Article

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus"

ARMY = {
    "id": "army",
    "title": "L’armée envoyée au barrage de Karsk",
    "published": "2022-01-06",
    "source": "Horizons",
    "language": "fr",
    "text": (
        "L’armée a envoyé 2 500 soldats à Karsk afin de protéger le barrage. "
        "La décision a été prise par la ministre Ilona Weber après deux sabotages. "
        "Les élections régionales sont reportées au printemps. "
        "Les habitants de la vallée craignent une coupure d’électricité."
    ),
}
STRIKE = {
    "id": "strike",
    "title": "Les dockers de Port-Louvier en grève",
    "published": "2023-03",
    "source": "Le Littoral",
    "language": "fr",
    "text": (
        "Les dockers de Port-Louvier ont cessé le travail lundi matin. "
        "Ils réclament une prime de 6 846 euros et l’embauche de trente apprentis. "
        "La direction du port juge ces demandes excessives. "
        "Trois navires chargés de bananes attendent au large."
    ),
}
BRIDGE = {
    "id": "bridge",
    "title": "Hollin Bridge reopens after flood repairs",
    "published": "2021-11-02",
    "source": "The Ledger",
    "language": "en",
    "text": (
        "Hollin Bridge reopened to traffic on Tuesday after eleven months of repairs. "
        "Engineers replaced two stone arches that the flood of December had destroyed. "
        "The county paid 6,846,000 pounds for the work. "
        "Mayor Oswin Tate drove the first bus across the river."
    ),
}
VOLCANO = {
    "id": "volcano",
    "title": "Volcano on Tarran forces families to leave",
    "published": "2024",
    "source": "Harbour Post",
    "language": "en",
    "text": (
        "The volcano on the island of Tarran began to erupt before dawn. "
        "About 900 families were taken to the mainland by fishing boats. "
        "Scientists had warned of the eruption because the ground was rising. "
        "Ilona Weber sent a message of support to the islanders."
    ),
}
UNDATED = {
    "id": "undated",
    "title": "Les abeilles noires du plateau",
    "language": "fr",
    "text": (
        "Sur le plateau, un apiculteur élève des abeilles noires depuis trente ans. "
        "Ses ruches produisent un miel de bruyère très recherché. "
        "Le froid de l’hiver ne leur fait pas peur."
    ),
}
_DISPATCH = (
    "Un incendie a détruit dans la nuit les entrepôts de la coopérative de Montcarel, au bord du "
    "canal. Selon la préfecture, le feu est parti d’un atelier de séchage où des ouvriers "
    "réparaient une machine. Le bilan est de {toll} morts, a indiqué le procureur devant la "
    "presse. Les pompiers sont restés sur place jusqu’au matin."
)
FIRE = {
    "id": "fire",
    "title": "Incendie mortel à Montcarel",
    "published": "2025-05-01",
    "source": "Horizons",
    "language": "fr",
    "text": _DISPATCH.format(toll="quatre"),
}
FIRE_COPY = FIRE | {
    "id": "fire-copy",
    "title": "Montcarel : un incendie ravage la coopérative",
    "source": "Le Littoral",
    "text": FIRE["text"].replace("restés sur place", "demeurés sur place"),
}
FIRE_LATER = FIRE | {
    "id": "fire-later",
    "title": "Incendie de Montcarel : le bilan s’alourdit",
    "published": "2025-05-02",
    "text": _DISPATCH.format(toll="onze"),
}
ARTICLES = [ARMY, STRIKE, BRIDGE, VOLCANO, UNDATED, FIRE, FIRE_COPY, FIRE_LATER]

ABSTAIN = {
    "fr": "Je n’ai pas trouvé de réponse dans les articles.",
    "en": "I found no answer in the articles.",
}
UNDERSTOOD = {"fr": "Question comprise ainsi : ", "en": "Understood as: "}
CLOSEST = {
    "fr": "Passages les plus proches :",
    "en": "Closest passages:",
}
DIFFER = {
    "fr": {
        "Des articles antérieurs donnaient une autre réponse :",
        "D’autres articles donnent une autre réponse :",
    },
    "en": {
        "Earlier articles gave a different answer:",
        "Other articles give a different answer:",
    },
}
ANSWER_FIELDS = word_set(
    "question language answered text confidence reason parts citations reports hits filters "
    "understood written note timings"
)
PART_FIELDS = word_set("question kind answered answer confidence citations spans form sections")
CITATION_FIELDS = word_set(
    "number article_id title url source published language quote start end answer_start "
    "answer_end page also_in"
)
HIT_FIELDS = word_set(
    "article_id passage_id title url source published language text start end score dense_rank "
    "lexical_rank page page_breaks"
)
FILTER_FIELDS = word_set("since until sources dropped")
"""The fields of the contract; hits may have `also_in` and `similarity` besides."""

QUOTED = {"fr": "« {} »", "en": "“{}”"}
QUOTE = {"fr": "« {} » [{}]", "en": "“{}” [{}]"}


def write_table(folder: Path, rows: Iterable[dict[str, str]], name: str = "news.jsonl") -> Path:
    """Write articles into one JSON Lines file of a folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder


@contextmanager
def assistant_over(
    folder: Path, rows: Iterable[dict[str, str]], encoder: Encoder
) -> Iterator[Assistant]:
    """An assistant over articles, whose corpus and index are written into a folder."""
    index = folder / "index"
    build_index(write_table(folder / "corpus", rows), index, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        yield assistant


def write_files(folder: Path, rows: Iterable[dict[str, str]]) -> Path:
    """Write each article into a JSON Lines file of its own, named after its id."""
    for row in rows:
        write_table(folder, [row], f"{row['id']}.jsonl")
    return folder


def file_id(name: str) -> str:
    """The identity of an article that `write_files` wrote."""
    return f"{name}.jsonl#{name}"


def row_id(name: str) -> str:
    """The identity of an article that `write_table` wrote."""
    return f"news.jsonl#{name}"


def article(text: str, *, title: str = "Titre", published: str | None = None) -> Article:
    """An article of this text."""
    return Article(id="a", path="a.txt", title=title, text=text, published=published, language="fr")


def sentences(text: str) -> list[str]:
    """The sentences of a text as one would quote them."""
    return [text[slice(*trimmed(text, span))] for span in sentence_spans(text)]


class CountingEncoder:
    """Another encoder, with a note of every passage that it was given."""

    def __init__(self, inner: Encoder, *, fingerprint: str | None = None) -> None:
        self._inner = inner
        self._fingerprint = fingerprint
        self.passages: list[str] = []

    @property
    def id(self) -> str:
        """Tells a changed encoder from the one it wraps."""
        return "changed" if self._fingerprint else self._inner.id

    @property
    def dimension(self) -> int:
        """As inside."""
        return self._inner.dimension

    @property
    def fingerprint(self) -> str:
        """As inside, unless another one was asked for."""
        return self._fingerprint or self._inner.fingerprint

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As inside, but noted."""
        self.passages += texts
        return self._inner.encode_passages(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """As inside."""
        return self._inner.encode_questions(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As inside."""
        return self._inner.count_tokens(texts)


class WordEncoder:
    """Knows words only; needs no model, so that processes which are killed start fast."""

    id = "words"
    dimension = 64
    fingerprint = "words-1"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Each word counts at a place of its own."""
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dimension] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    encode_questions = encode_passages

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words and marks."""
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def check_invariants(answer: Answer, article_of: Callable[[str], Article]) -> None:
    """Assert what the contract promises of every answer."""
    check_quotes(answer, article_of)
    assert _blocks(answer) == _expected_blocks(answer)


def check_quotes(answer: Answer, article_of: Callable[[str], Article]) -> None:
    """Assert it of all but the layout of the text, where quotation marks in quotes change."""
    _check_citations(answer, article_of)
    _check_parts(answer)
    assert 0 <= answer.confidence <= 1
    assert all(seconds >= 0 for seconds in answer.timings.values())
    for hit in answer.hits:
        assert article_of(hit.article_id).text[hit.start : hit.end] == hit.text
    _blocks(answer)


def _check_citations(answer: Answer, article_of: Callable[[str], Article]) -> None:
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(re.findall(r"\[(\d+)\]", answer.text)) == {str(number) for number in numbers}
    for citation in answer.citations:
        text = article_of(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        spans = [trimmed(text, span) for span in sentence_spans(text)]
        assert citation.start in {start for start, _ in spans}
        assert citation.end in {end for _, end in spans}
        assert (citation.answer_start is None) == (citation.answer_end is None)
        if citation.answer_start is not None and citation.answer_end is not None:
            assert citation.start <= citation.answer_start < citation.answer_end <= citation.end


def _check_parts(answer: Answer) -> None:
    assert answer.parts
    assert answer.answered == any(part.answered for part in answer.parts)
    assert (answer.reason is None) == answer.answered
    used = {number for part in answer.parts for number in part.citations}
    used |= {number for report in answer.reports for number in report.citations}
    assert used == {citation.number for citation in answer.citations}
    for part in answer.parts:
        assert part.answered == bool(part.citations)
        assert bool(part.sections) == (part.kind == "overview" and part.answered)
        if part.sections:
            assert part.citations == [n for one in part.sections for n in one.citations]
        assert 0 <= part.confidence <= 1
        if part.answer is not None:
            assert any(part.answer in answer.citations[n - 1].quote for n in part.citations)


def _blocks(answer: Answer) -> list[str]:
    """The paragraphs of the answer as a reader sees them; nothing but text, bold and italics."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(answer.text)
    children = [token.children or [] for token in tokens if token.type == "inline"]
    kinds = {token.type for token in tokens} | {child.type for row in children for child in row}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "inline"),
        *("text", "text_special", "strong_open", "strong_close", "em_open", "em_close"),
    }
    return ["".join(child.content for child in row) for row in children]


def _expected_blocks(answer: Answer) -> list[str]:
    """What the text may consist of: fixed phrases, the question, titles, dates and quotes."""
    blocks = _blocks(answer)
    expected = [block for block in blocks[:1] if block.startswith(UNDERSTOOD[answer.language])]
    if answer.filters:
        expected.append(filters_in_words(answer.filters, answer.language))
    if not answer.answered:
        why = dict.fromkeys([ABSTAIN[answer.language], str(answer.reason)])
        return [*expected, *why, *_offered(answer)]
    told = {number for part in answer.parts for number in part.citations}
    for part in answer.parts:
        expected += [part.question] if len(answer.parts) > 1 else []
        if part.answer and not part.sections:
            expected.append(" ".join(part.answer.split()))
        for section in part.sections:
            day = about(answer.language, None, section.published)
            expected += [f"{day} · {section.heading}"]
            expected += [_quoted(answer, number) for number in section.citations]
        expected += [] if part.sections else [_quoted(answer, number) for number in part.citations]
        if answer.reports and set(answer.reports[0].citations) <= set(part.citations):
            expected += _differing(answer, blocks, told)
        expected += [] if part.answered else [ABSTAIN[answer.language]]
    return expected


def _offered(answer: Answer) -> list[str]:
    """What stands under an abstention: the phrase, and the titles of the nearest articles."""
    near = [hit for hit in answer.hits if hit.similarity is None or hit.similarity >= NEAR]
    if not near:
        return []
    ids = list(dict.fromkeys(hit.article_id for hit in near))[:3]
    first = [next(hit for hit in near if hit.article_id == name) for name in ids]
    titles = [
        f"{QUOTED[answer.language].format(hit.title)} "
        f"({about(answer.language, hit.source, hit.published)})"
        for hit in first
    ]
    return [CLOSEST[answer.language], *titles]


def _differing(answer: Answer, blocks: list[str], told: set[int]) -> list[str]:
    """What stands under a part on which articles differ."""
    (phrase,) = (block for block in blocks if block in DIFFER[answer.language])
    found = [phrase]
    for number in (n for report in answer.reports for n in report.citations if n not in told):
        citation = answer.citations[number - 1]
        said = about(answer.language, citation.source, citation.published)
        found += [f"{said} :" if answer.language == "fr" else f"{said}:", _quoted(answer, number)]
    return found


def _quoted(answer: Answer, number: int) -> str:
    return QUOTE[answer.language].format(answer.citations[number - 1].quote, number)
