"""The platform as a hive on the tests' own server: its twenty revisions, and rows in its tables."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.run import bootstrap
from toolkit.findings import Silence
from toolkit.services.external import ExternalPostgres
from toolkit.settings import Settings
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive

ROOT = Path(__file__).parents[3]
ROWS = ROOT / "tests/integration/platform/rows"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own: what is climbed there once is kept."""
    folder = tmp_path_factory.mktemp("platform")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    return folder


@pytest.fixture
def hive(project: Path, database: sa.URL) -> Hive:
    """On the test's own database, which is empty."""
    return hive_at(project, database)


def hive_at(project: Path, url: sa.URL) -> Hive:
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = Settings(
        root=project,
        services="external",
        alembic="pyproject.toml",
        models=("toolkit.platform.models:metadata",),
        enums="toolkit.platform.enums:CORE_ENUMS",
        extensions=("vector", "uuid-ossp", "pg_trgm"),
    )
    silence = Silence()
    postgres = ExternalPostgres(text, silence)
    return Hive(settings, "external", silence, postgres, None, {"DATABASE_URL": text})


@pytest.fixture(scope="session")
def template(server: sa.URL, project: Path) -> Iterator[str]:
    """The name of a database at the newest revision, with rows in its tables."""
    name = f"filled_{uuid.uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name}")
    url = server.set(database=name)
    hive = hive_at(project, url)
    bootstrap(hive.target(), blueprint(hive))
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for path in sorted(ROWS.glob("00*.sql")):
            text, options = path.read_text(), {"no_parameters": True}
            connection.exec_driver_sql(text, execution_options=options)
    yield name
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def filled(server: sa.URL, database: sa.URL, template: str) -> Iterator[sa.Connection]:
    """A connection to the test's own database, which is a copy of that one."""
    _administer(
        server,
        f"DROP DATABASE {database.database}",
        f"CREATE DATABASE {database.database} TEMPLATE {template}",
    )
    with sa.create_engine(database, poolclass=sa.NullPool).connect() as connection:
        yield connection


def _administer(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
