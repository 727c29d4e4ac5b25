"""Questions that are worth a click: made from the articles, asked beforehand, answered well."""

from qa.proposals.own import own_questions
from qa.proposals.pool import Pool, Proposal, TopicProposals
from qa.proposals.proposer import OwnQuestions, Proposer, is_from, is_sure

__all__ = [
    "OwnQuestions",
    "Pool",
    "Proposal",
    "Proposer",
    "TopicProposals",
    "is_from",
    "is_sure",
    "own_questions",
]
