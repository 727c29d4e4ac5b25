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
from qa.reader.confidence import ConfidenceModel, Regression, confidence_model
from qa.reader.fitting import fits_kind
from qa.reader.reading import Candidate, Reader, Reading, SentenceFinder, candidates
from qa.reader.spans import SpanModel

__all__ = [
    "FEATURES",
    "SHORT_FEATURES",
    "BuiltInReader",
    "Candidate",
    "ConfidenceModel",
    "Reader",
    "Reading",
    "Regression",
    "Scored",
    "SentenceFinder",
    "SpanModel",
    "candidates",
    "confidence_model",
    "features",
    "fits_kind",
    "short_features",
]
