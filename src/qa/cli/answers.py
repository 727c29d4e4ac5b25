"""Answers and hits as text for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from qa.types import Answer, AnswerPart, Citation, Hit, Language, Report


def print_growing(answers: Iterable[Answer]) -> None:
    """Print an answer as a language model writes it, sentence by sentence.

    Args:
        answers: As `Assistant.stream` gives them. Where the model failed after its first
            sentences, the last one, the quotes alone, is printed below these.
    """
    shown = last = ""
    for answer in answers:
        shown = _print_rest(shown, "\n".join(_opening_lines(answer)).rstrip("\n"))
        last = answer_text(answer)
    _print_rest(shown, last.rstrip("\n") + "\n")


def _print_rest(shown: str, text: str) -> str:
    """Print `text` behind what is shown of it; anew if it is something else."""
    sys.stdout.write(text[len(shown) :] if text.startswith(shown) else f"\n\n{text}")
    sys.stdout.flush()
    return text


def answer_text(answer: Answer) -> str:
    """The answer for a terminal: parts, quotes, what differs, and where each quote stands."""
    from qa.answering.text import closest
    from qa.phrases import say

    lines = _opening_lines(answer)
    for part in answer.parts:
        if len(answer.parts) > 1:
            lines.append(f"{part.question}")
        if part.answer:
            lines.append(f"  {part.answer}")
        for heading, numbers in _sections(part, answer.language):
            lines += [f"  {heading}"] if heading else []
            lines += [f"  “{answer.citations[n - 1].quote}” [{n}]" for n in numbers]
        if not part.answered:
            lines.append(f"  {say(answer.language, 'answer.not_found')}")
        lines.append("")
    if answer.reports:
        lines += [say(answer.language, "answer.differ"), *map(_report_text, answer.reports), ""]
    if answer.note:
        lines += [answer.note, ""]
    if answer.reason:
        near = closest(answer.hits)
        if answer.reason != say(answer.language, "answer.not_found"):
            lines += [answer.reason, ""]
        lines += [say(answer.language, "answer.closest")] if near else []
        lines += [f"  {place(hit, answer.language)}" for hit in near]
    return "\n".join([*lines, *(_citation_text(one, answer.language) for one in answer.citations)])


def _sections(part: AnswerPart, language: Language) -> list[tuple[str, list[int]]]:
    """The citations of a part under the headings of an overview; under none otherwise."""
    from qa.answering.text import section_heading

    sections = [(section_heading(language, one), one.citations) for one in part.sections]
    return sections or [("", part.citations)]


def _opening_lines(answer: Answer) -> list[str]:
    """How the question was read, and what a language model wrote, with its markers."""
    from qa.phrases import say
    from qa.phrases.wording import filters_in_words

    lines = []
    if answer.understood:
        lines += [say(answer.language, "answer.understood", question=answer.understood), ""]
    if answer.filters:
        lines += [filters_in_words(answer.filters, answer.language), ""]
    if answer.written:
        written = (
            f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"
            for sentence in answer.written
        )
        lines += [" ".join(written), ""]
    return lines


def _report_text(report: Report) -> str:
    markers = " ".join(f"[{number}]" for number in report.citations)
    return f"  {report.published or '?'}  {report.answer} {markers}"


def place(found: Citation | Hit, language: Language) -> str:
    """Title, source, date and page of a quote or a passage."""
    from qa.phrases import say

    page = say(language, "answer.page", page=found.page) if found.page else None
    about = ", ".join(filter(None, (found.source, found.published, page)))
    return f"{found.title} ({about})" if about else found.title


def _citation_text(citation: Citation, language: Language) -> str:
    span = f"characters {citation.start}–{citation.end}"
    where = citation.url or citation.article_id
    return f"[{citation.number}] {place(citation, language)}, {span}\n    {where}"
