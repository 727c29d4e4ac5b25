"""Hits to sentences: which sentence of the retrieved passages answers a part of a question.

`spans` scores answer spans over all passages of a question together; `confidence` turns what
is known of a sentence into the probability that it holds the answer; `built_in` puts the two
together. That probability orders the sentences, and it is the confidence on which an answer
abstains.
"""

from qa.reader.built_in import BuiltInReader
from qa.reader.candidates import Candidate, Reader
from qa.reader.confidence import confidence_model, threshold_in_use
from qa.reader.outputs import SHORT_KINDS
from qa.reader.spans import SpanModel, built_in_model

__all__ = [
    "SHORT_KINDS",
    "BuiltInReader",
    "Candidate",
    "Reader",
    "SpanModel",
    "built_in_model",
    "confidence_model",
    "threshold_in_use",
]
