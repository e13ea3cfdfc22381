"""Precedence, places, near misses and stray URLs."""

from pathlib import Path

import pytest

from toolkit.errors import SettingsError, StrayUrlError
from toolkit.settings import current, exported, load, record, recorded
from toolkit.settings.example import example
from toolkit.settings.load import find_root
from toolkit.settings.model import FIELDS

ROOT = Path(__file__).parents[3]


def write(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")


def test_stronger_layers_win(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.hive]\nrole = "a"\ndatabase = "a"\nproof = "a"\n')
    write(tmp_path, ".env", "HIVE_ROLE=b\nHIVE_DATABASE=b\n")
    write(tmp_path, ".env.local", "HIVE_ROLE=c\n")
    assert load(tmp_path, {}).settings.role == "c"
    assert load(tmp_path, {}).settings.database == "b"
    assert load(tmp_path, {}).settings.proof == "a"
    assert load(tmp_path, {"HIVE_ROLE": "d"}).settings.role == "d"


def test_nothing_given_is_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, {}).settings
    assert (settings.services, settings.role, settings.extensions) == ("embedded", "hive_app", ())


def test_the_role_is_not_called_like_our_schema(tmp_path: Path) -> None:
    write(tmp_path, ".env", "HIVE_ROLE=hive\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {})
    assert caught.value.what == ".env, line 1: HIVE_ROLE cannot be read"
    assert caught.value.why.startswith("the schema hive is the toolkit's own")


def test_the_alembic_configuration_that_is_there(tmp_path: Path) -> None:
    assert load(tmp_path, {}).settings.alembic == ""
    write(tmp_path, "pyproject.toml", "[tool.alembic]\n")
    assert load(tmp_path, {}).settings.alembic == "pyproject.toml"
    write(tmp_path, "alembic.ini", "[alembic]\n")
    assert load(tmp_path, {}).settings.alembic == "alembic.ini"
    assert load(tmp_path, {"HIVE_ALEMBIC": "other.ini"}).settings.alembic == "other.ini"
    assert load(tmp_path, {"HIVE_ALEMBIC": ""}).settings.alembic == ""


def test_an_empty_list_is_a_list(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.hive]\nextensions = ["vector"]\n')
    assert load(tmp_path, {"HIVE_EXTENSIONS": ""}).settings.extensions == ()


def test_a_list_over_several_lines(tmp_path: Path) -> None:
    write(tmp_path, ".env", 'HIVE_EXTENSIONS="\nvector\nuuid-ossp\n"\n')
    assert load(tmp_path, {}).settings.extensions == ("vector", "uuid-ossp")


def test_a_typo_in_a_list_names_file_line_key_and_forms(tmp_path: Path) -> None:
    write(tmp_path, ".env", "\n\nHIVE_EXTENSIONS=[vector\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {})
    assert caught.value.what == ".env, line 3: HIVE_EXTENSIONS cannot be read"
    assert "accepted: a,b" in caught.value.why


@pytest.mark.parametrize("line", ["'broken", "broken", "HIVE_EXTENSIONS vector"])
def test_a_line_that_is_no_setting(tmp_path: Path, line: str) -> None:
    write(tmp_path, ".env", f"HIVE_ROLE=a\n{line}\n")
    with pytest.raises(SettingsError, match=r"\.env, line 2"):
        load(tmp_path, {})


def test_a_wrong_value_in_the_table_names_its_line(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.other]\nservices = 1\n\n[tool.hive]\nservices = "x"\n')
    with pytest.raises(SettingsError, match=r"pyproject\.toml, line 5: services"):
        load(tmp_path, {})


def test_a_secret_is_in_no_error(tmp_path: Path) -> None:
    write(tmp_path, ".env", "DATABASE_URL=postgresql://me:hunter22@host/db\nHIVE_DEADLINE=soon\n")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {"HIVE_SERVICES": "external"})
    assert "hunter22" not in f"{caught.value} {caught.value.__cause__!r}"


def test_an_unknown_key_gets_its_nearest(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.hive]\nextension = ["vector"]\n')
    warnings = load(tmp_path, {"HIVE_SERVICE": "embedded", "HOME": "/"}).warnings
    assert warnings == (
        "the environment: HIVE_SERVICE is not a setting; the nearest known one is HIVE_SERVICES",
        "pyproject.toml, line 2: extension is not a setting; the nearest known one is extensions",
    )


def test_a_stray_url_is_refused_with_two_ways_out(tmp_path: Path) -> None:
    record(tmp_path, {"DATABASE_URL": "postgresql://a:b@127.0.0.1/c"})
    with pytest.raises(StrayUrlError) as caught:
        load(tmp_path, {"DATABASE_URL": "postgresql://other:secret@production/db"})
    assert "unset DATABASE_URL" in caught.value.next
    assert "HIVE_SERVICES=external" in caught.value.next
    assert "secret" not in str(caught.value)


def test_the_recorded_url_is_no_stray(tmp_path: Path) -> None:
    record(tmp_path, {"DATABASE_URL": "postgresql://a:b@127.0.0.1/c"})
    load(tmp_path, {"DATABASE_URL": "postgresql://a:b@127.0.0.1/c"})


def test_an_external_url_is_taken_as_given(tmp_path: Path) -> None:
    url = "postgres://me:p%40ss@host/db"
    settings = load(tmp_path, {"DATABASE_URL": url, "HIVE_SERVICES": "external"}).settings
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == url
    assert "p%40ss" not in repr(settings)


def test_our_block_leaves_what_a_person_wrote(tmp_path: Path) -> None:
    write(tmp_path, ".env.local", "HIVE_ROLE=mine\n# a note")
    assert record(tmp_path, {"REDIS_URL": "redis://:a@h/0"})
    assert not record(tmp_path, {"REDIS_URL": "redis://:a@h/0"})
    assert record(tmp_path, {"REDIS_URL": "redis://:b@h/0"})
    text = (tmp_path / ".env.local").read_text()
    assert text.startswith("HIVE_ROLE=mine\n# a note\n# >>> hive")
    assert text.count("REDIS_URL") == 1
    assert recorded(tmp_path) == {"REDIS_URL": "redis://:b@h/0"}
    assert load(tmp_path, {}).settings.role == "mine"


def test_a_block_without_its_end_is_not_guessed_at(tmp_path: Path) -> None:
    record(tmp_path, {"DATABASE_URL": "x"})
    whole = (tmp_path / ".env.local").read_text()
    first, *urls, _ = whole.splitlines(keepends=True)
    write(tmp_path, ".env.local", first + "".join(urls) + "HIVE_ROLE=mine\n")
    with pytest.raises(SettingsError, match="has no end"):
        load(tmp_path, {})
    write(tmp_path, ".env.local", first + "HIVE_ROLE=mine\n" + whole)
    record(tmp_path, {"DATABASE_URL": "y"})
    assert load(tmp_path, {}).settings.role == "mine"
    assert recorded(tmp_path) == {"DATABASE_URL": "y"}


def test_our_block_is_private(tmp_path: Path) -> None:
    write(tmp_path, ".env.local", "HIVE_ROLE=mine\n")
    record(tmp_path, {"REDIS_URL": "redis://:a@h/0"})
    assert (tmp_path / ".env.local").stat().st_mode & 0o777 == 0o600


def test_lines_after_our_block_keep_their_number(tmp_path: Path) -> None:
    record(tmp_path, {"REDIS_URL": "redis://:a@h/0"})
    with (tmp_path / ".env.local").open("a") as file:
        file.write("HIVE_DEADLINE=soon\n")
    with pytest.raises(SettingsError, match=r"\.env\.local, line 4"):
        load(tmp_path, {})


def test_the_example_is_the_model() -> None:
    assert (ROOT / ".env.example").read_text() == example()


def test_the_page_names_every_setting() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert [name for name in FIELDS if f"`{name}`" not in page] == []


def test_exported_ends_with_its_block() -> None:
    with exported({"HIVE_TEST_ONE": "1"}):
        assert current()["HIVE_TEST_ONE"] == "1"
    assert "HIVE_TEST_ONE" not in current()


def test_a_table_that_is_not_toml(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "[tool.hive\n")
    with pytest.raises(SettingsError, match=r"pyproject\.toml is not TOML") as caught:
        load(tmp_path, {})
    assert "line 1" in caught.value.why


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HIVE_ROLE=\xff")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("alembic.ini", ""),
        ("pyproject.toml", "[tool.hive]\n"),
        ("pyproject.toml", "[tool.hive.enums]\n"),
        ("pyproject.toml", "[tool.alembic]\n"),
    ],
)
def test_the_projects_folder_is_the_nearest_upwards(tmp_path: Path, name: str, text: str) -> None:
    here = tmp_path / "a" / "b"
    here.mkdir(parents=True)
    write(tmp_path, name, text)
    assert find_root(here) == tmp_path
    write(here, "pyproject.toml", "[tool.other]\n")
    assert find_root(here) == tmp_path


@pytest.mark.parametrize(
    ("ini", "table", "meant"),
    [
        ("[alembic]\nscript_location = a\n", "", "alembic.ini"),
        ("[alembic]\nscript_location = a\n", "[tool.alembic]\nx = 1\n", "alembic.ini"),
        ("[alembic]\n", '[tool.alembic]\nscript_location = "a"\n', "pyproject.toml"),
        ("", '[tool.alembic]\nscript_location = "a"\n', "pyproject.toml"),
    ],
)
def test_of_two_configurations_the_one_that_says_where_revisions_are(
    tmp_path: Path, ini: str, table: str, meant: str
) -> None:
    write(tmp_path, "alembic.ini", ini)
    write(tmp_path, "pyproject.toml", table)
    assert load(tmp_path, {}).settings.alembic == meant


def test_without_a_project_it_is_where_we_stand(tmp_path: Path) -> None:
    assert find_root(tmp_path) == tmp_path
