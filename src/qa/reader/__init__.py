"""Hits to sentences: which sentence of the retrieved passages answers a part of a question.

`spans` scores answer spans over all passages of a question together; `confidence` turns what
is known of a sentence into the probability that it holds the answer; `built_in` puts the two
together. That probability orders the sentences, and it is the confidence on which an answer
abstains.
"""

from qa.reader.built_in import (
    FEATURES,
    SHORT_FEATURES,
    BuiltInReader,
    Scored,
    features,
    short_features,
)
from qa.reader.candidates import Candidate, HitSentence, Reader, SentenceFinder, sentences_of
from qa.reader.confidence import ConfidenceModel, Regression, confidence_model
from qa.reader.outputs import SHORT_KINDS
from qa.reader.spans import SpanModel

__all__ = [
    "FEATURES",
    "SHORT_FEATURES",
    "SHORT_KINDS",
    "BuiltInReader",
    "Candidate",
    "ConfidenceModel",
    "HitSentence",
    "Reader",
    "Regression",
    "Scored",
    "SentenceFinder",
    "SpanModel",
    "confidence_model",
    "features",
    "sentences_of",
    "short_features",
]
