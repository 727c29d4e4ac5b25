"""The questions of a labelled file that may be offered: those with a known answer and article."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final

from qa.assistant import Assistant
from qa.errors import DatasetError
from qa.evaluation import load_dataset
from qa.evaluation.dataset import ArticleNames
from qa.lang.detect import detect_language
from qa.proposals.candidates import Candidate
from qa.proposals.proposer import OwnQuestions
from qa.types import Language

FILE_NAME: Final = "questions.jsonl"
"""What such a file is called in a folder of articles."""


def own_questions(assistant: Assistant, corpus: Path) -> OwnQuestions:
    """The questions of a corpus by the articles that answer; none where it has no such file."""
    path = corpus / FILE_NAME
    try:
        questions = load_dataset(path)
    except DatasetError:  # there is none, or it is of something else
        return {}
    names = ArticleNames(assistant, path)
    found: dict[tuple[str, Language], list[Candidate]] = defaultdict(list)
    for line, question in questions:
        if question.history or not all(part.answerable for part in question.gold):
            continue
        try:
            article = names.find(line, question)
        except DatasetError:  # of an article that is not there
            continue
        if article and question.gold:
            language = question.lang or detect_language(question.question)
            shows = tuple(tuple(part.answers or part.evidence) for part in question.gold)
            found[article[0], language].append(Candidate(question.question, "own", shows))
    return found
