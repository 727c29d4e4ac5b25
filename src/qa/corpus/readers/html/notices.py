"""Which blocks of a page speak to its visitor instead of telling the news.

Offers of a subscription, demands for consent and for scripts are worded alike everywhere: they
name their matter and address the visitor. Neither alone is enough, since articles do either.
"""

from __future__ import annotations

import re

_MATTERS = re.compile(
    r"\b(?:cookies?|ad.?block\w*|bloqueur|consent|consentement|consentez|partenaires|partners"
    r"|subscri(?:be|ber|bers|bed|ption)|abonné\w*|abonnez|abonnements?|newsletters?|captcha"
    r"|lettre d.information|accès illimité|unlimited access|free articles"
    r"|outdated browser|navigateur obsolète|not a robot|security of your connection"
    r"|(?:enable|activer|requires?|nécessite)\W+javascript)\b",
    re.IGNORECASE,
)
_HINTS = re.compile(
    r"\b(?:javascript|navigateur|required|privacy|vie privée|confidentialité|personal data"
    r"|données personnelles|your data|accept\w*|refuser|choices|choix|navigation|appareil|inbox"
    r"|boîte mail|e-?mail|every morning|chaque matin|log in|sign in|sign up|connect(?:er|ez)"
    r"|inscrivez|register|account|compte|trial|sans engagement|cancel|(?:this|cet) article"
    r"|continue reading|lire la suite|continuer la lecture|gratuit|reserved|réservée?s?|activer"
    r"|illimitée?|résiliable|offre|essai|par mois|a month|vous reste|avez lu|en profite"
    r"|désactivé|disabled|turned off|free)\b",
    re.IGNORECASE,
)
_VISITOR = re.compile(
    r"\b(?:you|your|we|our|please|vous|votre|vos|nous|notre|nos|(?!chez|assez)\w{3,}ez)\b"
    r"|^(?:subscribe|register|enable|create|start|get|support|sign|turn)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('“[^“”]*”|«[^«»]*»|"[^"]*"')
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_SHORT = 60
_LONGEST = 5000
_ENOUGH = 3
_CHARS_PER_POINT = 150


def is_notice(text: str) -> bool:
    """Whether a block is about cookies, scripts or subscriptions and addresses the visitor."""
    bare = _QUOTED.sub("", text)
    addressed = bool(_VISITOR.search(bare))
    score = 2 * _distinct(_MATTERS, bare) + _distinct(_HINTS, bare) + addressed
    return score >= _ENOUGH + len(bare) // _CHARS_PER_POINT and (addressed or len(text) < _SHORT)


def _distinct(words: re.Pattern[str], text: str) -> int:
    return len({found.lower() for found in words.findall(text)})


def mostly_notice(text: str) -> bool:
    """Whether that holds of a block as a whole or of more than half of its sentences."""
    if len(text) > _LONGEST:
        return False
    sentences = _SENTENCE_END.split(text)
    return is_notice(text) or 2 * sum(map(is_notice, sentences)) > len(sentences)
