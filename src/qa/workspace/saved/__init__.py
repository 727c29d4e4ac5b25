"""Questions that are asked again after each build, and what is new about them.

What an answer quotes is evidence: a sentence of an article. Evidence that was not known before is
new, and so is another short answer. Who an owner is, is the caller's affair; where nobody logs in,
one owner, the empty text, has all questions.
"""

from qa.workspace.saved.asking import Asked, ask_again, ask_due
from qa.workspace.saved.atom import as_atom
from qa.workspace.saved.store import SavedQuestions
from qa.workspace.saved.tables import Feed, NewItem, SavedQuestion

__all__ = [
    "Asked",
    "Feed",
    "NewItem",
    "SavedQuestion",
    "SavedQuestions",
    "as_atom",
    "ask_again",
    "ask_due",
]
