"""What a question asks: its language, its parts, the kind of each, what it depends on.

`understand` is the entrance; `filters` finds the dates and sources that a question names.
"""

from qa.question.understand import Context, Question, QuestionModel, QuestionPart, understand

__all__ = ["Context", "Question", "QuestionModel", "QuestionPart", "understand"]
