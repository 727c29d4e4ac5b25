"""Questions that a click asks, as HTML: examples and topics at first, then what leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.proposals import TopicProposals
    from qa.types import Language


def start_html(
    examples: Sequence[str], topics: Sequence[TopicProposals], page: Language, *, missing: int = 0
) -> str:
    """What an empty page offers; empty if nothing is known to be answered well.

    Args:
        examples: Questions.
        topics: With their questions.
        page: The language of the page.
        missing: Examples that are still looked for, whose places are kept once there is one.
    """
    if not examples and not topics:
        return ""
    shown = [
        {
            "name": _capitalised(one.topic.name(page)),
            "language": page if page in one.topic.words else next(iter(one.topic.words)),
            "count": len(one.topic.articles),
            "questions": one.questions,
        }
        for one in topics
    ]
    return render("proposals", page, heading="examples", questions=examples,
                  language=page, topics=shown, missing=missing, at_first=True)  # fmt: skip


def next_html(questions: Sequence[str], language: Language, page: Language) -> str:
    """What can be asked after an answer.

    Args:
        questions: In the language of the answer.
        language: That language.
        page: The language of the page.
    """
    if not questions:
        return ""
    return render("proposals", page, heading="suggested", questions=questions,
                  language=language, topics=[], missing=0, at_first=False)  # fmt: skip


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
