"""What the product says, in French and English: one catalogue for all of it.

`say` gives a phrase by its key; the phrases themselves are data, in `fr.toml` and `en.toml`.
`dates` and `wording` put dates, periods and filters into words, `locales` asks babel how a
language writes numbers, lists and plurals.
"""

from qa.phrases.catalogue import PhraseValue, filled, phrases, place, say, template

__all__ = ["PhraseValue", "filled", "phrases", "place", "say", "template"]
