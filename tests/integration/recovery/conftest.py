"""The platform as a hive on the tests' own server: its twenty revisions, and rows in its tables."""

import shutil
from collections.abc import Callable
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


Filled = Callable[[sa.Connection], None]


@pytest.fixture
def filled(hive: Hive, connection: sa.Connection) -> sa.Connection:
    """At the newest revision, with rows that were there before some of the revisions."""
    bootstrap(hive.target(), blueprint(hive))
    for path in sorted(ROWS.glob("*.sql")):
        connection.exec_driver_sql(path.read_text())
    connection.commit()
    return connection
