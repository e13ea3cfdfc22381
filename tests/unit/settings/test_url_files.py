"""DATABASE_URL_FILE and REDIS_URL_FILE."""

from pathlib import Path

import pytest

from toolkit.errors import SettingsError, StrayUrlError
from toolkit.settings import Settings, load, record

URL = "postgresql://me:hunter22@h/d"
EXTERNAL = {"HIVE_SERVICES": "external"}


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with a URL, as it is mounted."""
    path = tmp_path / "secret"
    path.write_text(f"{URL}\n")
    return path


def database_url(settings: Settings) -> str:
    return settings.database_url.get_secret_value() if settings.database_url else ""


def test_the_file_holds_the_url(tmp_path: Path, secret: Path) -> None:
    loaded = load(tmp_path, {**EXTERNAL, "DATABASE_URL_FILE": str(secret)})
    assert database_url(loaded.settings) == URL
    assert loaded.warnings == ()
    assert loaded.places["database_url"] == "the environment"


def test_in_a_file_of_the_project_a_path_is_relative_to_it(tmp_path: Path, secret: Path) -> None:
    (tmp_path / ".env").write_text("HIVE_SERVICES=external\nDATABASE_URL_FILE=secret\n")
    assert database_url(load(tmp_path, {}).settings) == URL


@pytest.mark.parametrize("form", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_the_stronger_place_wins_whatever_its_form(tmp_path: Path, secret: Path, form: str) -> None:
    weak, strong = "postgresql://weak/d", "postgresql://strong/d"
    (tmp_path / "strong").write_text(strong)
    other = "DATABASE_URL" if form == "DATABASE_URL_FILE" else "DATABASE_URL_FILE"
    secret.write_text(weak)
    given = {"DATABASE_URL": strong, "DATABASE_URL_FILE": "strong"}[form]
    below = {"DATABASE_URL": weak, "DATABASE_URL_FILE": "secret"}[other]
    (tmp_path / ".env").write_text(f"{other}={below}\n")
    assert database_url(load(tmp_path, {**EXTERNAL, form: given}).settings) == strong


@pytest.mark.parametrize("empty", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_an_empty_one_is_none(tmp_path: Path, secret: Path, empty: str) -> None:
    given = {"DATABASE_URL": URL, "DATABASE_URL_FILE": str(secret), **EXTERNAL, empty: ""}
    assert database_url(load(tmp_path, given).settings) == URL
    assert database_url(load(tmp_path, dict(reversed(given.items()))).settings) == URL


def test_both_are_refused(tmp_path: Path, secret: Path) -> None:
    given = {"DATABASE_URL": URL, "DATABASE_URL_FILE": str(secret)}
    with pytest.raises(SettingsError, match="are both set") as caught:
        load(tmp_path, {**EXTERNAL, **given})
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"\n", b"a\nb\n", b"\xff"])
def test_a_file_without_a_url_is_said(tmp_path: Path, secret: Path, content: bytes | None) -> None:
    secret.unlink() if content is None else secret.write_bytes(content)
    with pytest.raises(SettingsError, match="secret that DATABASE_URL_FILE names cannot be used"):
        load(tmp_path, {**EXTERNAL, "DATABASE_URL_FILE": str(secret)})


def test_a_stray_one_is_refused_by_its_own_name(tmp_path: Path, secret: Path) -> None:
    with pytest.raises(StrayUrlError) as caught:
        load(tmp_path, {"DATABASE_URL_FILE": str(secret)})
    assert "unset DATABASE_URL_FILE" in caught.value.next
    assert "hunter22" not in str(caught.value)
    record(tmp_path, {"DATABASE_URL": URL})
    load(tmp_path, {"DATABASE_URL_FILE": str(secret)})
