"""A project with models and the one line in its env.py, and a database."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from toolkit.catalog.fingerprint import fingerprint

ROOT = Path(__file__).parents[4]
OUR_TEMPLATE = ROOT / "migrations/script.py.mako"
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
SECOND = """
mood = sa.Enum("furious", "sad", "calm", "happy", name="mood")
colour = sa.Enum("red", "it's \\"blue\\"", "50% :grey", name="Col our")
people = sa.Table(
    "people", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="What they are called by all the others, "
        "and by themselves, which need not be the same, as some of them say of themselves"),
    sa.Column("mood", mood, server_default="sad", nullable=False),
    sa.Column("moods", sa.ARRAY(mood)),
    sa.Column("extra", postgresql.JSONB),
    sa.Column("colours", sa.ARRAY(colour)),
    sa.UniqueConstraint("name", name="uq_people_name"),
    sa.CheckConstraint("name <> ''", name="ck_people_name_is_given"),
    comment="Whoever there is",
)
sa.Index("ix_people_name", sa.func.lower(people.c.name), unique=True)
"""


@dataclass
class Project:
    """A folder with models, env.py and migrations, and a database."""

    root: Path
    url: sa.URL

    FIRST = FIRST
    SECOND = SECOND

    def models(self, text: str) -> None:
        (self.root / "models.py").write_text(HEAD + text)

    def env(self, options: str = "", before: str = "", hook: str = HOOK) -> None:
        options = hook + options
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

    def converges(self) -> str:
        """Write a migration; up, up again, down, up; nothing is left to do, and nothing by down."""
        before = self.look()
        text = self.new()
        self.up()
        there = self.look()
        self.again()
        assert self.look() == there
        self.check()
        self.down()
        after = self.look()
        self.up()
        assert self.look() == there
        assert after == before or "# Stays in" in text
        return text

    def lint(self, *words: str) -> str:
        """What a linter finds in the newest migration."""
        command = [sys.executable, "-m", *words, str(self.path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        return done.stdout if done.returncode else ""


@pytest.fixture
def project(tmp_path: Path, database: sa.URL) -> Project:
    made = Project(tmp_path, database)
    (tmp_path / "migrations/versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text(INI)
    shutil.copy(OUR_TEMPLATE, tmp_path / "migrations")
    made.env()
    return made
