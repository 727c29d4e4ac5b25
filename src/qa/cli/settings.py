"""The command `qa settings`: every setting as a `qa.toml`, or with the values in use."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from qa.cli.options import Json
from qa.cli.output import print_result
from qa.settings import Settings, load_settings

_HEAD = """\
# Settings of qa, with their defaults. To change one, take the `#` before its name away.
# Flags and the variables QA_* are stronger than this file; it is read from the folder in which
# `qa` is started, under the name qa.toml."""


def settings(*, as_json: Json = False) -> None:
    """Print all settings as a `qa.toml`; with `--json` the values in use.

    Example: `qa settings > qa.toml`
    """
    used = load_settings().model_dump(mode="json") if as_json else {}
    print_result(used, example(), as_json=as_json)


def example() -> str:
    """A `qa.toml` that names every setting and changes none."""
    fields = Settings.model_fields.items()
    blocks = ["\n".join(_lines(name, field)) for name, field in fields]
    return "\n\n".join([_HEAD, *blocks]) + "\n"


def _lines(name: str, field: FieldInfo) -> Iterator[str]:
    """Description and default of a setting, as comments."""
    described = field.description or ""
    yield from (f"# {line}" for line in textwrap.wrap(described, 96))
    yield f"#{name} = {_toml(field.default)}"


def _toml(value: Any) -> str:  # noqa: ANN401 - defaults are of many types
    """A default as TOML; what is unset by default is an empty text, which counts as unset."""
    if isinstance(value, Path):
        value = value.as_posix()
    return json.dumps("" if value is None else value, ensure_ascii=False)
