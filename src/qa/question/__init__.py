"""What a question asks: its language, its parts, the kind of each, what it depends on.

`understand` is the entrance; it knows nothing of articles. `filters` finds dates and sources that
the question names.
"""

from qa.question.understand import Context, Question, QuestionModel, QuestionPart, understand

__all__ = ["Context", "Question", "QuestionModel", "QuestionPart", "understand"]
