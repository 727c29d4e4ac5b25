from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from qa.errors import SettingsError
from qa.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("folder")


def test_defaults_need_nothing() -> None:
    """Without any source the documented defaults hold."""
    settings = load_settings()
    assert (settings.host, settings.port, settings.index) == ("127.0.0.1", 7860, Path("index"))
    assert settings.encoder is None
    assert settings.max_file_bytes == 20_000_000


def test_the_stronger_source_wins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument beats a variable, a variable beats `qa.toml`, that beats the default."""
    (folder / "qa.toml").write_text('port = 1\nhost = "file"\nindex = "file"\n', encoding="utf-8")
    monkeypatch.setenv("QA_PORT", "2")
    monkeypatch.setenv("QA_HOST", "variable")
    settings = load_settings(port=3)
    assert (settings.port, settings.host, settings.index) == (3, "variable", Path("file"))


def test_none_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag that was not used does not hide a variable."""
    monkeypatch.setenv("QA_PORT", "2")
    assert load_settings(port=None).port == 2


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"port": 70000}, "port"),
        ({"passage_tokens": 3}, "passage_tokens"),
        ({"answer_threshold": 1.5}, "answer_threshold"),
        ({"max_file_mb": 0}, "max_file_mb"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_value_is_named(given: dict[str, object], name: str) -> None:
    """The error names the setting, its value and where to set it."""
    with pytest.raises(SettingsError, match=f"{name}.*{next(iter(given.values()))}.*qa.toml"):
        load_settings(**given)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is no number is reported with its name."""
    monkeypatch.setenv("QA_PORT", "many")
    with pytest.raises(SettingsError, match="QA_PORT"):
        load_settings()


@pytest.mark.parametrize("content", ["port = ", 'colour = "red"\n', "port = 'x'\n"])
def test_a_wrong_file_is_named(folder: Path, content: str) -> None:
    """`qa.toml` that is not TOML, or holds what is unknown or wrong, is reported by name."""
    (folder / "qa.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"qa\.toml"):
        load_settings()


def test_a_file_with_a_byte_order_mark(folder: Path) -> None:
    """`qa.toml` may be saved by an editor that puts a mark before the text."""
    (folder / "qa.toml").write_text('port = 8123\nhost = "::1"\n', encoding="utf-8-sig")
    assert (load_settings().port, load_settings().host) == (8123, "::1")


def test_settings_do_not_change() -> None:
    """Settings are frozen."""
    with pytest.raises(ValidationError):
        load_settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    """Every setting has a description, for `--help` and the documentation."""
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize("name", ["llm_token", "password", "client_secret", "QA_API_KEY"])
def test_what_may_be_a_secret_is_not_shown(name: str) -> None:
    """An unknown setting that sounds like a secret is named without its value."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**{name: "sk-1234"})
    assert "sk-1234" not in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        load_settings(llm=f"https://model.example/v1?{name}=sk-1234", llm_model="m")
    assert "sk-1234" not in str(caught.value)


def test_an_empty_name_is_no_host() -> None:
    """A comma too many makes no host without a name, which `Origin: null` would be."""
    assert load_settings(allowed_hosts="a.example,, ").allowed_hosts == ["a.example"]
