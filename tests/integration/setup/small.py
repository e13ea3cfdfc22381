"""A small project in a repository of its own, and a look into its databases."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import run
from toolkit.database.url import parse

DATABASE = """we"ird' =; d'été %41"""
PROJECT = f"""[tool.hive]
alembic = "alembic.ini"
database = '''{DATABASE}'''
rows = "declared:ROWS"
"""
ENV = """from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
FIRST = ("CREATE TABLE orders (id int PRIMARY KEY, note text)",)
ROWS = 'ROWS = {"orders": [{"id": 1, "note": "declared"}]}\n'


@dataclass(frozen=True)
class Project:
    """Where it is; git by name of the repository's folder."""

    root: Path

    def revision(self, name: str, before: str | None, *statements: str) -> None:
        lines = [f"    op.execute({one!r})" for one in statements]
        head = f"revision = {name!r}\ndown_revision = {before!r}\nfrom alembic import op\n"
        path = self.root / f"migrations/versions/{name}.py"
        path.write_text(f'"""{name}."""\n{head}def upgrade():\n' + "\n".join(lines) + "\n")

    def git(self, *words: str | Path) -> None:
        named = ("-c", "user.name=a", "-c", "user.email=a@b")
        argv = ["git", *named, *words]
        subprocess.run(argv, cwd=self.root, env=plain(), check=True, capture_output=True)

    def worktree(self, folder: Path) -> "Project":
        self.git("worktree", "add", "--quiet", "--detach", folder)
        return Project(folder)


def made(root: Path) -> Project:
    """With one revision and one reference row, committed."""
    project = Project(root)
    (root / "migrations/versions").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (root / "migrations/env.py").write_text(ENV)
    (root / "declared.py").write_text(ROWS)
    (root / ".gitignore").write_text(".env.local\n__pycache__\n")
    project.revision("r1", None, *FIRST)
    project.git("init", "--quiet")
    project.git("add", ".")
    project.git("commit", "--quiet", "--message=first")
    return project


@contextmanager
def connected(url: sa.URL) -> Iterator[sa.Connection]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


def look(url: str | sa.URL) -> Fingerprint:
    with connected(parse(url) if isinstance(url, str) else url) as connection:
        return fingerprint(connection)


def ask(url: str | sa.URL | None, sql: str) -> list[object]:
    """The first column of what it returns; committed."""
    assert url is not None
    with connected(parse(url) if isinstance(url, str) else url) as connection:
        rows = run(connection.execution_options(isolation_level="AUTOCOMMIT"), sql)
        return [row[0] for row in rows]


def plain() -> dict[str, str]:
    """The environment, without anything of ours."""
    ours = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "GIT_")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
