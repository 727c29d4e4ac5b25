"""The page that documents the API."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ui.conftest import CHROMIUM, DESKTOP


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")
def test_the_documentation_lists_every_endpoint_without_another_host(
    address: str, browser: Browser
) -> None:
    """Every path of the OpenAPI description is shown, and all files come from this server."""
    page = browser.new_page(viewport=DESKTOP)
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/docs")
    endpoints = page.locator(".opblock-summary-path")
    paths = httpx.get(f"{address}/openapi.json").json()["paths"]
    expect(endpoints).to_have_count(sum(len(methods) for methods in paths.values()))
    shown = {text.replace("\u200b", "") for text in endpoints.all_text_contents()}
    assert shown == set(paths)
    assert errors == []
    assert all(url.startswith((address, "data:")) for url in asked)
    page.close()
