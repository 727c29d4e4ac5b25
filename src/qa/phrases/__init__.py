"""The fixed phrases of answers, in French and English."""
