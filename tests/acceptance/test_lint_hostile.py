"""Files that are no migrations, and no files: an answer each, and the others are linted."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .linting import ROWS, found, project, revision, said

GOOD = ("good.py", "insert-rows", "error")
SAYS = 'revision = "x"\ndown_revision = None\n'


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _loop(path: Path) -> None:
    path.symlink_to(path)


BAD: dict[str, Callable[[Path], object]] = {
    "not UTF-8": _bytes(SAYS.encode() + b"# \xff\xfe\n"),
    "NUL bytes": _bytes(SAYS.encode() + b"\0\0"),
    "no Python": _bytes(b"def down_revision(:\n"),
    "an encoding nobody knows": _bytes(b"# coding: klingon\n" + SAYS.encode()),
    "12 MB": _bytes(SAYS.encode() + b"x = 1\n" * 2_000_000),
    "deep": _bytes(SAYS.encode() + b"x = " + b"(" * 5000 + b")" * 5000),
    "many terms": _bytes(SAYS.encode() + b"x = " + b"-" * 100_000 + b"1"),
}
FINE: dict[str, Callable[[Path], object]] = {
    "empty": _bytes(b""),
    "no migration": _bytes(b"x = 1\n"),
    "garbage that says nothing of revisions": _bytes(bytes(range(256))),
    "a folder": lambda path: path.mkdir(),
    "a link to itself": _loop,
    "a link to nowhere": lambda path: path.symlink_to("absent"),
    "a fifo": os.mkfifo,
    "latin-1, and says so": _bytes(b"# coding: latin-1\n# \xe4\n" + SAYS.encode()),
    "a byte order mark": _bytes(b"\xef\xbb\xbf" + SAYS.encode()),
    "lines of another system": _bytes(SAYS.replace("\n", "\r\n").encode()),
}


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return project(tmp_path, good=revision("good", None, ROWS))


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_told_and_hides_nothing(versions: Path, kind: str) -> None:
    BAD[kind](versions / "x.py")
    answer = said(versions, "--format", "json", ".")
    assert answer.exit == 2
    rows = [(one["path"], one["rule"]) for one in answer.json["findings"]]
    assert rows == [("good.py", "insert-rows"), ("x.py", "unreadable")]
    assert "x.py" in answer.json["error"]["why"]
    assert "Traceback" not in answer.err
    assert said(versions, ".", "--ignore", "insert-rows").exit == 2
    assert said(versions, ".").err.startswith("hive-lint: 1 file could not be read")


@pytest.mark.parametrize("kind", FINE)
def test_what_is_no_migration_is_passed_over_in_a_folder(versions: Path, kind: str) -> None:
    FINE[kind](versions / "x.py")
    assert found(versions, ".", "--select", "insert-rows") == [GOOD]
    assert said(versions, ".").exit == 1


@pytest.mark.parametrize("kind", ["a link to itself", "a link to nowhere", "a fifo"])
def test_what_is_no_file_cannot_be_given(versions: Path, kind: str) -> None:
    FINE[kind](versions / "x.py")
    assert said(versions, "x.py").exit == 2


def test_a_file_that_is_not_there(versions: Path) -> None:
    assert said(versions, "absent.py", "good.py").exit == 2
    assert GOOD in found(versions, "absent.py", "good.py")


def test_a_name_that_is_no_text(versions: Path) -> None:
    Path(os.fsdecode(bytes(versions) + b"/\xff.py")).write_text(revision("a", None, ROWS))
    for form in ("text", "json", "sarif", "github", "gitlab", "junit", "gcc"):
        answer = said(versions, ".", "--format", form)
        assert (answer.exit, "Traceback" in answer.err) == (1, False)


def test_a_file_that_fails_while_it_is_read(versions: Path) -> None:
    (versions / "x.py").symlink_to("/proc/self/mem")
    answer = said(versions, ".", "--format", "json")
    assert (answer.exit, "x.py: Input/output error" in answer.json["error"]["why"]) == (2, True)


def test_a_loop_of_folders(versions: Path) -> None:
    (versions / "again").symlink_to(versions)
    assert found(versions, ".") == [GOOD]


def test_what_was_installed_is_not_read(versions: Path) -> None:
    for name in ("env/x.py", ".hidden/x.py", "__pycache__/x.py"):
        path = versions / name
        path.parent.mkdir()
        path.write_text(revision("x", None, ROWS))
    (versions / "env/pyvenv.cfg").touch()
    assert found(versions, ".") == [GOOD]
