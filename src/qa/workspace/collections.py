"""Where each of several collections keeps what is its own, beside its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from pathlib import Path

    from qa.settings import Settings


def data_of(name: str, settings: Settings) -> Path:
    """The data folder of a collection."""
    return _above(settings) / name


def database_of(name: str, settings: Settings) -> SecretStr | None:
    """The address of the database of a collection; None: it is in its data folder."""
    from qa.workspace.engines import of_collection

    if settings.database is None:
        return None
    return SecretStr(of_collection(settings.database.get_secret_value(), name))


def store_of(name: str, settings: Settings) -> str | None:
    """The address of the passages of a collection; None: they are in the folder of its index."""
    return f"{settings.store}_{name.replace('-', '_')}" if settings.store else None


def data_folders(settings: Settings) -> list[Path]:
    """The data folders of all collections that there ever were."""
    return sorted(_above(settings).glob("*"))


def _above(settings: Settings) -> Path:
    return settings.data / "collections"
