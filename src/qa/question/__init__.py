"""What a question asks: its language, its parts, the kind of each, what it leans on.

Rules for French and English, no model. `understand` is the only entrance; it knows
nothing of articles. The modules beside it: `lexicon` and `nouns` (words), `kinds` (what an
answer must be), `parts` (where a question is cut), `english` and `french` (how a part
is said in full), `history` (what a follow-up refers to), `topics` and `places` (what it turns
to, and what it takes from the question before).
"""

from qa.question.understand import Question, QuestionPart, understand

__all__ = ["Question", "QuestionPart", "understand"]
