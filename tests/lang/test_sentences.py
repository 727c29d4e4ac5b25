"""Facts about `qa.lang.sentences`: where sentences of French and English news end.

In the cases a `¦` stands where one sentence ends and the next begins; it is taken out
before the text is split.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lang.sentences import sentence_spans, trimmed
from tests.newsroom import sentences

CASES = {
    "plain French": "Il pleut à Brest. ¦Le port est fermé. ¦On attend.",
    "plain English": "It rains in Hull. ¦The port is closed! ¦Why?",
    "glued full stop": "Le palais a été pris par les émeutiers.¦En outre, il brûle.",
    "glued question mark": "Une crise au Kazakhstan?¦Partageant une frontière, Moscou agit.",
    "glued before a straight quote": 'Une forme d’Otan eurasiatique.¦Des "gangs" sont là.',
    "glued before an opening quote": "Il revient d'Asie.¦« Je suis las », dit-il.",
    "glued behind a closing quote": 'Il a dit: "Nous partons."¦En outre, il part.',
    "glued behind a guillemet": "Elle a crié « Assez ! »¦Puis elle est sortie.",
    "glued behind a percentage": "La hausse est de 20%.¦Le reste baisse.",
    "glued behind a year": "Il est né en 1962.¦Moscou était loin.",
    "glued before a number": "Elle n'est pas seule.¦20 autres pays ont signé.",
    "glued by three dots": "Il hésite...¦Non, il part.",
    "glued in a heading": "Le pays sous influence¦De surcroît, la frontière est proche.",
    "heading with an elision": "Une ville en colère¦L'incendie a tout pris.",
    "names with inner capitals": "Le site YouTube et la société SpaceX ont signé. ¦Fin.",
    "spaced marks": "Où va-t-il ? ¦Il part ! ¦Bien . ¦Il revient .",
    "no-break space before a mark": "Où va-t-il\u202f? ¦Il part\u00a0! ¦Bien.",
    "several marks": "Quoi ?! ¦Il part !!! ¦Vraiment ? ! ¦Oui.",
    "quotation in the middle": 'Il parle de "gangs terroristes" à la tête du pays. ¦Fin.',
    "straight quotes with attribution": '"Je pars", dit-il. ¦"Je reste", dit-elle.',
    "full stop inside straight quotes": '"Il part." ¦"Elle reste." ¦Ils dorment.',
    "full stop inside curly quotes": "“He left.” ¦“She stayed.” ¦They slept.",
    "full stop inside guillemets": "« Il part. » ¦« Elle reste. » ¦Ils dorment.",
    "full stop behind guillemets": "Elle parle d'une « urgence » . ¦Il se tait.",
    "marks on both sides of a guillemet": "Il demande « Pourquoi ? ». ¦Elle se tait.",
    "question in a quotation goes on": "« Qui est là ? » demande-t-il. ¦Personne.",
    "exclamation in a quotation goes on": "« Non ! », crie-t-elle. ¦Il part.",
    "several sentences in a quotation": "« Je pars. ¦Demain, je reviens », dit-il.",
    "quotation behind a colon": "Il a dit : « Nous partons ce soir. » ¦Puis il est sorti.",
    "quotation that begins small": "Elle a tout vu. ¦« le feu est parti du toit », dit-elle.",
    "single quotes": "She said 'no.' ¦Then she left.",
    "brackets": "Il part (il est tard). ¦(Elle reste.) ¦Fin.",
    "full stop in brackets goes on": "Le prix (hors taxes, etc.) augmente. ¦Il doublera.",
    "words left out": "Il veut « la paix […] pour une période limitée ». ¦Fin.",
    "words left out in round brackets": "Il cite (...) En tout cas tout. ¦Fin.",
    "reference marks": "Un phénomène rare [1] . ¦Il dure peu.[2] ¦Fin.",
    "Monsieur": "M. Tokaïev et MM. Dupont et Durand sont là. ¦M. Le Pen part.",
    "Monsieur glued": "Selon M.Tokaïev, tout va bien. ¦Fin.",
    "Madame and others": "Mme. Curie, Mlle. Dupuis, le Dr. House et Mgr. Aupetit parlent. ¦Fin.",
    "English titles": "Mr. Smith met Mrs. Jones, Gen. Lee and Sen. Warren. ¦They talked.",
    "ranks": "Le Cdt. Morin et le Gal. Vasseur sont là. ¦L'Adj. Roche part.",
    "ranks in English": "Insp. Hale and Det. Sgt. Mary Cole met Amb. Ito. ¦They talked.",
    "several ranks": "Dep. Min. Olga Brandt spoke. ¦Supt. Al Moss did not. ¦Fin.",
    "a rank before an article": "Mgr. Le Gall et Ch. La Rue ont signé. ¦Fin.",
    "a rank that is not listed": "Subst. Nina Holt left. ¦Cons. Paul Roy stayed.",
    "first names cut short": "Ph. Aubry, Th. Caron et Chas. Webb écrivent. ¦Cl. Petit lit.",
    "glued first name": "Selon Ch.Aubry, tout va bien. ¦Fin.",
    "amounts": "Le pont coûte 5 Mio. CHF. ¦Le tunnel, 2 Mrd. EUR. ¦Fin.",
    "units end": "Il pèse 5 kg. ¦Sète attend. ¦Il dure 8 min. ¦TF1 le montre.",
    "articles of law": "Voir l'art. L. 112-1 et l'art. R. 421-3. ¦Voir aussi ch. C-46. ¦Fin.",
    "Roman numbers": "Voir vol. II, chap. IV et fig. 3. ¦Fin.",
    "small word before I or C'est": "She said no. ¦I agree. ¦Il aime l'art. ¦C'est tout.",
    "places with short names": "Il est né en Iran. ¦Emma Roux vit à Gap. ¦Jean Ney part.",
    "sentences of a word": "Merci. ¦Monsieur Roux parle. ¦Non. ¦Paris attend.",
    "about": "Il faut approx. 3 heures, p. ex. Paris en 2. ¦Fin.",
    "junior": "He met Sam Cole Jr. Senator Webb left. ¦She met Sam Cole Jr. ¦The end.",
    "Saint": "He lives in St. Petersburg. ¦She lives in St. Louis.",
    "initials": "J. K. Rowling et Michael E. Brown écrivent. ¦George W. Bush lit.",
    "glued initials": "L'observatoire W.M. Keck observe. ¦Fin.",
    "letter at the end": "Il manque de vitamine C. ¦Elle prend le plan B. ¦Il guérit.",
    "before Christ": "En 52 av. J.-C. César arrive. ¦Il repart.",
    "country in initials": "The U.S. Senate met in the U.S. ¦The vote failed.",
    "alliance in initials": "L'O.T.S.C. envoie l'O.N.U. au pays. ¦Fin.",
    "times of the day": "It opens at 5 p.m. Monday. ¦It closes at 6 p.m. ¦He left.",
    "company": "Apple Inc. Chief Executive Tim Cook spoke. ¦He runs Apple Inc. ¦He won.",
    "versus": "C'est la France vs. Le Brésil. ¦Fin.",
    "for example": "Some cities, e.g. Paris, i.e. The capital, are old. ¦Fin.",
    "et cetera goes on": "Des bus, des trams, etc. circulent. ¦Fin.",
    "et cetera ends": "Des bus, des trams, etc. ¦Tout circule.",
    "page and article": "Voir p. 12 et l'art. 3, No. 5, vol. 2. ¦Il aime l'art. ¦Fin.",
    "short months": "Le 6 janv. 2022 et le 3 déc. 2021. ¦On Jan. 6 they met.",
    "decimal numbers": "La frontière fait 6.846 km, soit 3.5 fois plus. ¦Elle est longue.",
    "thousands": "Elle coûte 1.000.000 euros. ¦C'est cher.",
    "hours": "Il arrive à 18 h 30. ¦Elle part à 20.45. ¦Ils dînent.",
    "speed": "Le vent souffle à 220 km/h. ¦Plus de toits.",
    "ordinals": "Le 1er mai, le XXIe siècle. ¦Le 2e jour.",
    "numbered list": "1. Le chat dort. ¦2. Le chien mange.",
    "lettered list": "A. Le roi dort. ¦B. La reine mange.",
    "bullets": "Trois points :\n¦- le feu\n¦- l'eau\n¦• la terre",
    "web addresses": "Voir www.site.fr et gov.uk. ¦Puis https://a.fr/b.c?d=E.F ici. ¦Fin.",
    "address glued": "Voir www.site.fr.¦Il est tard.",
    "e-mail address": "Écrire à Jean.Dupont@site.fr. ¦Il répond.",
    "brand with a full stop": "Booking.com et Amazon.fr vendent. ¦Identi.ca ferme.",
    "brand with a mark": "Yahoo! a perdu. ¦Il ferme.",
    "dateline": "10 janvier 2016 . – La NASA envoie une sonde. ¦Elle part.",
    "dateline with the hour": "1er janvier 2016, 14h30 . –\n¦Un homme a foncé sur eux.",
    "dateline of an agency": "PARIS (Reuters). – Le ministre part. ¦Il revient.",
    "dash": "Il part . ¦– Non, il reste. ¦Fin.",
    "three dots go on": "Il hésite… puis il part. ¦Elle attend... et rit.",
    "three dots end": "Il hésite… ¦Elle attend... ¦Fin.",
    "three dots at the head": "... Puis il part. ¦Fin.",
    "footnote star": "Moscou a trop à perdre.¦* Organisation interdite. ¦Fin.",
    "paragraphs": "Un titre\n\n¦Un texte. ¦Une suite\n¦sans fin",
    "old line ends": "Un titre\r\n¦Un texte.\r¦Fin",
    "blank lines at the head": "\n\n  Un texte. ¦Fin.\n",
    "small letter goes on": "L'épidémie . la suite. ¦Fin.",
    "accented capital": "Il part.¦Élise reste. ¦À demain.",
    "no mark at the end": "Il part. ¦Elle reste",
    "one word": "Oui",
    "capitals": "ALERTE. ¦LE FEU GAGNE. ¦FUYEZ!",
    "quote of one line does not reach the next": 'Il dit "oui.\n¦Elle dit "non". ¦Fin.',
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_sentences(case: str) -> None:
    """Each sentence begins and ends where a reader says it does."""
    assert sentences(case.replace("¦", "")) == [piece.strip() for piece in case.split("¦")]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_white_space_belongs_to_the_sentence_before(case: str) -> None:
    """A span runs to the first character of the next sentence."""
    text = case.replace("¦", "")
    assert [text[a:b] for a, b in sentence_spans(text)] == case.split("¦")


def test_no_text() -> None:
    """A text of no characters has no sentences, and one of spaces has a blank one."""
    assert sentence_spans("") == []
    assert sentence_spans(" \n ") == [(0, 3)]
    assert trimmed(" \n ", (0, 3)) == (3, 3)


_NEWS = st.lists(
    st.sampled_from(
        [*"aZé.!?…«»\"'()[]–-*\n\t 3:,", "M.", "J.-C.", "U.S.", " . –", "De ", "www.a.fr", "x@y.z"]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(st.text(), _NEWS))
def test_spans_partition_the_text(text: str) -> None:
    """Spans are not empty, touch each other, and give back the text."""
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert "".join(text[start:end] for start, end in spans) == text


@given(st.one_of(st.text(), _NEWS))
def test_every_sentence_has_something_to_quote(text: str) -> None:
    """No span is white space only, unless the whole text is."""
    for span in sentence_spans(text):
        start, end = trimmed(text, span)
        assert span[0] <= start <= end <= span[1]
        assert text[start:end] == text[slice(*span)].strip()
        assert start < end or not text.strip()


@pytest.mark.parametrize(
    ("unit", "size"),
    [("mot ", 1_000_000), (". ", 1_000_000)]
    + [(unit, 200_000) for unit in (".", "Ch. ", "a.B", "Mot. ", "«.", "A. ", "\n", "!\n")],
)
def test_time_grows_with_the_length(unit: str, size: int) -> None:
    """Four times the text, of nothing but stops or without any, takes far less than 16 times."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        sentence_spans(text)
        return time.process_time() - begin

    assert seconds(size) < 10 * seconds(size // 4) + 0.2


@pytest.mark.parametrize(
    "unit",
    ["( .", ". ", ".- ", "« ».", '" ', "a.", "A.", "\n ", "aaa@", "www.a.", "- ", "abcdeDe", " "],
)
def test_long_hostile_text_is_split_whole(unit: str) -> None:
    """A hundred thousand marks in a row are split too, and nothing of them is lost."""
    text = "a" + unit * (100_000 // len(unit))
    assert "".join(text[start:end] for start, end in sentence_spans(text)) == text


@pytest.mark.parametrize("text", ["a" * 10_000, "mot " * 3000, "x" * 1600 + " y" * 900])
def test_endless_sentences_are_cut(text: str) -> None:
    """What is far longer than any sentence is cut at spaces, or anywhere if it has none."""
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert max(end - start for start, end in spans) <= 1500
    assert all(text[end - 1] == " " or text[start:end].isalpha() for start, end in spans[:-1])
