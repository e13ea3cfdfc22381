"""Grounds to stand on, each a copy of one template, and a proxy before their server."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.database.conftest import pgbouncer
from tests.integration.reliability.ground import PASSWORD, Ground, behind, execute, look, made
from tests.integration.reliability.proxy import Proxy
from toolkit.catalog.fingerprint import Fingerprint
from toolkit.catalog.sql import literal

__all__ = ["ground", "home", "pgbouncer", "proxy"]


@dataclass(frozen=True)
class Home:
    """On one server: a role of no privilege, and the template of its databases."""

    server: sa.URL
    template: sa.URL
    before: Fingerprint
    after: Fingerprint
    project: Path

    @contextmanager
    def ground(self) -> Iterator[Ground]:
        """A database of one's own."""
        name = f"ground_{uuid.uuid4().hex[:12]}"
        role = self.template.username
        make = f'CREATE DATABASE "{name}" TEMPLATE "{self.template.database}" OWNER "{role}"'
        execute(self.server, make)
        url, admin = self.template.set(database=name), self.server.set(database=name)
        try:
            yield Ground(url, admin, self.before, self.after, self.project)
        finally:
            execute(self.server, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def settled(server: sa.URL, folder: Path) -> Iterator[Home]:
    """Make one on a server."""
    project, name = made(folder / "project"), f"home_{uuid.uuid4().hex[:12]}"
    url = server.set(username=name, password=PASSWORD, database=name)
    execute(
        server,
        f"CREATE ROLE {name} LOGIN PASSWORD {literal(PASSWORD)}",
        f"CREATE DATABASE {name} OWNER {name}",
    )
    behind(url, project)
    admin = server.set(database=name)
    home = Home(server, url, look(admin), look(admin), project)
    with home.ground() as ground:
        ended = ground.bootstrap()
        assert ended.code == "", str(ended)
        after = look(ground.admin)
    yield Home(server, url, home.before, after, project)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {name}")


@pytest.fixture(scope="session")
def home(server: sa.URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with settled(server, tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def ground(home: Home) -> Iterator[Ground]:
    with home.ground() as found:
        yield found


@pytest.fixture
def proxy(home: Home) -> Iterator[Proxy]:
    """Before the server of `ground`."""
    assert home.server.port is not None
    with Proxy(home.server.port) as found:
        yield found
