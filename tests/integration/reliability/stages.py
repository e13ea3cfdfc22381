"""This repository's own database after each revision, with rows, to be cloned and harmed."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.findings import Outcome, Silence
from toolkit.platform.enums import CORE_ENUMS
from toolkit.platform.models import metadata

SECRET = "Sesame"
PASSWORD = f"{SECRET}'/@:%?# \\"
EXTENSIONS = ("vector", "uuid-ossp", "pg_trgm")
EMPTY, NEWEST = "", "020"
ROWS = "tests/integration/platform/rows"
BESIDE = """CREATE TABLE beside (id int PRIMARY KEY, said text);
  INSERT INTO beside VALUES (1, 'not ours'), (2, 'to be kept')"""
VARYING = """SELECT table_name, column_name FROM information_schema.columns
  WHERE table_schema IN ('public', 'other')
    AND (data_type LIKE 'timestamp%' OR column_default LIKE 'gen_random_uuid%')"""
STAMPED = "SELECT schemaname FROM pg_tables WHERE tablename = 'alembic_version' ORDER BY 1"
STAMP = "SELECT string_agg(version_num, ' ' ORDER BY version_num) FROM {schema}.alembic_version"


def execute(url: sa.URL, *statements: str) -> list[tuple[object, ...]]:
    """Each by itself; the rows of the last one."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    plain = {"no_parameters": True}
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(one, execution_options=plain) for one in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


@dataclass(frozen=True)
class Case:
    """A database of the test's own. `url` is of the application's role, which owns it and may not
    do more; `admin` of a superuser there; `typed` is what commands are given."""

    url: sa.URL
    admin: sa.URL
    typed: sa.URL
    blueprint: Blueprint

    def change(self, *statements: str) -> None:
        """As its owner."""
        execute(self.url, *statements)

    def administer(self, *statements: str) -> None:
        execute(self.admin, *statements)

    def bootstrap(self) -> list[Outcome]:
        return bootstrap(self.target, self.blueprint, deadline=20)

    @property
    def target(self) -> Target:
        return Target(self.url, admin=self.admin.set(database="postgres"))

    def exactly(self) -> Fingerprint:
        """Catalog, rows and stamp."""
        return self._look(())

    def about(self) -> Fingerprint:
        """The same, without clocks and random ids."""
        return self._look([(str(table), str(name)) for table, name in execute(self.admin, VARYING)])

    def _look(self, mask: list[tuple[str, str]]) -> Fingerprint:
        with sa.create_engine(self.admin, poolclass=sa.NullPool).connect() as connection:
            found = fingerprint(connection, mask=mask)
            schemas = connection.scalars(sa.text(STAMPED)).all()
            stamps = [connection.scalar(sa.text(STAMP.format(schema=one))) for one in schemas]
        return Fingerprint((*found.lines, f"stamp {' and '.join(map(str, stamps))}"))


@dataclass(frozen=True)
class Stages:
    """Templates by the revision that they are at, EMPTY before the first one. `root` is of the
    project, `server` a superuser's URL."""

    root: Path
    server: sa.URL
    role: str
    names: dict[str, str] = field(default_factory=dict)
    ends: dict[str, Fingerprint] = field(default_factory=dict)

    @cached_property
    def blueprint(self) -> Blueprint:
        migrations = Migrations(self.root, "pyproject.toml")
        return Blueprint(migrations, EXTENSIONS, CORE_ENUMS, metadata)

    @property
    def revisions(self) -> list[str]:
        return [one for one in self.names if one]

    @contextmanager
    def case(self, stage: str) -> Iterator[Case]:
        """A clone of a stage."""
        with self.named(self.names[stage]) as case:
            yield case

    def undisturbed(self, stage: str) -> Fingerprint:
        """What a bootstrap makes of it that nothing harms."""
        if stage not in self.ends:
            with self.case(stage) as case:
                case.bootstrap()
                self.ends[stage] = case.about()
        return self.ends[stage]

    @contextmanager
    def named(self, template: str) -> Iterator[Case]:
        """A database of the role's, dropped afterwards."""
        name = f"case_{uuid.uuid4().hex[:12]}"
        execute(self.server, f"CREATE DATABASE {name} TEMPLATE {template} OWNER {self.role}")
        try:
            yield self._case(name)
        finally:
            execute(self.server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _case(self, name: str) -> Case:
        app, admin = (
            self.server.set(database=name, username=one, password=PASSWORD)
            for one in (self.role, f"{self.role}_admin")
        )
        return Case(app, admin, admin, self.blueprint)

    def climb(self) -> None:
        """Make the templates."""
        with self.named("template0") as case:
            case.administer(*(f'CREATE EXTENSION "{one}"' for one in EXTENSIONS))
            case.change(BESIDE)
            self._keep(EMPTY, case)
            migrations = self.blueprint.migrations
            assert migrations is not None
            for step in migrations.pending(()):
                with closing(Connections(Target(case.url), Silence(), 20)) as here:
                    migrations.upgrade(here.site, step)
                self._insert(case, step.revision.revision)
                self._keep(step.revision.revision, case)

    def _insert(self, case: Case, revision: str) -> None:
        """The rows of a revision, where it has any."""
        path = self.root / ROWS / f"{revision}.sql"
        if path.exists():
            case.change(path.read_text("utf-8"))

    def _keep(self, stage: str, case: Case) -> None:
        name = f"stage_{uuid.uuid4().hex[:12]}"
        execute(self.server, f"CREATE DATABASE {name} TEMPLATE {case.url.database}")
        self.names[stage] = name


def made(root: Path, server: sa.URL) -> Stages:
    """The templates of a server; the role that owns them, and its administrator, get PASSWORD."""
    role = f"app_{uuid.uuid4().hex[:12]}"
    quoted = PASSWORD.replace("'", "''")
    login = f"LOGIN PASSWORD '{quoted}'"
    execute(server, f"CREATE ROLE {role} {login}", f"CREATE ROLE {role}_admin SUPERUSER {login}")
    stages = Stages(root, server, role)
    stages.climb()
    return stages
