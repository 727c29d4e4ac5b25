"""The names of the collections, each a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.place import Place


def collections_html(page: Language, place: Place) -> str:
    """All collections, with the one that the page is of marked."""
    links = [(name, f"{place.address(name)}?lang={page}") for name in place.libraries]
    return render("collections", page, links=links, current=place.name)
