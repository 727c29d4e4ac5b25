"""Queries that are an identifier alone."""

from __future__ import annotations

import pytest

from qa.lang.identifiers import identifier
from qa.lang.text import fold


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("2023/1115", "Le règlement (UE) 2023/1115 du 31 mai"),
        ("DOS-2291-K", "sous la référence DOS-2291-K."),
        ("dos-2291-k", "sous la référence DOS-2291-K."),
        ("IMO 9074729", "The ship (IMO 9074729) sank"),
        ("S/RES/2728", "la résolution S/RES/2728 (2024)"),
        ("C-311/18", "arrêt C\u2011311/18"),
        ("01 55 12 34 56", "au 01.55.12.34.56, de 9 h à 17 h"),
        ("0155123456", "au 01 55 12 34 56"),
        ("press@tarn.example", "Write to press@tarn.example."),
        ("#SauvonsLeBac", "avec le mot-dièse #SauvonsLeBac"),
        ("n° 2024-317", "la loi n° 2024-317"),
        ("« F-GZNE 4 »", "le F-GZNE 4"),
    ],
)
def test_identifiers(query: str, text: str) -> None:
    """Numbers of files, ships and phones, addresses and hashtags are found as they are written."""
    pattern = identifier(query)
    assert pattern
    assert pattern.search(fold(text))
    assert not pattern.search(fold("un autre texte, 2023/1151, DOS-2292-K, IMO 9074792"))


@pytest.mark.parametrize(
    "query",
    [
        "le barrage de Karsk",
        "6 janvier 2022",
        "Who won in 2024?",
        "ONU",
        "UN",
        "",
        "?",
        "pont-levis",
    ],
)
def test_no_identifier(query: str) -> None:
    """Words of a language are no identifier, beside a number neither."""
    assert identifier(query) is None
