"""Answers and hits as text for a terminal, where the short answers stand out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qa.cli.output import print_text
from qa.types import Answer, AnswerPart, Citation, Language, Report


class Line(NamedTuple):
    """A line of an answer and how a terminal shows it."""

    text: str
    style: str = ""


def print_growing(answers: Iterable[Answer]) -> Answer:
    """Print an answer as a language model writes it, sentence by sentence; returns the last one.

    Args:
        answers: As `Assistant.stream` gives them. Where the model failed after its first
            sentences, the last one, the quotes alone, is printed below these.
    """
    shown = ""
    for answer in answers:
        opening = _opening_lines(answer)
        shown = _print_rest(shown, _joined(opening))
    if shown:
        sys.stdout.write("\n\n")
    _print_lines([*answer_lines(answer)][len(opening) :])
    return answer


def print_answer(answer: Answer) -> None:
    """Print an answer, on a terminal in colours."""
    _print_lines([*answer_lines(answer)])


def answer_lines(answer: Answer) -> Iterator[Line]:
    """The answer for a terminal: parts, quotes, what differs, and where each quote stands."""
    from qa.phrases import say

    yield from _opening_lines(answer)
    for part in answer.parts:
        yield from _part_lines(part, answer)
    if answer.reports:
        yield Line(say(answer.language, "answer.differ"))
        for report in answer.reports:
            yield _report_line(report, answer.language)
        yield Line("")
    if answer.note:
        yield from (Line(answer.note, "italic"), Line(""))
    if answer.reason:
        yield from _refusal_lines(answer, answer.reason)
    for one in answer.citations:
        yield from _citation_lines(one, answer.language)


def _part_lines(part: AnswerPart, answer: Answer) -> Iterator[Line]:
    """What was found for a part: the short answer and what it is worth, then the quotes."""
    from qa.phrases import say
    from qa.phrases.quotes import quoted

    if len(answer.parts) > 1:
        yield Line(part.question, "italic")
    if part.answered and not part.sections:
        yield from _short(part, answer.language)
    for heading, numbers in _sections(part, answer.language):
        if heading:
            yield Line(f"  {heading}", "bold")
        for number in numbers:
            quote = quoted(answer.language, answer.citations[number - 1].quote)
            yield Line(f"  {quote} [{number}]")
    if not part.answered:
        yield Line(f"  {say(answer.language, 'answer.not_found')}", "bold")
    yield Line("")


def _short(part: AnswerPart, language: Language) -> Iterator[Line]:
    from qa.phrases import say
    from qa.reader import confidence_model

    level = confidence_model().level(part.confidence)
    worth = f"  {say(language, f'page.confidence_{level}')} ({part.confidence:.2f})"
    if part.answer:
        yield Line(f"  {part.answer}", "bold")
    yield Line(worth, "green" if level == "high" else "yellow")


def _refusal_lines(answer: Answer, reason: str) -> Iterator[Line]:
    """Why nothing was answered, and the passages that come closest."""
    from qa.answering.text import closest
    from qa.phrases import say

    if reason != say(answer.language, "answer.not_found"):
        yield from (Line(reason), Line(""))
    near = closest(answer.hits)
    if near:
        yield Line(say(answer.language, "answer.closest"), "dim")
    for hit in near:
        yield Line(f"  {hit.place}", "dim")


def _sections(part: AnswerPart, language: Language) -> list[tuple[str, list[int]]]:
    """The citations of a part under the headings of an overview; under none otherwise."""
    from qa.answering.text import section_heading

    sections = [(section_heading(language, one), one.citations) for one in part.sections]
    return sections or [("", part.citations)]


def _opening_lines(answer: Answer) -> list[Line]:
    """How the question was read, and what a language model wrote, with its markers."""
    from qa.phrases import say
    from qa.phrases.wording import filters_in_words

    lines = []
    if answer.understood:
        lines.append(say(answer.language, "answer.understood", question=answer.understood))
    if answer.filters:
        lines.append(filters_in_words(answer.filters, answer.language))
    if answer.written:
        written = (
            f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"
            for sentence in answer.written
        )
        lines.append(" ".join(written))
    return [one for line in lines for one in (Line(line), Line(""))]


def _report_line(report: Report, language: Language) -> Line:
    from qa.phrases.dates import day_in_words

    markers = " ".join(f"[{number}]" for number in report.citations)
    return Line(f"  {day_in_words(report.published, language)}  {report.answer} {markers}")


def _citation_lines(citation: Citation, language: Language) -> Iterator[Line]:
    from qa.phrases import say

    span = say(language, "answer.span", start=str(citation.start), end=str(citation.end))
    yield Line(f"[{citation.number}] {citation.place}, {span}", "dim")
    yield Line(f"    {citation.url or citation.article_id}", "dim")


def _joined(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines).rstrip("\n")


def _print_rest(shown: str, text: str) -> str:
    """Print `text` behind what is shown of it; anew if it is something else."""
    sys.stdout.write(text[len(shown) :] if text.startswith(shown) else f"\n\n{text}")
    sys.stdout.flush()
    return text


def _print_lines(lines: list[Line]) -> None:
    """Print lines; terminals that show colours get them."""
    if not sys.stdout.isatty():
        print_text(_joined(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text(line.text, style=line.style))
