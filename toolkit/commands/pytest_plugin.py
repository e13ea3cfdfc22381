"""For pytest: a migrated database for each test, and revisions replayed as tests.

Costs nothing until it is used.
"""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import sqlalchemy

    from toolkit.setup.clones import Clones


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "replay every revision of the project: a test for each, and each experiment"
    parser.getgroup("hive").addoption("--hive-replay", action="store_true", help=text)


def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    if session.config.getoption("--hive-replay"):
        from toolkit.commands import pytest_replay

        items.extend(pytest_replay.items(session))


@pytest.fixture(scope="session")
def _hive_clones(request: pytest.FixtureRequest) -> Iterator["Clones"]:
    """What hands out databases; the workers of pytest-xdist share a template."""
    from toolkit.setup.clones import Clones

    worker = getattr(request.config, "workerinput", {})
    clones = Clones(request.config.rootpath, worker.get("testrunuid", uuid.uuid4().hex))
    yield clones
    clones.close()


@pytest.fixture
def hive_database(_hive_clones: "Clones") -> Iterator["sqlalchemy.URL"]:
    """URL of a database of the test's own, bootstrapped to head; dropped after the test."""
    from toolkit.errors import ToolkitError

    clone = _hive_clones.one()
    try:
        url = clone.__enter__()
    except ToolkitError as error:
        raise pytest.fail.Exception(f"hive_database: {error}", pytrace=False) from None
    yield url
    clone.__exit__(None, None, None)


@pytest.fixture
def hive_connection(hive_database: "sqlalchemy.URL") -> Iterator["sqlalchemy.Connection"]:
    """A connection to it; commit as you like."""
    from sqlalchemy import NullPool, create_engine

    with create_engine(hive_database, poolclass=NullPool).connect() as connection:
        yield connection
