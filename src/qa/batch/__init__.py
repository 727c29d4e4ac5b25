"""Many questions at once: a list of questions in, a table of answers with their quotes out.

`read_questions` reads the list from a file, `answer_rows` asks one question of it, and
`csv_lines` and `as_xlsx` write the table.
"""

from qa.batch.address import article_address
from qa.batch.columns import BatchQuestion
from qa.batch.questions import LIST_FORMATS, read_pasted, read_questions
from qa.batch.rows import BatchRow, answer_rows
from qa.batch.table import as_xlsx, csv_lines

__all__ = [
    "LIST_FORMATS",
    "BatchQuestion",
    "BatchRow",
    "answer_rows",
    "article_address",
    "as_xlsx",
    "csv_lines",
    "read_pasted",
    "read_questions",
]
