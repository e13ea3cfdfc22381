"""What an agent may write, and where."""

from pathlib import Path

import pytest
from hello_world.files import LARGEST, MOST, mine, write


@pytest.mark.parametrize(
    "name",
    [
        "../out.py",
        "/tmp/out.py",
        ".git/hooks/pre-commit",
        ".gitattributes",
        "a/b.py",
        "Makefile",
        "",
    ],
)
def test_modules_and_nothing_else(room: Path, name: str) -> None:
    assert write(room, name, "x").startswith("refused")
    assert [*room.iterdir()] == [room / "repository"]
    assert [*(room / "repository").iterdir()] == []


def test_the_measure_stays_as_it_is(room: Path) -> None:
    assert write(room, "test_a.py", "1").startswith("wrote")
    assert write(room, "test_a.py", "1").startswith("wrote")
    assert write(room, "test_a.py", "2").startswith("refused")
    assert mine(room) == {"test_a.py": "1"}


def test_code_may_be_mended(room: Path) -> None:
    write(room, "a.py", "1")
    write(room, "a.py", "2")
    assert mine(room) == {"a.py": "2"}


def test_so_much_and_no_more(room: Path) -> None:
    assert write(room, "a.py", "x" * (LARGEST + 1)).startswith("refused")
    for number in range(MOST):
        assert write(room, f"a{number}.py", "").startswith("wrote")
    assert write(room, "one_more.py", "").startswith("refused")
