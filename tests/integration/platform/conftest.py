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
    admin = sa.create_engine(database, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER PASSWORD '{password}'")
        connection.exec_driver_sql(f"ALTER DATABASE {database.database} OWNER TO {role}")
        for extension in EXTENSIONS:
            connection.exec_driver_sql(f'CREATE EXTENSION "{extension}"')
    yield database.set(username=role, password=password)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {database.database} OWNER TO CURRENT_USER")
        connection.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
        connection.exec_driver_sql(f"DROP ROLE {role}")


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


@pytest.fixture
def migrated(
    connection: sa.Connection, migrations: Callable[[sa.Connection], Config]
) -> sa.Connection:
    """A connection to a database at head, as superuser."""
    command.upgrade(migrations(connection), "head")
    connection.commit()
    return connection
