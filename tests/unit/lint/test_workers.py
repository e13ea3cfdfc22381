"""A parser that ends its process: the file that it was at is told, and all others as ever."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pgparse
import pytest

from tests.acceptance.linting import revision
from toolkit.lint.project import Project
from toolkit.lint.source import Source
from toolkit.lint.sql import parse
from toolkit.lint.workers import COMPLEX, SAFE, check_all

DEADLY = "SELECT 'deadly'"


class Parser:
    """PostgreSQL's, which one text is too much for."""

    PGQueryError = pgparse.PGQueryError
    parse_pgsql = pgparse.parse_pgsql

    @staticmethod
    def parse(text: str) -> object:
        if DEADLY in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return pgparse.parse(text)


@pytest.fixture(autouse=True)
def parser() -> Iterator[None]:
    with patch.object(parse, "pgparse", Parser):
        yield


def work(name: str, *, deadly: bool = False, size: int = 0) -> tuple[Source, Project]:
    statements = [f'op.drop_table("t_{name}")', *[f'op.execute("{DEADLY}")'] * deadly]
    text = revision(name, None, *statements) + "#" * size
    return Source(f"/nowhere/{name}.py", f"{name}.py", text.encode()), Project()


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_it_is_told_of_its_file_alone(jobs: int) -> None:
    works = [work(f"a{n}", deadly=n in (1, 4), size=SAFE) for n in range(8)]
    found = dict(check_all(works, jobs))
    assert {path for path, one in found.items() if one.unread == COMPLEX} == {
        "/nowhere/a1.py",
        "/nowhere/a4.py",
    }
    others = [one for one in found.values() if not one.unread]
    assert len(others) == 6
    assert all(any(it.rule == "drop-table" for it in one.findings) for one in others)


def test_small_files_need_no_other_process() -> None:
    with patch("toolkit.lint.workers._begun", side_effect=AssertionError):
        found = dict(check_all([work("a1"), work("a2")]))
    assert [bool(one.findings) for one in found.values()] == [True, True]


def test_hive_lint_survives_it(tmp_path: Path) -> None:
    for name, deadly in (("a1", False), ("a2", True), ("a3", False)):
        source, _ = work(name, deadly=deadly, size=SAFE)
        (tmp_path / source.shown).write_bytes(source.data)
    program = (
        "import os, pgparse; whole = pgparse.parse\n"
        f"dies = lambda text: os.kill(os.getpid(), 9) if {DEADLY!r} in text else whole(text)\n"
        "pgparse.parse = dies\n"
        "from toolkit.commands.lint import main; main()"
    )
    argv = [sys.executable, "-c", program, "--no-cache", "--profile", "strict", "."]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert COMPLEX in done.stdout + done.stderr
    assert "a1.py" in done.stdout
    assert "a3.py" in done.stdout
