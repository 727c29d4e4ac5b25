"""A conversation as HTML: questions, answers with numbered quotes, abstentions.

Pure functions from values to strings; `esc` is the only door for text from outside.
Knows what an `Answer` says, not where its sources are shown: a marker is a button that
carries `data-do`, and the page says what to do with it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from qa.answering.compose import closest
from qa.llm import note_of, sentences_of
from qa.phrases.wording import filters_in_words, since_in_words, unescaped, until_in_words
from qa.reader import confidence_model
from qa_ui.escape import esc
from qa_ui.i18n import format_date, plain, quoted, tr, tr_count, unbroken
from qa_ui.reasons import reason_html
from qa_ui.views.blocks import note_html
from qa_ui.views.judging import judging_html
from qa_ui.views.suggestions import suggestions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.types import Answer, AnswerPart, Citation, Hit, Language
    from qa_ui.page.session import Filters, Session, Turn

RELATED = 3
EXCERPT_CHARACTERS = 220
SOURCES_ROW = 3
"""From how many articles on an answer ends in a row of them; fewer stand under their quotes."""


def conversation(
    session: Session,
    examples: Sequence[str] = (),
    *,
    judging: bool = False,
    growing: bool = False,
) -> str:
    """The whole conversation, or a welcome with example questions while there is none.

    Args:
        session: What the page holds.
        examples: Questions that an empty page offers.
        judging: Whether its answers can be judged.
        growing: Whether the last answer is still being written; its sources open, and all that
            needs the whole of it is left out.
    """
    if not session.turns:
        return welcome(session.language, examples)
    last = len(session.turns) - 1
    turns = "".join(
        turn_html(
            turn, position, session.language, judging=judging, growing=growing and position == last
        )
        for position, turn in enumerate(session.turns)
    )
    after = "" if growing else _suggested(session)
    log = f'<div class="conversation" role="log" aria-live="off">{turns}{after}</div>'
    return log if growing else log + _saving(session)


def welcome(page: Language, examples: Sequence[str]) -> str:
    """What an empty page shows: an invitation and questions that can be asked with a click."""
    offered = _questions(tr(page, "examples"), examples, page)
    return (
        f'<div class="welcome"><h2>{esc(tr(page, "welcome"))}</h2>'
        f"<p>{esc(tr(page, 'welcome_hint'))}</p>{offered}</div>"
    )


def no_index(page: Language, corpus: str) -> str:
    """What the page shows instead of a conversation while there is no index."""
    return (
        f'<div class="welcome missing"><h2>{esc(tr(page, "no_index_title"))}</h2>'
        f"<p>{esc(tr(page, 'no_index', corpus=corpus))}</p><pre><code>qa build</code></pre></div>"
    )


def index_problem(page: Language, problem: str) -> str:
    """What the page shows while the index cannot be opened, with the library's remedy."""
    return (
        f'<div class="welcome missing" role="alert"><h2>{esc(tr(page, "index_problem"))}</h2>'
        f"<p>{reason_html(problem, page)}</p></div>"
    )


def turn_html(
    turn: Turn, position: int, page: Language, *, judging: bool = False, growing: bool = False
) -> str:
    """One question with its answer, its problem, or the note that it is being searched."""
    if turn.answer is not None:
        body = _answer(turn, turn.answer, position, page, growing=growing)
        body += judging_html(turn.judged, position, page) if judging and not growing else ""
    elif turn.problem is not None:
        body = _problem(turn.problem, position, page)
    else:
        body = f'<p class="searching" role="status">{esc(tr(page, "searching"))}</p>'
    label = esc(tr(page, "you_asked"))
    return (
        f'<article class="turn"><h2 class="asked"><span class="unseen">{label} </span>'
        f"{esc(unbroken(turn.question))}</h2>{body}</article>"
    )


def confidence_words(page: Language, confidence: float) -> str:
    """A calibrated confidence as a reader would say it."""
    return tr(page, f"confidence_{_level(confidence)}")


def describe_filters(page: Language, filters: Filters) -> str:
    """The active filters in words: `Le Monde, French, since 6 January 2022`."""
    said = [*filters.sources, *(tr(page, language) for language in filters.languages)]
    if filters.since:
        said.append(since_in_words(filters.since, page))
    if filters.until:
        said.append(until_in_words(filters.until, page))
    return ", ".join(said)


def byline(page: Language, source: str | None, published: str | None) -> str:
    """Source and date of an article, as HTML; a missing source is left out."""
    moment = f'<time datetime="{esc(published)}">' if published else "<span>"
    end = "</time>" if published else "</span>"
    dated = f"{moment}{esc(format_date(page, published))}{end}"
    return f"{esc(source)} · {dated}" if source else dated


def plain_text(answer: Answer, page: Language) -> str:
    """An answer for the clipboard: question, text, numbered sources with their addresses."""
    lines = [answer.question, "", unescaped(answer.text)]
    if answer.citations:
        lines += ["", plain(tr(page, "sources_follow"))]
    lines += [_source_line(citation, page) for citation in answer.citations]
    return "\n".join(lines)


def _source_line(citation: Citation, page: Language) -> str:
    where = [citation.source, format_date(page, citation.published), citation.url]
    return f"[{citation.number}] {citation.title} ({', '.join(part for part in where if part)})"


def _answer(turn: Turn, answer: Answer, position: int, page: Language, *, growing: bool) -> str:
    by_number = {citation.number: citation for citation in answer.citations}
    several = len(answer.parts) > 1
    pieces = [_understood(answer, page), _filtered(turn.filters, page), _stated(answer, page)]
    if answer.answered:
        pieces += [_written(answer, by_number, position, page), _model_note(answer)]
        pieces += [_part(part, by_number, position, page, several=several) for part in answer.parts]
        pieces += [
            _differ(answer, position, page),
            _sources(answer.citations, position, page),
            _related(answer, position, page),
        ]
    elif answer.parts:
        pieces.append(_abstention(answer, position, page))
    else:
        pieces.append(f"<p>{esc(unbroken(answer.reason or ''))}</p>")
    if not growing:
        pieces.append(_actions(position, page, plain_text(answer, page)))
    kind = "answer" if answer.answered or not answer.parts else "answer abstained"
    return f'<div class="{kind}" role="status">{"".join(pieces)}</div>'


def _written(answer: Answer, citations: dict[int, Citation], position: int, page: Language) -> str:
    """What a language model wrote, each sentence with the markers of its quotes, if it did."""
    sentences = " ".join(
        f"{esc(sentence.text)}"
        f"{''.join(marker(citations[n], position, page) for n in sentence.numbers)}"
        for sentence in sentences_of(answer) or ()
    )
    return f'<p class="written" lang="{answer.language}">{sentences}</p>' if sentences else ""


def _model_note(answer: Answer) -> str:
    """Says that a language model failed, or that sentences of it were left out."""
    note = note_of(answer)
    return note_html(unbroken(note), lang=answer.language) if note else ""


def _part(
    part: AnswerPart,
    citations: dict[int, Citation],
    position: int,
    page: Language,
    *,
    several: bool,
) -> str:
    heading = f"<h3>{esc(unbroken(_capitalised(part.question)))}</h3>" if several else ""
    if not part.answered:
        return f'<section class="part silent">{heading}<p>{esc(tr(page, "silent"))}</p></section>'
    language = next((citations[n].language for n in part.citations if n in citations), page)
    short = f'<strong lang="{language}">{esc(part.answer)}</strong> ' if part.answer else ""
    level = _level(part.confidence)
    words = esc(confidence_words(page, part.confidence))
    cited = [_marked_for(part, citations[n]) for n in part.citations]
    quotes = _quotes(cited, position, page)
    return (
        f'<section class="part">{heading}<p class="short">{short}'
        f'<span class="confidence {level}">{words}</span></p>{quotes}</section>'
    )


def _marked_for(part: AnswerPart, citation: Citation) -> Citation:
    """A quote with the span that answers a part; another part may have another in the same."""
    if part.answer is None:
        return citation.model_copy(update={"answer_start": None, "answer_end": None})
    found = citation.quote.find(part.answer)
    if found < 0 or _span(citation) == part.answer:  # or it says the same in other words
        return citation
    start = citation.start + found
    return citation.model_copy(
        update={"answer_start": start, "answer_end": start + len(part.answer)}
    )


def _span(citation: Citation) -> str | None:
    """What is marked in a quote."""
    if citation.answer_start is None or citation.answer_end is None:
        return None
    first, last = citation.answer_start - citation.start, citation.answer_end - citation.start
    return citation.quote[first:last]


def _quotes(citations: Sequence[Citation], position: int, page: Language) -> str:
    """Quotes in their order; those of one article that follow each other share its caption."""
    runs = [list(run) for _, run in groupby(citations, key=lambda one: one.article_id)]
    return "".join(_figure(run, position, page) for run in runs)


def _figure(run: Sequence[Citation], position: int, page: Language) -> str:
    said = "".join(
        f'<blockquote lang="{one.language}">{quoted(one.language, mark_span(one))} '
        f"{marker(one, position, page)}</blockquote>"
        for one in run
    )
    return f"<figure>{said}<figcaption>{_caption(run, page)}</figcaption></figure>"


def _caption(run: Sequence[Citation], page: Language) -> str:
    """Title, source and date of an article, and how many others say the same words."""
    first = run[0]
    copies = len({article for one in run for article in one.also_in})
    also = ""
    if copies:
        also = f' · <span class="also">{esc(tr_count(page, "also_in", copies))}</span>'
    title = f'<cite lang="{first.language}">{esc(first.title)}</cite>'
    return f"{title} · {byline(page, first.source, first.published)}{also}"


def mark_span(citation: Citation) -> str:
    """The quote as HTML with the answer inside it marked."""
    if citation.answer_start is None or citation.answer_end is None:
        return esc(citation.quote)
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    before, span, after = citation.quote[:start], citation.quote[start:end], citation.quote[end:]
    return f"{esc(before)}<mark>{esc(span)}</mark>{esc(after)}"


def marker(citation: Citation, position: int, page: Language) -> str:
    """The numbered button that opens a citation's source."""
    label = esc(tr(page, "open_source", number=citation.number, title=citation.title))
    return (
        f'<button type="button" class="marker" data-do="open" data-kind="cite" '
        f'data-turn="{position}" data-number="{citation.number}" aria-label="{label}" '
        f'aria-controls="aside">{citation.number}</button>'
    )


def _differ(answer: Answer, position: int, page: Language) -> str:
    if len(answer.reports) < 2:  # noqa: PLR2004 - one report does not differ
        return ""
    by_number = {citation.number: citation for citation in answer.citations}
    rows = "".join(
        f"<li><time>{esc(format_date(page, report.published))}</time> "
        f"<strong>{esc(report.answer)}</strong> "
        f"{''.join(marker(by_number[n], position, page) for n in report.citations)}</li>"
        for report in answer.reports
    )
    return f'<section class="differ"><h3>{esc(tr(page, "differ"))}</h3><ul>{rows}</ul></section>'


def _sources(citations: Sequence[Citation], position: int, page: Language) -> str:
    """One row of the articles that were quoted, each opening at its first quote."""
    first: dict[str, Citation] = {}
    for citation in citations:
        first.setdefault(citation.article_id, citation)
    if len(first) < SOURCES_ROW:
        return ""
    chips = "".join(
        f'<li><button type="button" class="chip" data-do="open" data-kind="cite" '
        f'data-turn="{position}" data-number="{citation.number}"><b>{citation.number}</b> '
        f"<span>{esc(citation.title)}</span> "
        f"<small>{byline(page, citation.source, citation.published)}</small></button></li>"
        for citation in first.values()
    )
    label = esc(tr(page, "sources"))
    return f'<nav class="sources" aria-label="{label}"><ul>{chips}</ul></nav>'


def related(answer: Answer) -> list[int]:
    """Numbers of the hits that lead on: found by words and by meaning, in articles not quoted."""
    seen = {article for one in answer.citations for article in (one.article_id, *one.also_in)}
    numbers = []
    for number, hit in enumerate(answer.hits, start=1):
        if hit.article_id not in seen and hit.dense_rank and hit.lexical_rank:
            seen |= {hit.article_id, *hit.also_in}
            numbers.append(number)
    return numbers[:RELATED]


def _related(answer: Answer, position: int, page: Language) -> str:
    chips = "".join(
        f"<li>{_hit_chip(answer.hits[number - 1], number, position, page)}</li>"
        for number in related(answer)
    )
    label = esc(tr(page, "related"))
    return f'<nav class="sources"><h3>{label}</h3><ul>{chips}</ul></nav>' if chips else ""


def _abstention(answer: Answer, position: int, page: Language) -> str:
    told = answer.reason or ""
    reason = "" if _repeats(told, answer) else f"<p>{esc(unbroken(told))}</p>"
    passages = "".join(
        _closest(hit, answer.hits.index(hit) + 1, position, page) for hit in closest(answer.hits)
    )
    offered = f"<h3>{esc(tr(page, 'closest'))}</h3><ul>{passages}</ul>" if passages else ""
    return f'<p class="no">{esc(tr(page, "abstained"))}</p>{reason}{offered}'


def _repeats(reason: str, answer: Answer) -> bool:
    """Whether a reason says nothing but that the question, which stands above, has no answer."""
    asked = " ".join(part.question for part in answer.parts)
    return not reason or (len(answer.parts) == 1 and _letters(asked) in _letters(reason))


def _closest(hit: Hit, number: int, position: int, page: Language) -> str:
    chip = _hit_chip(hit, number, position, page)
    return f'<li>{chip}<p lang="{hit.language}">{esc(shortened(hit.text))}</p></li>'


def _hit_chip(hit: Hit, number: int, position: int, page: Language) -> str:
    """The button that opens a passage which was found but not quoted."""
    label = esc(tr(page, "read_passage", title=hit.title))
    return (
        f'<button type="button" class="chip" data-do="open" data-kind="hit" '
        f'data-turn="{position}" data-number="{number}" aria-label="{label}">'
        f'<span lang="{hit.language}">{esc(hit.title)}</span> '
        f"<small>{byline(page, hit.source, hit.published)}</small></button>"
    )


def shortened(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of a text, cut between words, with an ellipsis if it was cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(" ,;:") + " …"


def _problem(problem: str, position: int, page: Language) -> str:
    return (
        f'<div class="answer problem" role="alert"><p class="no">{esc(tr(page, "problem"))}</p>'
        f"<p>{reason_html(problem, page)}</p>{_actions(position, page, None)}</div>"
    )


def _actions(position: int, page: Language, copied: str | None) -> str:
    """Buttons under an answer: copy, ask again, edit."""
    copy = ""
    if copied is not None:
        done = esc(tr(page, "copied"))
        copy = (
            f'<button type="button" data-copy="{esc(copied)}" data-done="{done}">'
            f"{esc(tr(page, 'copy'))}</button>"
        )
    others = "".join(
        f'<button type="button" data-do="{do}" data-turn="{position}">{esc(tr(page, do))}</button>'
        for do in ("again", "edit")
    )
    return f'<div class="actions">{copy}{others}</div>'


def _suggested(session: Session) -> str:
    """Questions that lead on from the last answer, in its language under the page's heading."""
    answer = session.turns[-1].answer
    language = answer.language if answer else session.language
    return _questions(tr(session.language, "suggested"), suggestions(session), language)


def _saving(session: Session) -> str:
    """Buttons that save the conversation as a file, once there is an answer in it."""
    page = session.language
    if not session.history:
        return ""
    buttons = "".join(
        f'<button type="button" data-do="save" data-kind="{kind}">{esc(tr(page, key))}</button>'
        for kind, key in (("markdown", "save_markdown"), ("json", "save_json"))
    )
    return f'<div class="actions saving">{buttons}</div>'


def _questions(heading: str, questions: Iterable[str], language: Language) -> str:
    buttons = "".join(
        f'<li><button type="button" class="suggestion" data-do="ask" '
        f'data-question="{esc(question)}">{esc(unbroken(question))}</button></li>'
        for question in questions
    )
    if not buttons:
        return ""
    said = f'<h3>{esc(heading)}</h3><ul lang="{language}">{buttons}</ul>'
    return f'<div class="suggestions">{said}</div>'


def _understood(answer: Answer, page: Language) -> str:
    """Says how a follow-up was read, where that is not what was typed."""
    if len(answer.parts) != 1 or _same(answer.parts[0].question, answer.question):
        return ""
    return note_html(tr(page, "understood", question=unbroken(answer.parts[0].question)))


def _filtered(filters: Filters, page: Language) -> str:
    if not filters.active:
        return ""
    return note_html(tr(page, "filtered", filters=describe_filters(page, filters)))


def _stated(answer: Answer, page: Language) -> str:
    """Says which time or sources were read from the question itself."""
    if answer.filters is None:
        return ""
    return note_html(unbroken(filters_in_words(answer.filters, page)))


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _level(confidence: float) -> str:
    """What a confidence is worth, by the shares of right answers that were measured."""
    model = confidence_model()
    if confidence >= model.high:
        return "high"
    return "medium" if confidence >= model.medium else "low"
