"""The Articles tab as HTML."""

from __future__ import annotations

import pytest

from qa.errors import FailedFile, Failure, IndexLockedError
from qa.types import (
    Article,
    ArticleList,
    ArticleSummary,
    BuildProgress,
    BuildReport,
    IndexStatus,
    Language,
)
from qa_ui.articles.outcomes import outcomes
from qa_ui.http.schemas import RebuildState, Refused, Uploaded
from qa_ui.views.articles import (
    LISTED,
    ROWS,
    ArticlesState,
    added_html,
    generations_html,
    left_words,
    rebuild_html,
    refused_files,
    removal_html,
    report_html,
)
from tests.ui.fakes import ARTICLES, HOSTILE, MUSEUM, summary

MUSEUM_ROW = summary(MUSEUM)
EVIL = "<img src=x onerror=alert(1)>${alert(2)}.txt"


def report(**lists: object) -> BuildReport:
    """A report of a build with these lists."""
    kinds = ("added", "updated", "unchanged", "removed", "failed")
    nothing: dict[str, object] = {kind: [] for kind in kinds}
    ended = {"passages": 3, "seconds": 1.5, "generation": "g000002"}
    return BuildReport.model_validate({**nothing, **ended, **lists})


def status(*generations: str, used: str) -> IndexStatus:
    """An index with these generations."""
    return IndexStatus(
        index="index",
        generation=used,
        built="2026-11-22T12:34:56+00:00",
        encoder="fake",
        dimension=8,
        articles=1,
        passages=1,
        languages={},
        sources={},
        published=None,
        generations=list(generations),
    )


REFUSED = Refused(name="virus.exe", code="file.empty")
DONE = RebuildState(state="done")


def shown_added(
    added: Uploaded | None, page: Language, rebuild: RebuildState = DONE, *found: ArticleSummary
) -> str:
    """What the page shows of what was added."""
    return added_html(added, outcomes(added, found, rebuild) if added else [], page)


def test_what_was_added_waits_for_the_index() -> None:
    """Until the rebuild has ended nothing is asked; what was refused says at once why."""
    added = Uploaded(saved=["uploads/a.txt"], failed=[REFUSED])
    shown = shown_added(added, "en", RebuildState(state="running"))
    assert "being indexed" in shown
    assert "uploads/a.txt" in shown
    assert "<code>virus.exe</code>" in shown
    assert "is empty; " in shown
    assert "data-do" not in shown


def test_each_added_file_has_its_outcome() -> None:
    """Titles of what can be asked about, warnings, and why others are refused."""
    failed = [
        FailedFile(path="a.csv, line 3", code="file.no_text", kept=True),
        FailedFile(path="b.pdf", code="pdf.no_text"),
        FailedFile(path="c.zip/x.exe", code="file.empty"),
        FailedFile(path="other.pdf", code="pdf.not_pdf"),
    ]
    paths = ("a.csv", "c.zip/1.txt", "d.txt", "d.txt.gz")
    found = [MUSEUM_ROW.model_copy(update={"path": path, "title": f"T {path}"}) for path in paths]
    added = Uploaded(saved=["a.csv", "b.pdf", "c.zip", "d.txt"], unchanged=["d.txt"])
    done = RebuildState(state="done", report=report(failed=failed))
    assert [one.state for one in outcomes(added, found, done)] == [
        "indexed",
        "refused",
        "indexed",
        "unchanged",
    ]
    shown = shown_added(added, "fr", done, *found)
    assert "3 articles peuvent être interrogés" in shown
    assert "T c.zip/1.txt" in shown
    assert "T d.txt.gz" not in shown
    assert "OCR" in shown
    assert "other.pdf" not in shown
    assert 'data-do="undo"' in shown
    assert "a.csv, ligne 3" in shown


def test_what_was_refused_comes_first_and_is_counted() -> None:
    """An editor sees at once what needs them; files that gave nothing are deleted by one click."""
    failed = [FailedFile(path="b.pdf", code="pdf.no_text")]
    found = MUSEUM_ROW.model_copy(update={"path": "a.txt"})
    added = Uploaded(saved=["a.txt", "b.pdf"], failed=[REFUSED])
    became = outcomes(added, [found], RebuildState(state="done", report=report(failed=failed)))
    shown = added_html(added, became, "en")
    assert "2 files were refused" in shown
    assert shown.index("b.pdf") < shown.index("virus.exe") < shown.index("a.txt")
    assert "Delete the refused files" in shown
    assert refused_files(added, became) == ["b.pdf"]


def test_many_waiting_files_are_counted() -> None:
    """Of many files that wait some are named, so that the progress stays in sight."""
    added = Uploaded(saved=[f"uploads/{number}.txt" for number in range(1200)])
    shown = shown_added(added, "fr", RebuildState(state="running"))
    assert "1\u202f200 fichiers enregistrés" in shown
    assert "et 1\u202f195 autres" in shown
    assert shown.count("<code>") == 5


def test_adding_nothing_says_what_to_do() -> None:
    """Before anything was added there are no words; adding nothing gets some."""
    assert shown_added(None, "fr") == ""
    assert "Déposez d’abord un fichier" in shown_added(Uploaded(), "fr")


def test_refusals_alone_can_neither_be_asked_nor_undone() -> None:
    """Where nothing was taken there is no way on from it."""
    shown = shown_added(Uploaded(failed=[REFUSED]), "en")
    assert "Nothing was added" in shown
    assert "data-do" not in shown


@pytest.mark.parametrize(
    ("progress", "left", "words", "bar"),
    [
        (None, None, ["Getting ready…"], "<progress aria-label="),
        (BuildProgress(stage="read", done=7, total=0), None, ["Reading", "7 articles"], "aria-"),
        (
            BuildProgress(stage="embed", done=12, total=34),
            42.0,
            ["Analysing", "12 of 34 articles", "about 40 s left"],
            'max="34" value="12"',
        ),
        (
            BuildProgress(stage="publish", done=0, total=34),
            None,
            ["Switching to the new index"],
            "aria-",
        ),
    ],
)
def test_a_running_rebuild_shows_stage_count_and_time_left(
    progress: BuildProgress | None, left: float | None, words: list[str], bar: str
) -> None:
    """The bar fills while articles are counted; before and after it only moves."""
    state = RebuildState(state="running", progress=progress, seconds_left=left)
    shown = rebuild_html(state, {}, "en")
    assert all(word in shown for word in words)
    assert bar in shown
    assert "You can keep asking" in shown


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (0.4, "encore 5 s environ", "about 5 s left"),
        (58, "encore 60 s environ", "about 60 s left"),
        (61, "encore 1 min environ", "about 1 min left"),
        (200, "encore 3 min environ", "about 3 min left"),
    ],
)
def test_the_time_left_is_rounded(seconds: float, french: str, english: str) -> None:
    """Seconds come in steps of five and are never none; then there are minutes."""
    assert left_words(seconds, "fr") == french
    assert left_words(seconds, "en") == english


def test_a_report_counts_and_names_what_was_done() -> None:
    """Added, updated, unchanged, removed and failed are counted and listed with titles."""
    broken = FailedFile(path="broken.pdf", code="pdf.not_pdf")
    done = report(
        added=["new.txt"], updated=["old.txt"], unchanged=["a", "b"], removed=["x"], failed=[broken]
    )
    shown = rebuild_html(RebuildState(state="done", report=done), {"new.txt": "Comet"}, "en")
    assert "<cite>Comet</cite> <code>new.txt</code>" in shown
    assert "<code>old.txt</code>" in shown
    assert "<code>broken.pdf</code> is not a PDF; " in shown
    assert "<dt>Unchanged</dt><dd>2</dd>" in shown
    assert '<details class="unchanged"><summary>' in shown
    assert shown.index("Failed (1)") < shown.index("Added (1)")


def test_warnings_are_counted_apart() -> None:
    """What a kept article lacks is no failure, and its file is not offered for removal."""
    failed = [
        FailedFile(path="broken.pdf", code="pdf.not_pdf"),
        FailedFile(path="a.txt", code="file.foreign", values={"language": "de"}, kept=True),
    ]
    state = RebuildState(state="done", report=report(added=["a.txt"], failed=failed))
    shown = rebuild_html(state, {}, "en", removable=["broken.pdf", "a.txt"])
    assert "<dt>Failed</dt><dd>1</dd>" in shown
    assert "<dt>Warnings</dt><dd>1</dd>" in shown
    assert "<code>a.txt</code> is in another language" in shown
    assert shown.count('data-do="discard"') == 1
    assert "<dt>Avertissements</dt><dd>1</dd>" in rebuild_html(state, {}, "fr")


def test_reasons_are_in_the_language_of_the_page() -> None:
    """What went wrong is said in French on a French page, and no line can break before a sign."""
    failed = [FailedFile(path="a.pdf", code="pdf.encrypted")]
    state = RebuildState(state="done", report=report(failed=failed))
    assert "<code>a.pdf</code> est chiffré\N{NO-BREAK SPACE};" in rebuild_html(state, {}, "fr")
    refused = Uploaded(failed=[Refused(name="b", code="file.empty")])
    shown = shown_added(refused, "fr")
    assert "<code>b</code>" in shown
    assert "est vide" in shown
    failed_build = RebuildState(state="failed", failure=Failure(code="unexpected"))
    assert "une erreur inattendue" in rebuild_html(failed_build, {}, "fr")


def test_a_file_that_failed_is_removed_from_the_list_by_two_clicks() -> None:
    """Where the file can be deleted there is a button, then a question; a row has neither."""
    failed = [FailedFile(path=path, code="file.empty") for path in ("a.txt", "t.csv, line 2")]
    state = RebuildState(state="done", report=report(failed=failed))
    offered = rebuild_html(state, {}, "en", removable=["a.txt"])
    assert offered.count('data-do="discard"') == 1
    assert 'data-file="a.txt" aria-label="Remove the file a.txt"' in offered
    asking = ArticlesState(discarding="a.txt")
    asked = rebuild_html(state, {}, "fr", state=asking, removable=["a.txt"])
    assert "qui n’a pas pu être lu" in asked
    assert 'data-do="confirm"' in asked
    assert 'data-do="confirm"' not in rebuild_html(state, {}, "fr", state=asking)
    told = rebuild_html(state, {}, "en", state=ArticlesState(discarded="It is gone."))
    assert '<p class="outcome" role="status">It is gone.</p>' in told


def test_one_question_is_open_at_a_time() -> None:
    """Asking about one thing takes back what was asked about another."""
    asked = ArticlesState().asking(removing="a").asking(discarding="b")
    assert (asked.removing, asked.discarding, asked.returning) == (None, "b", False)
    assert asked.asking() == ArticlesState()
    assert (
        ArticlesState(removed="x", returned="y", discarded="z").without_outcomes()
        == ArticlesState()
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    """A report of thousands of articles names the first of them and counts the others."""
    shown = report_html(report(added=[f"{n}.txt" for n in range(LISTED + 7)]), {}, "en")
    assert shown.count("<code>") == LISTED
    assert "and 7 more" in shown
    assert f"({LISTED + 7})" in shown


def test_a_failed_rebuild_gives_its_reason() -> None:
    """A rebuild that failed is an alert that says why and that the old index answers."""
    locked = IndexLockedError("index", "pid 7").failure
    shown = rebuild_html(RebuildState(state="failed", failure=locked), {}, "fr")
    assert 'role="alert"' in shown
    assert "index\N{NO-BREAK SPACE}: est déjà en construction (pid 7)" in shown
    assert "l’ancien index reste en service" in shown


def test_nothing_is_shown_before_the_first_rebuild() -> None:
    """An idle rebuilder has no words."""
    assert rebuild_html(RebuildState(state="idle"), {}, "en") == ""


def listed(*articles: Article) -> ArticleList:
    """These articles, all of a list."""
    return ArticleList(found=len(articles), articles=[summary(one) for one in articles])


def test_each_article_can_be_removed_by_a_button_with_its_name() -> None:
    """A button says which article it removes, and says so before the first click only."""
    shown = removal_html(listed(MUSEUM), None, "", "fr")
    assert 'data-do="remove" data-article="musee.md"' in shown
    assert "Retirer l’article «\N{NO-BREAK SPACE}Le musée de la dentelle rouvre" in shown
    assert 'data-do="confirm"' not in shown
    asked = removal_html(listed(MUSEUM), MUSEUM, "", "fr")
    assert "son article peut être rétabli" in asked
    assert 'data-do="confirm"' in asked
    assert 'data-do="cancel"' in asked


def test_only_the_first_articles_are_offered() -> None:
    """Of many articles some are shown, with the advice to narrow the search."""
    many = listed(*[MUSEUM] * ROWS).model_copy(update={"found": ROWS + 3})
    assert removal_html(many, None, "", "en").count('data-do="remove"') == ROWS
    assert "and 3 more" in removal_html(many, None, "", "en")
    assert "No article matches" in removal_html(listed(), None, "", "en")


def test_no_article_is_offered_for_removal_before_one_is_searched_for() -> None:
    """What can be removed appears with the first search; until then stands what to do."""
    shown = removal_html(None, None, "", "en")
    assert "Search for the article by a word" in shown
    assert "data-do" not in shown


def test_going_back_needs_an_earlier_generation_and_a_second_click() -> None:
    """The oldest generation offers no way back; a later one asks before it goes."""
    assert "data-do" not in generations_html(status("g1", "g2", used="g1"), ArticlesState(), "en")
    offered = generations_html(status("g1", "g2", used="g2"), ArticlesState(), "en")
    assert 'data-do="rollback"' in offered
    assert "22 November 2026" in offered
    assert "g2" not in offered
    asked = generations_html(status("g1", "g2", used="g2"), ArticlesState(returning=True), "en")
    assert 'data-do="confirm"' in asked
    assert 'data-do="rollback"' not in asked
    assert "no index yet" in generations_html(None, ArticlesState(), "en")


@pytest.mark.parametrize("page", ["fr", "en"])
def test_hostile_names_stay_text(page: Language) -> None:
    """File names, titles, ids and reasons never become markup or templates."""
    problem = Failure(code="page.failed", values={"why": EVIL})
    failed = [FailedFile(path=EVIL, code=problem.code, values=problem.values)]
    refused = Refused(name=EVIL, code=problem.code, values=problem.values)
    done = report(added=[EVIL], updated=["x"], failed=failed)
    shown = [
        shown_added(Uploaded(saved=[EVIL], failed=[refused]), page),
        report_html(done, {"x": EVIL}, page),
        rebuild_html(
            RebuildState(state="done", report=done),
            {},
            page,
            state=ArticlesState(discarding=EVIL, discarded=EVIL),
            removable=[EVIL],
        ),
        rebuild_html(RebuildState(state="failed", error=EVIL), {}, page),
        removal_html(listed(*ARTICLES), HOSTILE, EVIL, page),
        removal_html(listed(HOSTILE), None, EVIL, page),
        generations_html(status("g0", EVIL, used=EVIL), ArticlesState(returned=EVIL), page),
    ]
    for html in shown:
        assert "<img" not in html
        assert "<script" not in html
        assert "<b " not in html
        assert "${" not in html
        assert "{{" not in html
