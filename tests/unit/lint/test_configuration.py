"""Alembic's configuration, env.py and the graph, read as Alembic itself reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from toolkit.lint import configuration, transactions
from toolkit.lint.graph import Link, link
from toolkit.lint.transactions import Transactions

LOCATIONS = {
    "": "",
    "version_locations = %(here)s/one %(here)s/two": "plain",
    "version_locations = %(here)s/one,%(here)s/two": "commas",
    "version_locations = %(here)s/one:%(here)s/two\nversion_path_separator = os": "os",
    "version_locations = %(here)s/one;%(here)s/two\nversion_path_separator = ;": "semicolon",
    "version_locations = %(here)s/one\n  %(here)s/two\npath_separator = newline": "newline",
    "version_locations = %(here)s/one %(here)s/two\npath_separator = space": "space",
    "recursive_version_locations = true": "recursive",
}


@pytest.mark.filterwarnings("ignore:.*path_separator:DeprecationWarning")
@pytest.mark.parametrize("more", LOCATIONS, ids=lambda text: LOCATIONS[text])
def test_an_ini_file_is_read_as_alembic_reads_it(tmp_path: Path, more: str) -> None:
    file = tmp_path / "alembic.ini"
    file.write_text(f"[alembic]\nscript_location = %(here)s/migrations\n{more}\n")
    (tmp_path / "migrations/versions").mkdir(parents=True)
    script = ScriptDirectory.from_config(Config(str(file)))
    (found,) = configuration.read(file)
    assert str(found.script) == script.dir
    assert [str(one) for one in found.versions] == [str(one) for one in script._version_locations]
    assert found.recursive == ("recursive" in more)


def test_a_pyproject_toml(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(
        '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/a", "b"]\n'
    )
    (found,) = configuration.read(file)
    assert found == configuration.Configuration(tmp_path / "db", (tmp_path / "a", tmp_path / "b"))


def test_several_sections_and_one_in_a_package(tmp_path: Path) -> None:
    (tmp_path / "src/shop/db").mkdir(parents=True)
    file = tmp_path / "alembic.ini"
    file.write_text(
        "[a]\nscript_location = shop:db\n[b]\nscript_location = b/\n[loggers]\nkeys = x\n"
    )
    assert [one.script for one in configuration.read(file)] == [
        tmp_path / "src/shop/db",
        tmp_path / "b",
    ]


@pytest.mark.parametrize("text", ["", "[alembic", "[alembic]\nx = 1", "\0"])
def test_an_ini_file_that_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "alembic.ini").write_text(text)
    assert configuration.read(tmp_path / "alembic.ini") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("context.configure(x=1)", Transactions()),
        ("context.configure(transaction_per_migration=True)", Transactions(per_migration=True)),
        ("context.configure(transaction_per_migration=False)", Transactions()),
        ("configure(transaction_per_migration=get('x', True))", Transactions(per_migration=True)),
        ("o = {'transaction_per_migration': True}", Transactions(per_migration=True)),
        ("context.configure(transactional_ddl=False)", Transactions(transactional=False)),
        ("create_engine(u, isolation_level='AUTOCOMMIT')", Transactions(transactional=False)),
        ("create_engine(u, isolation_level='SERIALIZABLE')", Transactions()),
        ("def (", Transactions()),
        ("\0", Transactions()),
    ],
)
def test_what_env_py_says_of_transactions(tmp_path: Path, text: str, found: Transactions) -> None:
    (tmp_path / "env.py").write_text(text)
    assert transactions.read(tmp_path / "env.py") == found


def test_no_env_py(tmp_path: Path) -> None:
    assert transactions.read(tmp_path / "env.py") == Transactions()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("revision = 'b'\ndown_revision = 'a'\n", Link("b", ("a",))),
        ('"""b\n\nRevises: a\n"""\nrevision = "b"\ndown_revision = "a"', Link("b", ("a",))),
        ("revision: str = 'b'\ndown_revision: str | None = None", Link("b", ())),
        ("x = 1\nrevision = 'b'\ndown_revision = ('a',\n  'c')", Link("b", ("a", "c"))),
        ("x = 1\nrevision = 'b'\ndown_revision = ['a']", Link("b", ("a",))),
        ("revision, down_revision = 'b', 'a'", Link("b", ("a",))),
        ("x = 1\nrevision_number = 3\nrevision = 'b'\ndown_revision = 'a'", Link("b", ("a",))),
        ("x = 1\r\nrevision = 'b'\r\ndown_revision = 'a'\r\n", Link("b", ("a",))),
        ("revision = made()\ndown_revision = 'a'", None),
        ("x = 1\nrevision = 'b'\ndown_revision = (1)", None),
        ("x = 1\nrevision = 'b'\ndown_revision = (((", None),
        ("revision = 'b'", None),
        ("", None),
    ],
)
def test_which_revision_follows_which(text: str, found: Link | None) -> None:
    assert link(text.encode()) == found
