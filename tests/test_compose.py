"""The example of several servers, as far as it can be checked without Docker."""

from __future__ import annotations

import re
from typing import Any

import yaml

from qa.settings import Settings, load_settings
from tests.newsroom import ROOT

TEXT = (ROOT / "docs" / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
GIVEN = {"SITE": "press.example.org", "POSTGRES_PASSWORD": "s3cret"}


def filled(value: str, **more: str) -> str:
    """A value with its variables replaced: needed ones, and texts for those that are set."""
    given = GIVEN | more
    value = re.sub(r"\$\{(\w+):\+([^}]*)\}", lambda one: one[2] if one[1] in given else "", value)
    return re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda found: given[found[1]], value)


def test_both_servers_share_a_database_users_and_files() -> None:
    """Their variables are settings, the address is one, and no file of users is named."""
    assert SERVICES["one"] == SERVICES["two"]
    given = {name: filled(value) for name, value in SERVICES["one"]["environment"].items()}
    named = {
        name.removeprefix("QA_").lower(): value
        for name, value in given.items()
        if name.startswith("QA_") and value
    }
    assert set(named) <= set(Settings.model_fields)
    settings = load_settings(**named)
    assert settings.auth
    assert settings.users_in_database
    assert settings.allowed_hosts == ["press.example.org"]
    assert settings.database is not None
    _, user, password, host, name = re.split(r"://|:|@|/", settings.database.get_secret_value())
    postgres = SERVICES["postgres"]["environment"]
    assert host in SERVICES
    assert [user, password, name] == [
        filled(postgres[f"POSTGRES_{key}"]) for key in ("USER", "PASSWORD", "DB")
    ]


def test_passages_are_on_milvus_where_there_is_one() -> None:
    """The one variable that starts it names it to the servers too, which wait for it."""
    given = SERVICES["one"]["environment"]["QA_STORE"]
    assert not filled(given)
    store = load_settings(store=filled(given, COMPOSE_PROFILES="milvus")).store
    host, port = re.split(r"://|:|/", str(store))[1:3]
    assert (SERVICES[host]["profiles"], port) == (["milvus"], "19530")
    assert SERVICES["one"]["depends_on"][host]["required"] is False
    assert re.search(r'"\.\[.*\bmilvus\b.*\]"', (ROOT / "Dockerfile").read_text(encoding="utf-8"))


def test_what_is_named_is_there() -> None:
    """Volumes, configurations, services and the folder that the image is built from."""
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            name, _, inside = volume.partition(":")
            assert name in COMPOSE["volumes"] or name == "../articles"
            assert inside.startswith("/")
        for config in service.get("configs", []):
            assert config["source"] in COMPOSE["configs"]
        for needed in service.get("depends_on", []):
            assert "healthcheck" in SERVICES[needed]
    assert (ROOT / "docs" / SERVICES["one"]["build"] / "Dockerfile").exists()
    proxied = re.findall(r"(\w+):7860", COMPOSE["configs"]["proxy"]["content"])
    assert proxied == ["one", "two"]
    assert yaml.safe_load(COMPOSE["configs"]["etcd"]["content"])["auto-compaction-mode"]


def test_only_the_proxy_is_reached_from_outside() -> None:
    """And every image has a version."""
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert all(":" in one["image"] or "build" in one for one in SERVICES.values())
