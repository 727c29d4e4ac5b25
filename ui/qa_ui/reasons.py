"""Why something failed, in the page's language.

The library says it in English. `FRENCH` has the same for what readers of the page meet; what
is not in it is shown as it is and marked as English.
"""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Final

from qa_ui.escape import esc
from qa_ui.i18n import unbroken

if TYPE_CHECKING:
    from qa.types import Language

FRENCH: Final = {
    # Files and folders
    "cannot be opened ({why}); check its rights": "ne peut pas être ouvert ({why}) ; vérifiez ses "
    "droits",
    "cannot be opened ({why}); check the folder's rights": "ne peut pas être ouvert ({why}) ; "
    "vérifiez les droits du dossier",
    "cannot be read ({why})": "ne peut pas être lu ({why})",
    "cannot be written ({why}); check the corpus folder and its rights": "ne peut pas être écrit "
    "({why}) ; vérifiez le dossier des articles et ses droits",
    "does not exist; name a folder of articles, or a file": "n’existe pas ; indiquez un dossier "
    "d’articles ou un fichier",
    "does not exist; give a file, a folder or an http(s) address": "n’existe pas ; donnez un "
    "fichier, un dossier ou une adresse http(s)",
    "exists already with other content; remove it or rename the new file": "existe déjà avec un "
    "autre contenu ; retirez-le ou renommez le nouveau fichier",
    "has no ending that is read; these are: {formats}": "n’a pas une extension qui soit lue, "
    "comme {formats}",
    "has the suffix {suffix}, which is not read; convert it to one of {formats} (or .gz of "
    "these)": "a l’extension {suffix}, qui n’est pas lue ; convertissez-le en {formats} (ou en .gz "
    "de ceux-ci)",
    "has the same identity as {other} ({id}); keep one of them": "est le même article que {other} "
    "({id}) ; gardez l’un des deux",
    "holds no file that is read; these are: {formats}": "ne contient aucun fichier qui soit lu ; "
    "les formats lus sont : {formats}",
    "holds no readable article, so the index was left as it is; put articles there, or name "
    "another folder": "ne contient aucun article lisible ; l’index est resté comme il était. "
    "Mettez-y des articles, ou indiquez un autre dossier",
    "holds no readable article, so the index was left as it is ({causes})": "ne contient aucun "
    "article lisible ; l’index est resté comme il était ({causes})",
    "is a link that leads nowhere; remove it": "est un lien qui ne mène nulle part ; retirez-le",
    "is a link to a place outside the corpus; copy what it leads to into the corpus": "est un lien "
    "qui sort du dossier des articles ; copiez-y ce à quoi il mène",
    "is empty": "est vide",
    "is empty; fill it or remove it": "est vide ; remplissez-le ou retirez-le",
    "is larger than {size} MB; raise `max_file_mb`": "dépasse {size} Mo ; augmentez `max_file_mb`",
    "is larger than {size} MB; split it": "dépasse {size} Mo ; divisez-le",
    "is larger than {size} MB; split it, or raise max_file_mb": "dépasse {size} Mo ; divisez-le ou "
    "augmentez max_file_mb",
    "is not a regular file; remove it": "n’est pas un fichier ordinaire ; retirez-le",
    # Their content
    "has only white space; fill it or remove it": "ne contient que des blancs ; remplissez-le ou "
    "retirez-le",
    "has no text; add the article's body or remove it": "n’a pas de texte ; ajoutez le corps de "
    "l’article ou retirez-le",
    "is binary, not text; remove it or give it the suffix of what it is": "est binaire, pas du "
    "texte ; retirez-le ou donnez-lui l’extension de ce qu’il est",
    "is cut off in the middle; copy it again": "est tronqué ; copiez-le de nouveau",
    "is damaged or not gzip; compress it again": "est abîmé ou n’est pas du gzip ; "
    "compressez-le de nouveau",
    "is in no known encoding; save it as UTF-8": "est dans un codage inconnu ; enregistrez-le en "
    "UTF-8",
    "is {kind}, not text; give it the suffix of what it is": "est {kind}, pas du texte ; "
    "donnez-lui l’extension de ce qu’il est",
    # PDF, HTML, Markdown
    "has no text layer; run OCR over it first": "n’a pas de couche de texte ; passez-le d’abord à "
    "la reconnaissance de caractères",
    "is cut off before its end; copy it again": "est tronqué ; copiez-le de nouveau",
    "is damaged or of an unusual kind; open it and print it to a new PDF": "est abîmé ou d’une "
    "sorte inhabituelle ; ouvrez-le et imprimez-le dans un nouveau PDF",
    "is encrypted; save a copy without a password": "est chiffré ; enregistrez une copie sans mot "
    "de passe",
    "is not a PDF; give it the suffix of what it is": "n’est pas un PDF ; donnez-lui l’extension "
    "de ce qu’il est",
    "has no article text that could be found; save the article's own page": "n’a pas de texte "
    "d’article reconnaissable ; enregistrez la page de l’article même",
    "is damaged HTML; save the page again": "est du HTML abîmé ; enregistrez la page de nouveau",
    "is not HTML; give it the suffix of what it is": "n’est pas du HTML ; donnez-lui l’extension "
    "de ce qu’il est",
    "its front matter has no end; write --- below the fields": "a un en-tête sans fin ; écrivez "
    "--- sous les champs",
    "its front matter has no fields; write 'title: …' between the --- lines": "a un en-tête sans "
    "champs ; écrivez « title: … » entre les lignes ---",
    "its front matter is not valid YAML: {why}": "a un en-tête qui n’est pas du YAML valide : "
    "{why}",
    # Rows of tables, and their fields
    "has no 'text'; fill the field or remove the row": "n’a pas de champ « text » ; remplissez-le "
    "ou retirez la ligne",
    "has no header with a 'text' column; name the columns in the first line": "n’a pas d’en-tête "
    "avec une colonne « text » ; nommez les colonnes dans la première ligne",
    "has {cells} cells for {columns} columns; put its text in quotes": "a {cells} cellules pour "
    "{columns} colonnes ; mettez son texte entre guillemets",
    "is a JSON list; write one object a line instead": "est une liste JSON ; écrivez plutôt un "
    "objet par ligne",
    "is not a JSON object; write {{…}} with a 'text'": "n’est pas un objet JSON ; écrivez {{…}} "
    "avec un champ « text »",
    "is not valid CSV ({why}); correct its quotes": "n’est pas du CSV valide ({why}) ; corrigez "
    "ses guillemets",
    "is not valid JSON ({why}); correct the row": "n’est pas du JSON valide ({why}) ; corrigez la "
    "ligne",
    "'{name}' is {value}, which is no date; write YYYY, YYYY-MM or YYYY-MM-DD": "a pour « {name} » "
    "{value}, qui n’est pas une date ; écrivez AAAA, AAAA-MM ou AAAA-MM-JJ",
    "'{name}' is {kind}; write it as a string": "a pour « {name} » {kind} ; écrivez une chaîne de "
    "caractères",
    # Web pages
    "cannot be fetched ({why})": "n’a pas pu être téléchargée ({why})",
    "is compressed as {kind}; save the page and add the file": "est compressée en {kind} ; "
    "enregistrez la page et ajoutez le fichier",
    "is not an address ({why})": "n’est pas une adresse ({why})",
    "is not an http or https address": "n’est pas une adresse http ou https",
    "is {kind}, not an article": "est de type {kind}, pas un article",
    "is one too many: {count} are fetched at once; add it afterwards": "est en trop : {count} "
    "adresses sont téléchargées à la fois ; ajoutez-la ensuite",
    "leads into a private network; only public addresses are read": "mène dans un réseau privé ; "
    "seules les adresses publiques sont lues",
    "no longer holds an article; the one that was fetched before is kept": "ne contient plus "
    "d’article ; celui qui avait été téléchargé est gardé",
    "redirects more than {count} times; give its final address": "redirige plus de {count} fois ; "
    "donnez son adresse finale",
    "the host {host} is not known ({why})": "a un serveur inconnu, {host} ({why})",
    "the server answered {status}; check the address": "a reçu du serveur la réponse {status} ; "
    "vérifiez l’adresse",
    "took too long; try again, or save the page and add the file": "a mis trop longtemps ; "
    "réessayez, ou enregistrez la page et ajoutez le fichier",
    # Questions and the index
    "the question is empty; ask something in words": "La question est vide ; posez-la avec des "
    "mots.",
    "the question has {count} characters and at most {limit} are accepted; shorten it, or raise "
    "the setting `max_question_chars`": "La question a {count} caractères, et {limit} au plus sont "
    "acceptés ; raccourcissez-la, ou augmentez le réglage `max_question_chars`.",
    "is being built by {owner}; wait until it is done": "est déjà en construction ({owner}) ; "
    "attendez la fin",
    "cannot be written ({why}); free some space or check its rights, and build again": "ne peut "
    "pas être écrit ({why}) ; libérez de la place ou vérifiez ses droits, puis recommencez",
    "is not a regular file; give a file, a folder or an address": "n’est pas un fichier ordinaire "
    "; donnez un fichier, un dossier ou une adresse",
    "would lie outside the corpus, by a link; choose another folder": "se trouverait hors du "
    "corpus, par un lien ; choisissez un autre dossier",
    "has a name that articles do not have; rename the file": "porte un nom qui n’est pas celui "
    "d’un article ; renommez le fichier",
    "has a name or password in its address; leave that out": "a un nom ou un mot de passe dans "
    "son adresse ; laissez-les de côté",
    "the question has characters that are none; send it as UTF-8": "La question a des caractères "
    "qui n’en sont pas ; envoyez-la en UTF-8.",
    "an unexpected error, noted in the server's log; the index in use is unharmed": "Une erreur "
    "inattendue, notée dans le journal du serveur ; l’index en service est intact.",
}
"""What the library says, with its values by name, and the same in French."""

WORDS: Final = {
    "Permission denied": "accès refusé",
    "No space left on device": "disque plein",
    "Is a directory": "c’est un dossier",
    "Read-only file system": "disque en lecture seule",
    "a PDF": "un PDF",
    "a ZIP archive or an office document": "une archive ZIP ou un document de bureautique",
    "gzip-compressed": "compressé en gzip",
    "a PNG image": "une image PNG",
    "a JPEG image": "une image JPEG",
    "a GIF image": "une image GIF",
    "an old office document": "un ancien document de bureautique",
    "an RTF document": "un document RTF",
    "binary (or UTF-16: save it as UTF-8)": "binaire (ou de l’UTF-16 : enregistrez-le en UTF-8)",
    "true or false": "vrai ou faux",
    "an object": "un objet",
    "a list": "une liste",
    "a number": "un nombre",
    "no string": "autre chose que du texte",
    "of no declared type": "non déclaré",
    "another process": "autre processus",
}
"""Values of `FRENCH` that are words."""


def in_french(reason: str) -> str | None:
    """A reason in French, None if it is not known; the place it begins with stays in front."""
    if (said := _matched(reason)) is not None:
        return said
    place, _, rest = reason.partition(": ")
    said = _matched(rest)
    return None if said is None else f"{place}\N{NO-BREAK SPACE}: {said}"


def said_on(page: Language, reason: str) -> str:
    """A reason in the language of the page, as far as it is known in it."""
    return (in_french(reason) if page == "fr" else None) or reason


def reason_html(reason: str, page: Language) -> str:
    """A reason as HTML, marked as English where it is."""
    said = in_french(reason) if page == "fr" else None
    return f'<span lang="en">{esc(reason)}</span>' if said is None else esc(said)


def _matched(reason: str) -> str | None:
    for pattern, french in _PATTERNS:
        if found := pattern.fullmatch(reason):
            values = {name: WORDS.get(value, value) for name, value in found.groupdict().items()}
            return french.format(**values)
    return None


def _pattern(template: str) -> re.Pattern[str]:
    """What a template says, with any text for its values."""
    pieces = (
        re.escape(words) + (f"(?P<{name}>.*?)" if name else "")
        for words, name, _, _ in Formatter().parse(template)
    )
    return re.compile("".join(pieces), re.DOTALL)


_PATTERNS: Final = [(_pattern(english), unbroken(french)) for english, french in FRENCH.items()]
