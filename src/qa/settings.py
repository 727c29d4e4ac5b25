"""One place for everything that can be set.

Strength, strongest first: arguments and flags, `QA_*` environment variables, `qa.toml`
in the working folder, the defaults below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qa.errors import SettingsError


class Settings(BaseSettings):
    """All settings, with their units in the descriptions."""

    model_config = SettingsConfigDict(
        env_prefix="QA_", toml_file="qa.toml", extra="forbid", frozen=True
    )

    corpus: Path = Field(Path("corpus"), description="Folder of articles that `qa build` reads.")
    index: Path = Field(Path("index"), description="Folder of the index.")
    encoder: str | None = Field(
        None, description="A sentence-transformers model by name or path; unset: the built-in one."
    )
    device: str = Field("auto", description="Where models run: auto, cpu, cuda, cuda:1 …")
    max_file_mb: float = Field(20, gt=0, description="Largest file that is read, in megabytes.")
    passage_tokens: int = Field(
        120, ge=16, le=512, description="Longest passage, in tokens of the encoder."
    )
    hits: int = Field(10, ge=1, le=200, description="Passages that are read for an answer.")
    max_question_chars: int = Field(
        1000, ge=10, description="Longest question that is accepted, in characters."
    )
    answer_threshold: float | None = Field(
        None, ge=0, le=1, description="Least confidence of an answer; unset: the calibrated one."
    )
    host: str = Field("127.0.0.1", description="Address that `qa serve` listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that `qa serve` listens on; 0: any.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, `qa.toml`."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def max_file_bytes(self) -> int:
        """Largest file that is read, in bytes."""
        return int(self.max_file_mb * 1_000_000)


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - pydantic validates the values
    """Settings from all sources; arguments that are None count as not given.

    Raises:
        SettingsError: If a value is out of range, unknown, or `qa.toml` is not TOML.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            raise SettingsError(
                f"there is no setting {name!r} (it is set to {first.get('input')!r} in an argument "
                f"or in qa.toml); these are: {known}"
            ) from error
        raise SettingsError(
            f"setting {name!r} is {first.get('input')!r}: {first['msg']}; "
            f"set it by flag, by QA_{name.upper()} or in qa.toml"
        ) from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise SettingsError(f"qa.toml is not valid TOML: {error}") from error
