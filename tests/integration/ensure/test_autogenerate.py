"""Models → a migration that converges → nothing left to do, in a project with the one line."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import alembic
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from toolkit.catalog.fingerprint import fingerprint

ROOT = Path(__file__).parents[3]
OUR_TEMPLATE = ROOT / "migrations/script.py.mako"
THEIR_TEMPLATE = Path(alembic.__file__).parent / "templates/generic/script.py.mako"
INI = "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n"

ENV = """
import runpy

import sqlalchemy as sa
from alembic import context

from toolkit.ensure import autogenerate

{before}
with sa.create_engine(context.config.attributes["url"], poolclass=sa.NullPool).connect() as one:
    context.configure(
        connection=one,
        target_metadata=runpy.run_path("{models}")["metadata"],
        {options}
    )
    with context.begin_transaction():
        context.run_migrations()
"""
HOOK = "process_revision_directives=autogenerate.converging,"
HEAD = """
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData()
"""


@dataclass
class Project:
    """A folder with models, env.py and migrations, and a database."""

    root: Path
    url: sa.URL

    def models(self, text: str) -> None:
        (self.root / "models.py").write_text(HEAD + text)

    def env(self, options: str = HOOK, before: str = "") -> None:
        text = ENV.format(models=self.root / "models.py", options=options, before=before)
        (self.root / "migrations/env.py").write_text(text)

    @property
    def config(self) -> Config:
        config = Config(self.root / "alembic.ini")
        config.attributes["url"] = self.url
        return config

    def new(self, message: str = "change") -> str:
        """The text of a new migration."""
        made = command.revision(self.config, message, autogenerate=True)
        self.path = Path(made.path)
        return self.path.read_text()

    def up(self) -> None:
        command.upgrade(self.config, "head")

    def down(self) -> None:
        command.downgrade(self.config, "-1")

    def check(self) -> None:
        command.check(self.config)

    def look(self) -> str:
        """Everything that is in the database."""
        with self.connect() as connection:
            return "\n".join(fingerprint(connection).lines)

    def connect(self) -> sa.Connection:
        return sa.create_engine(self.url, poolclass=sa.NullPool).connect()

    def run(self, *sql: str) -> None:
        with self.connect() as connection:
            for one in sql:
                connection.exec_driver_sql(one)
            connection.commit()

    def again(self) -> None:
        """The newest `upgrade()` once more."""
        script = ScriptDirectory.from_config(self.config)
        with self.connect() as connection:
            context = MigrationContext.configure(connection)
            with context.begin_transaction(), Operations.context(context):
                script.get_revision("head").module.upgrade()


@pytest.fixture
def project(tmp_path: Path, database: sa.URL) -> Project:
    made = Project(tmp_path, database)
    (tmp_path / "migrations/versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text(INI)
    shutil.copy(OUR_TEMPLATE, tmp_path / "migrations")
    made.env()
    return made


def converges(project: Project) -> str:
    """Write a migration; up, up again, down, up; nothing is left to do, and nothing by down."""
    before = project.look()
    text = project.new()
    project.up()
    there = project.look()
    project.again()
    assert project.look() == there
    project.check()
    project.down()
    after = project.look()
    project.up()
    assert project.look() == there
    assert after == before or "# Stays in" in text
    return text


FIRST = """
mood = sa.Enum("sad", "happy", name="mood")
people = sa.Table(
    "people", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="What they are called"),
    sa.Column("mood", mood, server_default="sad", nullable=False),
    sa.Column("moods", postgresql.ARRAY(mood)),
    sa.Column("extra", postgresql.JSONB),
    sa.UniqueConstraint("name", name="uq_people_name"),
    sa.CheckConstraint("name <> ''", name="ck_people_name"),
    comment="Whoever there is",
)
pets = sa.Table(
    "pets", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner_id", sa.ForeignKey("people.id", name="fk_pets_owner_id"), index=True),
    sa.Column("size", postgresql.ENUM("small", "big", name="size")),
)
sa.Index("ix_people_mood", people.c.mood, postgresql_where=people.c.name > "a")
"""


def test_from_nothing(project: Project) -> None:
    project.models(FIRST)
    text = converges(project)
    assert "op.create" not in text
