"""Articles whose sentences were written to make the answering fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from qa.errors import QuestionError
from qa.types import Exchange
from tests.newsroom import assistant_over, check_quotes
from tests.question.lexicon import SIGNS, lexicon

FACT = "The mayor of Tarran resigned on Tuesday because of the flood. "
SPLIT = "\u200b"
MARK = "\u0334"
DOUBLE = '"'

TEXTS = {
    "number words": f"{'hundred ' * 200}people died in Tarran. {'deux cent mille ' * 60}morts.",
    "numbers": f"{' '.join(str(10**15 + n) for n in range(60))} and 1{',000' * 100} people died.",
    "digits": f"{'1' * 3000} people died. ½ ²³ ①② ٣٤٥ १२३ 𝟗𝟗 1.5e999 people died in Tarran.",
    "years": "In 0000 the mayor resigned. On 99999-99-99 he died. Le 30 février 99999, il part.",
    "numerals": f"King {'M' * 300} resigned. Louis {'XIV' * 60} died in Tarran.",
    "quotes": f"{'“' * 800}The mayor resigned{'”' * 800}. {'«' * 800} Il part. {DOUBLE * 900}",
    "brackets": f"{'(' * 500}the mayor{')' * 500} resigned [1] [99] ** `` [x](javascript:x).",
    "markup": "The mayor <script>alert(1)</script> resigned. | a | b | %s {0} {name} \\1 $x.",
    "backwards": "\u202eThe mayor of Tarran resigned.\u202c \u2067mayor\u2069 استقال رئيس البلدية.",
    "invisible": SPLIT.join(FACT) + "\u00ad\u2060\ufeff\u200d".join(FACT),
    "wide": "Ｔｈｅ ｍａｙｏｒ ｒｅｓｉｇｎｅｄ． ﬁve people died in the ﬂood. ﷺ ㎏ Ⅷ ℌ𝔢𝔩𝔩𝔬.",
    "cases": f"{'İ' * 300} ŉ ß ẞ ǅ ΐ THE MAYOR OF TARRAN RESIGNED BECAUSE OF THE FLOOD.",
    "marks": f"Z{MARK * 300}algo resigned. 👨‍👩‍👧‍👦🏳️‍🌈 The mayor 👍🏽 resigned on Tuesday.",
    "names": f"{' '.join(f'Jean{n} Dupont{n}' for n in range(99))} resigned. {'M. ' * 200}Dupont.",
    "long": f"{'a' * 4000} resigned. The mayor of {'very ' * 500}Tarran resigned.",
    "stops": f"{'.' * 900} {'! ' * 300} {'… ' * 200} The mayor resigned...",
    "denials": "The mayor did not never no resign. Il ne démissionne pas jamais. " * 9,
    "requests": "Who died and why and when? What happened since last week of next year? " * 9,
    "control": "The mayor\x00 resigned\x1b[31m on Tuesday.\x7f\x85\u2028\u2029 Eleven people died.",
    "oldest": FACT,
    "newest": FACT.replace("flood", "storm"),
}
DAYS = {"oldest": "0001", "newest": "9999-12-31"}

BEFORE = st.sampled_from([(), (("Who resigned?", FACT),)])
PIECES = st.lists(st.sampled_from([*lexicon(), *SIGNS]), min_size=1, max_size=12)
QUESTIONS = [
    "Who resigned, when, and why?",
    "How many people died in Tarran?",
    "Where did the mayor resign, and did he die?",
    "Combien de personnes sont mortes, et qui est le maire ?",
    "What happened in Tarran?",
    "Latest news",
    "In 0000, who resigned?",
    "Since 31 February 99999, who did not resign?",
    "Who resigned between 1 January 0000 and 31 December 9999?",
    "who is Jean1 Dupont1",
    f"How many {'9' * 900}",
    f"{'hundred ' * 120}",
    f"{'“' * 900} who",
    f"what does «{'x' * 900}» say",
    "Ｗｈｏ ｒｅｓｉｇｎｅｄ？",
    SPLIT.join("Who resigned?"),
    "\u202eWho resigned?\x00\u2028",
    "[1] **who** <script> %s {0}",
]


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder
) -> Iterator[Assistant]:
    """An assistant over these articles."""
    rows = [
        {"id": name, "title": name, "text": FACT + text, "published": DAYS.get(name, "2024-01-02")}
        for name, text in TEXTS.items()
    ]
    folder = tmp_path_factory.mktemp("hostile-articles")
    with assistant_over(folder, rows, encoder) as assistant:
        assert assistant.status().articles == len(TEXTS)
        yield assistant


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: ascii(text[:20]))
def test_hostile_sentences_are_quoted_as_they_stand(hostile: Assistant, question: str) -> None:
    """Whatever sentences hold, every question gets an answer whose quotes are in the articles."""
    check_quotes(hostile.ask(question), hostile.article)
    hostile.find(question)


@settings(max_examples=8)
@given(PIECES, BEFORE)
def test_no_question_breaks_on_them(
    hostile: Assistant, pieces: list[str], before: tuple[Exchange, ...]
) -> None:
    """Neither does any question of the words that matter, alone or after another one."""
    question = " ".join(pieces)
    try:
        answer = hostile.ask(question, before)
    except QuestionError:
        assert not any(char.isalnum() for char in question)
        return
    if answer.parts:
        check_quotes(answer, hostile.article)
