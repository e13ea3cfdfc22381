"""The platform's database as it comes: made by a superuser, or owned by an ordinary role."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[3]
EXTENSIONS = ("vector", "uuid-ossp", "pg_trgm")


@pytest.fixture
def owned(server: sa.URL, database: sa.URL) -> Iterator[sa.URL]:
    """The test's database owned by an ordinary role; a superuser has made the extensions."""
    role, password = f"owner_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    _administer(
        database,
        f"CREATE ROLE {role} LOGIN NOSUPERUSER PASSWORD '{password}'",
        f"ALTER DATABASE {database.database} OWNER TO {role}",
        *(f'CREATE EXTENSION "{extension}"' for extension in EXTENSIONS),
    )
    yield database.set(username=role, password=password)
    _administer(
        database,
        f"ALTER DATABASE {database.database} OWNER TO CURRENT_USER",
        f"DROP OWNED BY {role} CASCADE",
        f"DROP ROLE {role}",
    )


@pytest.fixture(params=["superuser", "owner"])
def empty(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """A connection to an empty database, as superuser and as an ordinary owner."""
    url = request.getfixturevalue("database" if request.param == "superuser" else "owned")
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def migrations() -> Callable[[sa.Connection], Config]:
    """The project's own Alembic configuration, on a connection of ours."""

    def configured(connection: sa.Connection) -> Config:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        return config

    return configured


@pytest.fixture(scope="session")
def template(server: sa.URL, migrations: Callable[[sa.Connection], Config]) -> str:
    """The name of a database at head, to be cloned."""
    name = "platform_at_head"
    _administer(server, f"CREATE DATABASE {name}")
    engine = sa.create_engine(server.set(database=name), poolclass=sa.NullPool)
    with engine.connect() as connection:
        command.upgrade(migrations(connection), "head")
    return name


@pytest.fixture
def migrated(server: sa.URL, template: str) -> Iterator[sa.Connection]:
    """A connection to a database of the test's own at head, as superuser."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    engine = sa.create_engine(server.set(database=name), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
    _administer(server, f"DROP DATABASE {name}")


def _administer(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
