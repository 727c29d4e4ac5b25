"""What the page asks for while it is used: nothing of any other machine."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browser import Reader
from tests.ui.conftest import CHROMIUM, DESKTOP

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")


def test_only_the_own_server_is_asked(address: str, browser: Browser) -> None:
    """Loading, asking, reading and browsing send requests to the own server alone; none breaks."""
    page = browser.new_page(viewport=DESKTOP, locale="fr-FR")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    reader = Reader(page, address)
    loaded = len(asked)
    reader.ask("Qui a envoyé des troupes et pourquoi ?")
    reader.open(1)
    page.locator("#source-whole").click()
    expect(reader.source).to_contain_text("Le calme est revenu")
    for tab in ("Recherche", "Bibliothèque", "Ajouter", "Évaluer"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(500)
    assert reader.errors == []
    page.close()
    assert 0 < loaded < len(asked)
    assert {host(url) for url in asked} == {host(address)}


def host(url: str) -> str:
    """The host and port that an address leads to; none for what is in the page itself."""
    return urlsplit(url).netloc
