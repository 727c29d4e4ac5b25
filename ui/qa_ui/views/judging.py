"""Thumbs up or down under an answer, and the note that goes with them, as HTML.

Pure functions; what is stored, and where, is for the desk. A button says what it means in
words and by `aria-pressed`, not by its colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.judgements import LONGEST_NOTE
from qa_ui.escape import esc
from qa_ui.i18n import tr

if TYPE_CHECKING:
    from qa.judgements import Verdict
    from qa.types import Language
    from qa_ui.page.session import Judged

THUMBS: Final[dict[Verdict, str]] = {"good": "✓", "bad": "✗"}
"""Signs that text fonts have; hands are in emoji fonts only, which many machines lack."""


def judging_html(judged: Judged, position: int, page: Language) -> str:
    """The two thumbs of a turn, the field for a note once one is pressed, and what went wrong."""
    thumbs = "".join(
        _thumb(verdict, position, page, pressed=verdict == judged.verdict) for verdict in THUMBS
    )
    note = _note(judged, position, page) if judged.verdict else ""
    label = esc(tr(page, "judging"))
    return (
        f'<div class="judging" role="group" aria-label="{label}">{thumbs}{note}'
        f"{_problem(judged.problem, page)}</div>"
    )


def _thumb(verdict: Verdict, position: int, page: Language, *, pressed: bool) -> str:
    return (
        f'<button type="button" data-do="judge" data-turn="{position}" data-verdict="{verdict}" '
        f'aria-pressed="{str(pressed).lower()}"><span aria-hidden="true">{THUMBS[verdict]}</span> '
        f"{esc(tr(page, f'judge_{verdict}'))}</button>"
    )


def _note(judged: Judged, position: int, page: Language) -> str:
    said = "note_kept" if judged.note else "judged"
    return (
        f'<label><span class="unseen">{esc(tr(page, "note"))}</span>'
        f'<input type="text" maxlength="{LONGEST_NOTE}" value="{esc(judged.note)}" '
        f'placeholder="{esc(tr(page, "note"))}"></label>'
        f'<button type="button" data-do="note" data-turn="{position}">'
        f"{esc(tr(page, 'note_keep'))}</button>"
        f'<span class="kept" role="status">{esc(tr(page, said))}</span>'
    )


def _problem(problem: str, page: Language) -> str:
    if not problem:
        return ""
    reason = f'<span lang="en">{esc(problem)}</span>'
    return f'<p role="alert">{esc(tr(page, "judge_failed"))} {reason}</p>'
