"""Lines added to a pyproject.toml, and nothing else changed."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import SettingsError
from toolkit.setup.init.found import Found
from toolkit.setup.init.writing import with_lines, write

FOUND = [Found("alembic", "alembic.ini", {}), Found("enums", {"mood": ("a", "b")}, {})]
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def test_into_nothing() -> None:
    text = '[tool.hive]\nalembic = "alembic.ini"\n\n[tool.hive.enums]\nmood = ["a", "b"]\n'
    assert with_lines("", FOUND) == text


def test_beneath_a_header_that_is_there() -> None:
    before = "# one\n[ tool . hive ] # two\nrole = 'shop'\n\n[tool.other] # three\na = 1\n"
    after = with_lines(before, FOUND)
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    table = tomllib.loads(after)["tool"]
    assert table["hive"] == {
        "alembic": "alembic.ini",
        "role": "shop",
        "enums": {"mood": ["a", "b"]},
    }
    assert table["other"] == {"a": 1}


def test_where_only_a_table_below_it_is_there() -> None:
    after = with_lines('[tool.hive.lint]\nprofile = "strict"\n', FOUND)
    assert tomllib.loads(after)["tool"]["hive"]["alembic"] == "alembic.ini"


@pytest.mark.parametrize(
    "text", ['[tool]\nhive = { role = "a" }\n', '[tool]\nhive.role = "a"\n', "tool = 1\n"]
)
def test_what_is_written_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="cannot be added to"):
        with_lines(text, FOUND)


@given(enums=st.dictionaries(names, st.lists(names)), extensions=st.lists(names))
def test_it_reads_back_whatever_it_is(enums: dict[str, list[str]], extensions: list[str]) -> None:
    added = [Found("extensions", extensions, {}), Found("enums", enums, {})]
    text = with_lines("# é\n[tool.hive]\nrole = 'a'\n", added)
    found = tomllib.loads(text)["tool"]["hive"]
    assert (found["extensions"], found["enums"], found["role"]) == (extensions, enums, "a")


def test_a_file_keeps_its_endings_its_mode_and_its_place(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_bytes(b"# one\r\n[tool.other]\r\na = 1\r\n")
    real.chmod(0o640)
    (tmp_path / "pyproject.toml").symlink_to(real)
    write(tmp_path, FOUND)
    assert real.read_bytes().startswith(b"# one\r\n[tool.other]\r\na = 1\r\n\r\n[tool.hive]\r\n")
    assert real.read_bytes().count(b"\n") == real.read_bytes().count(b"\r\n")
    assert real.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "pyproject.toml").is_symlink()
