"""Real servers for the tests: one PostgreSQL a session, one database a test; the Docker engine."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import sqlalchemy as sa
from hypothesis import settings

from toolkit.errors import ToolkitError
from toolkit.findings import Silence
from toolkit.services import ports
from toolkit.services.deadline import Deadline
from toolkit.services.docker.definition import ROOT
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.locks import locked
from toolkit.setup import run_folder

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

BASE = "debian:trixie-slim"
BY_HAND = "hive-test.root"
"""Label of what a test makes on the engine that is no hive's: the folder of the test."""

# A slow machine is no failure; CI looks for something new each time, as everybody does.
settings.register_profile("sample", deadline=None, derandomize=False, max_examples=100)
settings.register_profile("full", deadline=None, derandomize=False, max_examples=2000)
settings.load_profile("sample")


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A superuser's URL on the maintenance database of a server of our own."""
    folder = Path(tempfile.mkdtemp(prefix="hive-test-", dir=run_folder.place()))
    postgres = EmbeddedPostgres(
        state=folder / "postgres",
        port=ports.free()[0],
        database="hive_test",
        role="hive_test",
        password=uuid.uuid4().hex,
        options=("fsync=off", "max_connections=200"),
    )
    try:
        postgres.start(60)
        yield postgres.admin_url()
    finally:
        postgres.stop()
        shutil.rmtree(folder)


@pytest.fixture
def database(server: sa.URL) -> Iterator[sa.URL]:
    """An empty database of the test's own, as superuser."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield server.set(database=name)
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database: sa.URL) -> Iterator[sa.Connection]:
    """A connection to the test's own database; commit as you like."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The Docker engine. When the session ends, nothing that its tests made may be there.

    Theirs is what is labelled with a folder below `tmp_path`, or with one of the tests' folders
    that is gone: roots of hives, and BY_HAND. Images stay: they are the product's own cache.
    """
    from toolkit.services.docker.engine import find

    try:
        found = find(dict(os.environ), seconds=20)
    except ToolkitError as error:
        _absent(f"no Docker engine: {error}")
    _cleared(found.client, _abandoned)  # what killed runs left
    yield found
    ours = tmp_path_factory.getbasetemp()
    left = _cleared(found.client, lambda root: root.is_relative_to(ours) or _abandoned(root))
    if left:
        pytest.fail("\n".join(["tests left on the engine, and it is removed now:", *left]))


@pytest.fixture(scope="session")
def base_image(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the Dockerfiles begin with: no test waits for a registry. Our images are there too: of
    two builds at once, one by compose, the later would take the name from the earlier."""
    import docker.errors

    try:
        engine.client.images.get(BASE)
    except docker.errors.ImageNotFound:
        _absent(f"no image {BASE}: docker pull {BASE}, or run the tests by .ci/engine")
    from toolkit.services.docker.images import Images, reference

    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if folder.name.startswith("popen-") else folder
    for name in ("postgres", "valkey"):
        with locked(shared / f"{name}.lock", Deadline.after(600)):
            Images(engine, Silence()).ensured(reference(name), name)
    return BASE


@pytest.fixture
def by_hand(tmp_path: Path) -> dict[str, str]:
    """Labels for what a test makes on the engine past the toolkit: so that it is counted too."""
    return {BY_HAND: str(tmp_path)}


def _absent(reason: str) -> NoReturn:
    """A person's machine may lack it, CI's may not."""
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


def _abandoned(root: Path) -> bool:
    """Whether it was a test's, of a session whose folders are gone."""
    place = re.escape(str(Path(tempfile.gettempdir()).resolve()))
    folder = re.match(rf"{place}/(pytest-of-[^/]+/pytest-\d+|hive-test-[^/]+)", str(root))
    try:
        return folder is not None and not Path(folder[0]).stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)  # of another user: not ours to judge


def _cleared(client: Any, wanted: Callable[[Path], bool]) -> list[str]:
    """Remove what is labelled with a folder that is wanted; what that was."""
    found = []
    for thing, root in _labelled(client):
        if wanted(root):
            found.append(f"{type(thing).__name__} {thing.name} of {root}")
            _remove(thing)
    return found


def _labelled(client: Any) -> Iterator[tuple[Any, Path]]:
    """Containers first: they hold the others."""
    containers = partial(client.containers.list, all=True, ignore_removed=True)
    for things in (containers, client.networks.list, client.volumes.list):
        for label in (ROOT, BY_HAND):
            for thing in things(filters={"label": label}):
                labels = thing.attrs.get("Labels") or thing.attrs["Config"]["Labels"]
                yield thing, Path(labels[label])


def _remove(thing: Any) -> None:
    from docker.errors import APIError
    from docker.models.containers import Container

    with suppress(APIError):  # another worker removes it as well
        thing.remove(**({"force": True, "v": True} if isinstance(thing, Container) else {}))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: only under --full, where all cases of it are run")
    if config.getoption("--full"):
        settings.load_profile("full")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is sampled otherwise."""
    left_out = [one for one in items if one.get_closest_marker("full")]
    if left_out and not config.getoption("--full"):
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if not one.get_closest_marker("full")]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every case of what is sampled otherwise")
