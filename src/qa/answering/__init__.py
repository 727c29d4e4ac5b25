"""From sentences that a reader found to an answer: what agrees, what is quoted, how it reads."""
