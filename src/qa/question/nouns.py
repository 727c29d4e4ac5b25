"""Nouns that tell what an answer must be: `Which minister` asks for a person.

Written flat (lower case, no accents) and in the singular; plurals are reduced first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.question.lexicon import flat

if TYPE_CHECKING:
    from qa.types import Kind, Language

_FRENCH: dict[Kind, str] = {
    "who": "qui personne gens homme femme ministre president presidente maire depute deputee "
    "roi reine prince princesse pape cardinal archeveque eveque pretre prelat chef "
    "cheffe patron patronne membre porte-parole responsable fonctionnaire magnat "
    "militaire soldat matelot marin capitaine general colonel lieutenant juge procureur "
    "avocat avocate medecin docteur specialiste expert experte temoin victime suspect "
    "suspecte coupable auteur autrice acteur actrice athlete joueur joueuse equipe "
    "parti entreprise societe compagnie groupe organisation organisme association ong "
    "institution collectif syndicat gouvernement banque agence laboratoire constructeur "
    "fabricant fournisseur editeur rebelle adversaire ennemi allie proche frere soeur "
    "pere mere fils fille epoux epouse mari enfant candidat candidate laureat laureate "
    "champion championne gagnant gagnante vainqueur heros etoile star artiste peintre "
    "poete roi elu elue prefet premier-ministre ambassadeur diplomate otage "
    "milliardaire magistrat peuple ethnie famille tribu civil policier gendarme pompier "
    "pilote commandant journaliste celebrite personnalite individu conjoint conjointe "
    "cadet cadette chanteuse romancier romanciere academie fondation federation "
    "protagoniste dissident dirigeant dirigeante leader officier manifestant etudiant "
    "habitant militant detenu detenue prisonnier francais francaise americain "
    "scientifique astronaute cosmonaute ouvrier banquier policier fermier conseiller "
    "conseillere commissaire secretaire cineaste realisateur survivant survivante "
    "rescape migrant refugie terroriste assaillant agresseur tireur meurtrier assassin "
    "kamikaze voleur geant chaine media operateur autorite pays-membre dissident "
    "fondateur fondatrice",
    "when": "date jour annee mois heure siecle moment epoque semaine decennie periode saison "
    "millesime echeance instant",
    "where": "endroit lieu ville pays region village quartier rue avenue place continent ile "
    "province departement etat commune localite capitale port aeroport gare pont stade "
    "salle hopital prison ecole universite musee palais hotel planete ocean mer fleuve "
    "riviere lac montagne axe route autoroute adresse zone territoire site cimetiere "
    "desert destination provenance contree canton district prefecture arrondissement "
    "metropole",
    "how_many": "nombre montant somme prix cout tarif budget pourcentage proportion part taux "
    "chiffre quantite poids taille hauteur longueur largeur distance superficie surface "
    "duree age vitesse temperature amende population score bilan salaire benefice "
    "deficit dette plafond seuil marge ecart frequence profondeur volume valeur caution "
    "facture capacite magnitude altitude debit majorite recette note",
    "why": "raison motif cause motivation mobile but objectif motifs pretexte origine finalite "
    "argument justification explication intention enjeu",
    "how": "maniere facon moyen methode procede technique biais strategie mecanisme",
}
_ENGLISH: dict[Kind, str] = {
    "who": "person people man woman men women minister president mayor king queen prince "
    "princess pope cardinal archbishop bishop priest chief head boss member spokesman "
    "spokeswoman spokesperson official officer soldier sailor captain general colonel "
    "lieutenant judge prosecutor lawyer doctor specialist expert witness victim suspect "
    "culprit author actor actress athlete player team party company firm group "
    "organisation organization body institution collective union government bank agency "
    "laboratory lab manufacturer supplier publisher rebel opponent enemy ally brother "
    "sister father mother son daughter husband wife child children candidate laureate "
    "champion winner hero star artist painter poet premier politician mp senator "
    "congressman governor ambassador diplomat hostage billionaire tycoon youtuber crew "
    "researcher scientist astronaut family tribe police director executive ceo chairman "
    "chairwoman leader manager founder co-founder engineer singer writer novelist "
    "journalist reporter composer philosopher coach footballer frenchman frenchwoman "
    "englishman individual celebrity academy foundation federation committee commission "
    "court owner character deputy secretary pilot driver passenger survivor animator "
    "nobody guy lady emperor sultan sheikh professor charity broadcaster investigator",
    "when": "date day year month time hour century moment era week decade period season weekday",
    "where": "place city town country region village neighbourhood neighborhood street road "
    "avenue continent island province county state capital port airport station bridge "
    "stadium hall hospital prison school university museum palace hotel planet ocean "
    "sea river lake mountain address area zone territory site cemetery desert "
    "destination location venue district borough countries cities counties territories "
    "building room nation",
    "how_many": "number amount sum price cost fee budget percentage proportion share rate figure "
    "quantity weight size height length width distance surface duration age speed "
    "temperature fine population score toll salary profit deficit debt ceiling "
    "threshold margin gap frequency depth volume value bail bill capacity magnitude "
    "altitude turnover majority percent fraction salary",
    "why": "reason motive cause motivation purpose goal aim objective pretext ground "
    "justification explanation rationale intention",
    "how": "way manner means method technique process mechanism",
}
_THINGS = {
    "fr": "nom titre mot film livre roman chanson navire bateau avion revue journal parole "
    "figure sanction mesure loi proces animal espece langue",
    "en": "name title word film movie book novel song newspaper number paper power water "
    "order letter offer computer chapter centre center sector factor weather matter "
    "danger corner border answer disaster poster cancer charter chamber tower river "
    "weapon vessel ship plane animal species language statute law measure sentence "
    "engine virus match quarter layer carrier airliner behaviour behavior flavour "
    "flavor colour color labour labor error tractor sport",
}
_ENDINGS = {
    "fr": re.compile(r".{2,}(?:eur|euse|iste|icien(?:ne)?|teur|trice|logue|crate|naute)"),
    "en": re.compile(r".{3,}(?:er|or|ist|ian|man|woman|ant|eer|ologist)"),
}
_NOT_PEOPLE = re.compile(
    r"hauteur|longueur|largeur|valeur|couleur|douleur|erreur|ordinateur|peur|"
    r"moteur|secteur|facteur|ampleur|coeur|odeur|bonheur|honneur|liste|piste|"
    r".*sister|.*ever|.*other|under|over|after|never|whether|rather|per|her|"
    r"for|nor|or|further|earlier|later|former|plant|important|"
    r"relevant|significant|latter|higher|lower|larger|greater|older|younger|"
    r"major|minor|prior|interior|exterior|december|november|october|september|"
    r"particular|.*meter|human|italian|canadian|russian|australian|german|"
    r"indian|iranian|brazilian|egyptian|norwegian|ukrainian|asian|european|"
    r"american|african|mexican|roman|christian|civilian|belgian|austrian"
)


def _table(nouns: dict[Kind, str]) -> dict[str, Kind]:
    return {word: kind for kind, words in nouns.items() for word in words.split()}


_KINDS: dict[Language, dict[str, Kind]] = {"fr": _table(_FRENCH), "en": _table(_ENGLISH)}


def noun_kind(word: str, language: Language) -> Kind | None:
    """What a noun (flat, singular or plural) asks for; None if it does not tell."""
    kinds = _KINDS[language]
    for form in (word, *_singulars(word)):
        if form in kinds:
            return kinds[form]
        if form in _THINGS[language].split():
            return "what"
        if _ENDINGS[language].fullmatch(form) and not _NOT_PEOPLE.fullmatch(form):
            return "who"
    return None


def _singulars(word: str) -> list[str]:
    if len(word) > 3 and word.endswith("ies"):  # noqa: PLR2004 - "ties" is no plural of "ty"
        return [word[:-3] + "y"]
    if word.endswith("aux"):
        return [word[:-3] + "al", word[:-1]]
    return [word[:-1]] if word.endswith(("s", "x")) and not word.endswith("ss") else []


_TOLD_OF = re.compile(
    r"bilan|toll|magnitude|age|duree|duration|nombre|number|date|jour|day|heure|hour|time|lieu|"
    r"endroit|place|location|venue"
)
"""What is told of something, and does nothing itself; a capital does, and a price rises."""
_OF = {
    "en": re.compile(r"(?:the )?(?P<noun>[\w-]+) of (?P<what>.+)"),
    "fr": re.compile(
        r"(?:l[ae]s? |l')?(?P<noun>[\w-]+) (?P<of>du |de la |de l'|des |d'une? )(?P<what>.+)"
    ),
}
_ARTICLE_OF = {"du ": "le ", "de la ": "la ", "de l'": "l'", "des ": "les ",
               "d'un ": "un ", "d'une ": "une "}  # fmt: skip


def bearer(name: str, language: Language) -> str:
    """`the earthquake` of `the toll of the earthquake`: what the next question speaks of."""
    found = _OF[language].fullmatch(flat(name).replace("’", "'"))
    if not found:
        return name
    if noun_kind(found["noun"], language) != "why" and not _TOLD_OF.fullmatch(found["noun"]):
        return name
    article = _ARTICLE_OF[found["of"]] if language == "fr" else ""
    return article + name[found.start("what") :]
