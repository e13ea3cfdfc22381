"""What is known of the project around a migration."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import UsageError
from toolkit.lint import pyproject, versions
from toolkit.lint.fixes.styles import NATIVE
from toolkit.lint.project import Project
from toolkit.lint.projects import Projects
from toolkit.lint.pyproject import Root

INI = "[alembic]\nscript_location = %(here)s/migrations\n"
ENV = "context.configure(transaction_per_migration=True)"
TEXT = "revision = {!r}\ndown_revision = {!r}\n"


def made(folder: Path, ini: str = INI) -> str:
    """A project of two revisions; the path of one."""
    where = folder / "migrations/versions"
    where.mkdir(parents=True)
    if ini:
        (folder / "alembic.ini").write_text(ini)
    (folder / "migrations/env.py").write_text(ENV)
    (where / "a.py").write_text(TEXT.format("a", None))
    (where / "b.py").write_text(TEXT.format("b", "a"))
    (where / "old").mkdir()
    (where / "old/c.py").write_text(TEXT.format("c", "b"))
    return str(where / "b.py")


def project(path: str, root: Path) -> Project:
    return Projects(pyproject.root(root), own=False).of(path)


def test_graph_and_transactions(tmp_path: Path) -> None:
    found = project(made(tmp_path), tmp_path)
    assert found == Project(True, True, (), (), {"a": (), "b": ("a",)}, NATIVE)


def test_without_a_configuration_env_py_above_will_do(tmp_path: Path) -> None:
    assert project(made(tmp_path, ""), tmp_path).down_revisions == {"a": (), "b": ("a",)}


def test_a_file_elsewhere_is_of_no_project(tmp_path: Path) -> None:
    made(tmp_path / "shop")
    (tmp_path / "a.py").write_text(TEXT.format("x", "y"))
    assert project(str(tmp_path / "a.py"), tmp_path) == Project(fix_style=NATIVE)


def test_folders_in_it_if_alembic_looks_there(tmp_path: Path) -> None:
    path = made(tmp_path, f"{INI}recursive_version_locations = true\n")
    assert project(path, tmp_path).down_revisions.keys() == {"a", "b", "c"}


def test_each_of_two_projects_has_its_own(tmp_path: Path) -> None:
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    (tmp_path / "two/migrations/env.py").write_text("")
    known = Projects(pyproject.root(tmp_path), own=False)
    assert (known.of(one).transaction_per_migration, known.of(two).transaction_per_migration) == (
        True,
        False,
    )


def test_where_its_revisions_are(tmp_path: Path) -> None:
    made(tmp_path / "deep/shop")
    folders = [tmp_path / "deep/shop/migrations/versions"]
    assert Projects(pyproject.root(tmp_path)).folders() == folders
    assert Projects(Root(tmp_path, True, {}, "deep/shop/alembic.ini:alembic")).folders() == folders
    made(tmp_path / "deep/other")
    with pytest.raises(UsageError, match="no configuration"):
        Projects(pyproject.root(tmp_path)).folders()


def test_the_root_is_where_the_table_stands(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    assert not pyproject.root(inner).known
    (inner / "alembic.ini").write_text(INI)
    assert pyproject.root(inner).folder == inner
    (tmp_path / "pyproject.toml").write_text("[tool.hive]\nalembic = 'x.ini'\n[tool.hive.lint]\n")
    assert pyproject.root(inner) == Root(tmp_path, True, {}, "x.ini")


def test_versions_are_those_of_the_environment_beside_it(tmp_path: Path) -> None:
    site = tmp_path / ".venv/lib/python3.12/site-packages"
    for name in (
        "alembic-1.13.2.dist-info",
        "SQLAlchemy-2.0.31.dist-info",
        "alembic_utils-9.dist-info",
    ):
        (site / name).mkdir(parents=True)
    assert versions.of(tmp_path / "migrations", own=False) == ((1, 13, 2), (2, 0, 31))


def test_versions_are_else_our_own_or_unknown(tmp_path: Path) -> None:
    import alembic

    assert versions.of(tmp_path, own=False) == ((), ())
    ours = ".".join(map(str, versions.of(tmp_path).alembic))
    assert alembic.__version__.startswith(ours)


ADDING = "op.execute(\"ALTER TYPE public.state ADD VALUE {} 'sent'\")\n"
LABELS = [
    (ADDING.format(""), {"a": frozenset({"sent"})}),
    (ADDING.format("if not exists"), {"a": frozenset({"sent"})}),
    ("with op.get_context().autocommit_block():\n    " + ADDING.format(""), {}),
]


@pytest.mark.parametrize(("text", "labels"), LABELS)
def test_labels_that_are_added_in_the_transaction(
    tmp_path: Path, text: str, labels: dict[str, frozenset[str]]
) -> None:
    path = made(tmp_path)
    with (tmp_path / "migrations/versions/a.py").open("a") as file:
        file.write(text)
    assert project(path, tmp_path).labels == labels
