"""Pieces of HTML that several screens share: a note, a failure, how far something is.

Pure functions; text is escaped here, but for what a parameter calls HTML.
"""

from __future__ import annotations

from qa_ui.escape import esc


def note_html(words: str, **attributes: str) -> str:
    """A remark in small print; attributes of its own, `role` or `lang` say, may follow."""
    given = "".join(f' {name}="{esc(value)}"' for name, value in attributes.items())
    return f'<p class="note"{given}>{esc(words)}</p>'


def failure_html(heading: str, said_html: str) -> str:
    """That something failed, told at once to who cannot see, and why."""
    return (
        f'<div role="alert"><h3 class="bad">{esc(heading)}</h3>'
        f"{f'<p>{said_html}</p>' if said_html else ''}</div>"
    )


def progress_html(stage: str, said: str, label: str, *, done: int = 0, total: int = 0) -> str:
    """What is going on and how far it is; without a total the bar only moves."""
    amount = f' max="{total}" value="{done}"' if total else ""
    return (
        f'<p class="stage"><strong>{esc(stage)}</strong> {esc(said)}</p>'
        f'<progress aria-label="{esc(label)}"{amount}></progress>'
    )
