"""What the page says, in French and English, and how each writes dates and numbers.

Knows words, not where they stand. `STRINGS` is handed to Gradio, which picks the
browser's language before the first event; `tr` serves everything rendered later.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from qa.answering.compose import NOT_SAID
from qa.lang.dates import in_words

if TYPE_CHECKING:
    from qa.types import Language

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
NAMES: Final[dict[Language, str]] = {"fr": "Français", "en": "English"}

_FR: Final = {
    "title": "Questions aux articles",
    "tagline": "Chaque réponse cite ses sources, mot pour mot.",
    "tab_ask": "Interroger",
    "tab_library": "Bibliothèque",
    "language": "Langue de la page",
    "ask_label": "Votre question",
    "ask_placeholder": "Posez une question…",
    "send": "Demander",
    "stop": "Arrêter",
    "new": "Nouvelle conversation",
    "searching": "Recherche dans les articles…",
    "examples": "Par exemple",
    "welcome": "Que voulez-vous savoir ?",
    "welcome_hint": "Posez votre question en français ou en anglais, en une ou plusieurs parties.",
    "about_article": "Que dit l’article « {title} » ?",
    "follow_why": "Pourquoi ?",
    "follow_when": "Quand ?",
    "suggested": "Pour continuer",
    "you_asked": "Votre question :",
    "understood": "Compris comme : {question}",
    "silent": NOT_SAID["fr"],
    "abstained": "Pas de réponse assez sûre dans les articles.",
    "closest": "Passages les plus proches, sans réponse sûre",
    "differ": "Les articles ne donnent pas la même réponse",
    "undated": "sans date",
    "sources": "Sources",
    "sources_follow": "Sources :",
    "open_source": "Ouvrir la source {number} : {title}",
    "read_passage": "Lire ce passage : {title}",
    "confidence_high": "confiance élevée",
    "confidence_medium": "confiance moyenne",
    "confidence_low": "confiance faible : vérifiez la source",
    "also_in_one": "aussi dans 1 autre article",
    "also_in_many": "aussi dans {count} autres articles",
    "also_in": "Publié aussi dans",
    "filtered": "Cherché seulement dans : {filters}",
    "copy": "Copier",
    "copied": "Copié",
    "again": "Redemander",
    "edit": "Modifier",
    "related": "À lire aussi",
    "filters": "Filtres",
    "filters_since": "Depuis le",
    "filters_until": "Jusqu’au",
    "filters_date": "Un mois de la liste, ou AAAA-MM-JJ",
    "filters_sources": "Sources",
    "filters_languages": "Langues",
    "filters_clear": "Effacer les filtres",
    "filters_bad_date": "« {value} » n’est pas une date (AAAA, AAAA-MM ou AAAA-MM-JJ).",
    "count_all_one": "1 article",
    "count_all_many": "{count} articles",
    "count_some": "{count} sur {total} articles",
    "count_none": "aucun article : élargissez les filtres",
    "source": "Source",
    "source_position": "Source {number} sur {count}",
    "passage_position": "Passage {number} sur {count}",
    "close": "Fermer",
    "previous": "Précédente",
    "next": "Suivante",
    "whole": "Lire tout l’article",
    "only_passage": "Revenir au passage",
    "original": "Lire l’original",
    "facts": "Les articles",
    "facts_articles": "Articles",
    "facts_passages": "Passages",
    "facts_period": "Période",
    "facts_languages": "Langues",
    "facts_sources": "Sources",
    "facts_built": "Index construit",
    "facts_more_one": "et un autre",
    "facts_more_many": "et {count} autres",
    "period": "{first} – {last}",
    "fr": "français",
    "en": "anglais",
    "no_index_title": "Il n’y a pas encore d’index",
    "no_index": "Mettez des articles dans le dossier {corpus}, puis lancez cette commande ; "
    "la page suivra d’elle-même.",
    "index_problem": "L’index ne peut pas être ouvert",
    "problem": "La question n’a pas pu être traitée",
    "unexpected": "Une erreur inattendue est survenue ; elle est notée dans le journal du serveur.",
    "library_search": "Chercher un titre ou une source",
    "library_hint": "Choisissez un article pour le lire ici.",
    "library_none": "Aucun article ne correspond.",
    "library_more": "En montrer davantage",
    "library_back": "Retour à la liste",
    "column_date": "Date",
    "column_title": "Titre",
    "column_source": "Source",
    "column_language": "Langue",
    "column_passages": "Passages",
    "article_gone": "Cet article n’est plus dans l’index.",
    "tab_feed": "Articles",
    "feed_files": "Déposez des fichiers ici, ou choisissez-les",
    "feed_formats": "Formats lus : {formats}, et ces formats en .gz. Un fichier du même nom, ou "
    "une page de la même adresse, est mis à jour.",
    "feed_pasted": "Ou collez un texte (titre en première ligne), ou des adresses web, une par "
    "ligne",
    "feed_add": "Ajouter",
    "feed_title": "Ajouter des articles",
    "feed_added": "Ajoutés au dossier des articles",
    "feed_updated": "Mis à jour dans le dossier des articles",
    "feed_unchanged": "Déjà dans le dossier, inchangés",
    "feed_refused": "Refusés",
    "feed_nothing": "Déposez un fichier, ou collez un texte ou une adresse, puis ajoutez.",
    "feed_then_build": "Mettez l’index à jour pour pouvoir interroger ces articles.",
    "feed_not_allowed": "Vous pouvez interroger les articles, mais pas les changer : seuls les "
    "éditeurs le peuvent.",
    "rebuild_title": "Mettre l’index à jour",
    "rebuild": "Mettre à jour",
    "rebuild_hint": "Les articles nouveaux et changés sont lus ; les autres restent comme ils "
    "sont.",
    "rebuild_running": "Mise à jour de l’index",
    "rebuild_meanwhile": "Les questions restent possibles : l’ancien index répond, le nouveau "
    "prendra le relais de lui-même.",
    "rebuild_done": "Index à jour",
    "rebuild_failed": "La mise à jour a échoué ; l’ancien index reste en service",
    "stage_start": "Préparation…",
    "stage_read": "Lecture des articles",
    "stage_embed": "Analyse du sens",
    "stage_index": "Indexation des mots",
    "stage_publish": "Mise en service",
    "left_seconds": "encore {count} s environ",
    "left_minutes": "encore {count} min environ",
    "report_added": "Ajoutés",
    "report_updated": "Mis à jour",
    "report_unchanged": "Inchangés",
    "report_removed": "Retirés",
    "report_failed": "En échec",
    "remove_title": "Retirer un article",
    "remove_search": "Chercher l’article à retirer",
    "remove": "Retirer…",
    "remove_label": "Retirer l’article « {title} »",
    "remove_more_one": "et un autre : précisez la recherche",
    "remove_more_many": "et {count} autres : précisez la recherche",
    "remove_sure": "Retirer « {title} » ? Le fichier {path} sera supprimé pour de bon.",
    "remove_yes": "Supprimer le fichier",
    "keep": "Ne rien changer",
    "removed": "Le fichier {path} est supprimé. Mettez l’index à jour pour que l’article "
    "n’y soit plus.",
    "remove_row": "Cet article est une ligne du tableau {path} : il ne peut pas être retiré seul. "
    "Effacez sa ligne dans le fichier et ajoutez le fichier de nouveau.",
    "remove_gone": "Le fichier {path} n’est pas dans le dossier des articles ; mettez l’index "
    "à jour.",
    "remove_link": "{path} passe par un lien ou sort du dossier des articles : rien n’a été "
    "supprimé.",
    "remove_changed": "Le fichier {path} ne contient pas ce que dit l’index ; mettez l’index à "
    "jour d’abord.",
    "remove_failed": "Le fichier {path} n’a pas pu être supprimé ; vérifiez les droits du dossier.",
    "discard_label": "Retirer le fichier {path}",
    "discard_sure": "Retirer {path}, qui n’est pas dans l’index ? Le fichier sera supprimé pour de "
    "bon.",
    "discarded": "Le fichier {path} est supprimé.",
    "discard_readable": "Le fichier {path} peut être lu maintenant ; mettez l’index à jour.",
    "rollback_title": "Revenir en arrière",
    "generation_used": "En service : génération {name}, construite le {built}.",
    "rollback": "Revenir à la génération précédente…",
    "rollback_sure": "Revenir à la génération précédente de l’index ? Les fichiers des articles "
    "ne changent pas ; la prochaine mise à jour les reprendra.",
    "rollback_yes": "Revenir en arrière",
    "rollback_none": "Il n’y a pas de génération plus ancienne.",
    "rolled_back": "La génération {name} est de nouveau en service.",
    "rollback_busy": "Une mise à jour est en cours ; attendez sa fin.",
    "judging": "Votre avis sur cette réponse",
    "judge_good": "Bonne réponse",
    "judge_bad": "Mauvaise réponse",
    "judged": "Avis noté",
    "judge_failed": "Votre avis n’a pas pu être noté :",
    "note": "Note (facultative)",
    "note_keep": "Garder la note",
    "note_kept": "Avis et note gardés",
    "save_markdown": "Enregistrer la conversation (Markdown)",
    "save_json": "Enregistrer la conversation (JSON)",
    "tab_evaluate": "Évaluer",
    "evaluation_title": "Mesurer la qualité des réponses",
    "evaluation_about": "Les questions sont posées de nouveau, et les réponses comparées à ce "
    "qu’on en sait : aux avis des lecteurs, ou à un fichier de questions (une ligne JSON par "
    "question). Cela peut prendre des minutes. Le rapport est en anglais.",
    "evaluate_judgements": "Mesurer sur les avis ({count})",
    "evaluate_file": "Mesurer sur un fichier de questions…",
    "export_judgements": "Enregistrer les avis (JSONL)",
    "evaluation_running": "Évaluation en cours",
    "evaluation_start": "préparation…",
    "evaluation_questions_one": "1 question sur {total}",
    "evaluation_questions_many": "{count} questions sur {total}",
    "evaluation_done": "Évaluation terminée",
    "evaluation_failed": "L’évaluation a échoué",
    "evaluation_not_allowed": "Seuls les éditeurs peuvent évaluer les réponses.",
    "left_out": "Avis laissés de côté, car leurs articles ne sont plus dans l’index : {count}",
    "plot_risk-coverage": "Courbe du risque selon la couverture, à tous les seuils",
    "plot_calibration": "Confiance annoncée et part de réponses justes",
    "plot_kinds": "Ce que sont devenues les questions, par genre",
    "login": "Connexion",
    "login_name": "Nom",
    "login_password": "Mot de passe",
    "login_submit": "Se connecter",
    "login_wrong": "Ce nom et ce mot de passe ne vont pas ensemble.",
    "login_wait": "Trop d’essais ont échoué ; attendez {seconds} secondes.",
    "login_other": "In English",
    "logged_in": "Connecté : {name}",
    "login_enter": "Aller aux articles",
    "logout": "Se déconnecter",
}

_EN: Final = {
    "title": "Ask the articles",
    "tagline": "Every answer quotes its sources, word for word.",
    "tab_ask": "Ask",
    "tab_library": "Library",
    "language": "Language of the page",
    "ask_label": "Your question",
    "ask_placeholder": "Ask a question…",
    "send": "Ask",
    "stop": "Stop",
    "new": "New conversation",
    "searching": "Searching the articles…",
    "examples": "For example",
    "welcome": "What would you like to know?",
    "welcome_hint": "Ask in French or in English, one thing or several at once.",
    "about_article": "What does the article “{title}” say?",
    "follow_why": "Why?",
    "follow_when": "When?",
    "suggested": "Ask next",
    "you_asked": "Your question:",
    "understood": "Understood as: {question}",
    "silent": NOT_SAID["en"],
    "abstained": "No answer in the articles is certain enough.",
    "closest": "Closest passages, without a certain answer",
    "differ": "The articles give different answers",
    "undated": "undated",
    "sources": "Sources",
    "sources_follow": "Sources:",
    "open_source": "Open source {number}: {title}",
    "read_passage": "Read this passage: {title}",
    "confidence_high": "high confidence",
    "confidence_medium": "medium confidence",
    "confidence_low": "low confidence: check the source",
    "also_in_one": "also in 1 other article",
    "also_in_many": "also in {count} other articles",
    "also_in": "Also published in",
    "filtered": "Searched only in: {filters}",
    "copy": "Copy",
    "copied": "Copied",
    "again": "Ask again",
    "edit": "Edit",
    "related": "Read on",
    "filters": "Filters",
    "filters_since": "Since",
    "filters_until": "Until",
    "filters_date": "A month of the list, or YYYY-MM-DD",
    "filters_sources": "Sources",
    "filters_languages": "Languages",
    "filters_clear": "Clear filters",
    "filters_bad_date": "“{value}” is not a date (YYYY, YYYY-MM or YYYY-MM-DD).",
    "count_all_one": "1 article",
    "count_all_many": "{count} articles",
    "count_some": "{count} of {total} articles",
    "count_none": "no article left: widen the filters",
    "source": "Source",
    "source_position": "Source {number} of {count}",
    "passage_position": "Passage {number} of {count}",
    "close": "Close",
    "previous": "Previous",
    "next": "Next",
    "whole": "Read the whole article",
    "only_passage": "Back to the passage",
    "original": "Read the original",
    "facts": "The articles",
    "facts_articles": "Articles",
    "facts_passages": "Passages",
    "facts_period": "Period",
    "facts_languages": "Languages",
    "facts_sources": "Sources",
    "facts_built": "Index built",
    "facts_more_one": "and one more",
    "facts_more_many": "and {count} more",
    "period": "{first} – {last}",
    "fr": "French",
    "en": "English",
    "no_index_title": "There is no index yet",
    "no_index": "Put articles into the folder {corpus}, then run this command; "
    "the page follows by itself.",
    "index_problem": "The index cannot be opened",
    "problem": "The question could not be handled",
    "unexpected": "An unexpected error happened; it is noted in the server's log.",
    "library_search": "Search a title or a source",
    "library_hint": "Choose an article to read it here.",
    "library_none": "No article matches.",
    "library_more": "Show more",
    "library_back": "Back to the list",
    "column_date": "Date",
    "column_title": "Title",
    "column_source": "Source",
    "column_language": "Language",
    "column_passages": "Passages",
    "article_gone": "This article is no longer in the index.",
    "tab_feed": "Articles",
    "feed_files": "Drop files here, or choose them",
    "feed_formats": "Formats that are read: {formats}, and .gz of these. A file of the same name, "
    "or a page of the same address, is updated.",
    "feed_pasted": "Or paste a text (its title in the first line), or web addresses, one a line",
    "feed_add": "Add",
    "feed_title": "Add articles",
    "feed_added": "Added to the folder of articles",
    "feed_updated": "Updated in the folder of articles",
    "feed_unchanged": "In the folder already, unchanged",
    "feed_refused": "Refused",
    "feed_nothing": "Drop a file, or paste a text or an address, then add.",
    "feed_then_build": "Update the index to ask about these articles.",
    "feed_not_allowed": "You may ask the articles but not change them: only editors may.",
    "rebuild_title": "Update the index",
    "rebuild": "Update",
    "rebuild_hint": "New and changed articles are read; the others stay as they are.",
    "rebuild_running": "Updating the index",
    "rebuild_meanwhile": "Questions go on: the old index answers, and the new one takes over by "
    "itself.",
    "rebuild_done": "The index is up to date",
    "rebuild_failed": "The update failed; the old index stays in use",
    "stage_start": "Getting ready…",
    "stage_read": "Reading the articles",
    "stage_embed": "Working out their meaning",
    "stage_index": "Indexing their words",
    "stage_publish": "Putting it in use",
    "left_seconds": "about {count} s left",
    "left_minutes": "about {count} min left",
    "report_added": "Added",
    "report_updated": "Updated",
    "report_unchanged": "Unchanged",
    "report_removed": "Removed",
    "report_failed": "Failed",
    "remove_title": "Remove an article",
    "remove_search": "Search the article to remove",
    "remove": "Remove…",
    "remove_label": "Remove the article “{title}”",
    "remove_more_one": "and one more: narrow the search",
    "remove_more_many": "and {count} more: narrow the search",
    "remove_sure": "Remove “{title}”? The file {path} will be deleted for good.",
    "remove_yes": "Delete the file",
    "keep": "Change nothing",
    "removed": "The file {path} is deleted. Update the index, so that the article leaves it too.",
    "remove_row": "This article is a row of the table {path}: it cannot be removed by itself. "
    "Delete its row in the file and add the file again.",
    "remove_gone": "The file {path} is not in the folder of articles; update the index.",
    "remove_link": "{path} leads through a link or out of the folder of articles: nothing was "
    "deleted.",
    "remove_changed": "The file {path} does not hold what the index says; update the index first.",
    "remove_failed": "The file {path} could not be deleted; check the folder’s rights.",
    "discard_label": "Remove the file {path}",
    "discard_sure": "Remove {path}, which is not in the index? The file will be deleted for good.",
    "discarded": "The file {path} is deleted.",
    "discard_readable": "The file {path} can be read by now; update the index.",
    "rollback_title": "Go back",
    "generation_used": "In use: generation {name}, built on {built}.",
    "rollback": "Go back to the generation before…",
    "rollback_sure": "Go back to the generation of the index before this one? The articles’ files "
    "do not change; the next update takes them up again.",
    "rollback_yes": "Go back",
    "rollback_none": "There is no earlier generation.",
    "rolled_back": "Generation {name} is in use again.",
    "rollback_busy": "An update is running; wait until it has ended.",
    "judging": "What you think of this answer",
    "judge_good": "Good answer",
    "judge_bad": "Bad answer",
    "judged": "Noted",
    "judge_failed": "What you think could not be noted:",
    "note": "Note (optional)",
    "note_keep": "Keep the note",
    "note_kept": "Noted, with your note",
    "save_markdown": "Save the conversation (Markdown)",
    "save_json": "Save the conversation (JSON)",
    "tab_evaluate": "Evaluate",
    "evaluation_title": "Measure how good answers are",
    "evaluation_about": "The questions are asked again, and the answers compared with what is "
    "known: with what readers judged, or with a file of questions (a line of JSON for each). "
    "This may take minutes.",
    "evaluate_judgements": "Measure on judgements ({count})",
    "evaluate_file": "Measure on a file of questions…",
    "export_judgements": "Save the judgements (JSONL)",
    "evaluation_running": "Evaluation running",
    "evaluation_start": "getting ready…",
    "evaluation_questions_one": "1 of {total} questions",
    "evaluation_questions_many": "{count} of {total} questions",
    "evaluation_done": "The evaluation is done",
    "evaluation_failed": "The evaluation failed",
    "evaluation_not_allowed": "Only editors may evaluate answers.",
    "left_out": "Judgements left out, as their articles are no longer in the index: {count}",
    "plot_risk-coverage": "Curve of risk over coverage, at all thresholds",
    "plot_calibration": "Stated confidence and share of right answers",
    "plot_kinds": "What became of the questions, by kind",
    "login": "Log in",
    "login_name": "Name",
    "login_password": "Password",
    "login_submit": "Log in",
    "login_wrong": "This name and this password do not belong together.",
    "login_wait": "Too many failed attempts; wait {seconds} seconds.",
    "login_other": "En français",
    "logged_in": "Logged in as {name}",
    "login_enter": "Go to the articles",
    "logout": "Log out",
}


def unbroken(text: str) -> str:
    """Text for the screen whose French punctuation cannot be torn from its word."""
    text = re.sub(r" ([:;?!»])", "\N{NO-BREAK SPACE}\\1", text)
    return text.replace("« ", "«\N{NO-BREAK SPACE}")


def plain(text: str) -> str:
    """Text with common spaces, for what leaves the screen: questions, files, the clipboard."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


STRINGS: Final[dict[Language, dict[str, str]]] = {
    "fr": {key: unbroken(text) for key, text in _FR.items()},
    "en": _EN,
}


def tr(language: Language, key: str, **values: object) -> str:
    """The string `key` in `language`; values are put in as they are, not escaped."""
    return STRINGS[language][key].format(**values)


def tr_count(language: Language, key: str, count: int, **values: object) -> str:
    """The string for one thing or for several."""
    number = "one" if count == 1 else "many"
    return tr(language, f"{key}_{number}", count=format_number(language, count), **values)


def negotiate(accepted: str | None) -> Language:
    """The page's language for an Accept-Language header: French if preferred, else English."""
    weighted: list[tuple[float, int, Language]] = []
    for position, item in enumerate((accepted or "").split(",")):
        tag, _, quality = item.strip().partition(";q=")
        weighted.extend(
            (_quality(quality), -position, language)
            for language in LANGUAGES
            if re.match(rf"{language}\b", tag, re.IGNORECASE)
        )
    return max(weighted)[2] if weighted else "en"


def as_language(text: object, default: Language = "en") -> Language:
    """`text` if it names one of the page's languages, else `default`."""
    return "fr" if text == "fr" else "en" if text == "en" else default


def format_date(language: Language, published: str | None) -> str:
    """A partial ISO date in words, no more precise than it is: `1er janvier 2022`."""
    return in_words(published, language) if published else tr(language, "undated")


def format_moment(language: Language, built: str) -> str:
    """An ISO moment in UTC, to the minute: `22 novembre 2026 à 12:34 UTC`."""
    try:
        moment = datetime.fromisoformat(built)
    except ValueError:
        return built
    at = "à" if language == "fr" else "at"
    return f"{format_date(language, moment.date().isoformat())} {at} {moment:%H:%M} UTC"


def format_number(language: Language, number: int) -> str:
    """A whole number with the language's thousands separator."""
    return (
        f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        if language == "fr"
        else (f"{number:,}")
    )


def format_count(language: Language, count: int, total: int) -> str:
    """How many articles the filters leave: `12 of 34 articles`."""
    if count == 0 and total > 0:
        return tr(language, "count_none")
    if count == total:
        return tr_count(language, "count_all", total)
    shown, of = format_number(language, count), format_number(language, total)
    return tr(language, "count_some", count=shown, total=of)


def quoted(language: Language, text: str) -> str:
    """`text` between the quotation marks of `language`."""
    if language == "fr":
        return f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»"
    return f"“{text}”"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
