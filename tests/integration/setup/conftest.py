"""A small project, and its hive, that runs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.integration.setup.small import Project, made
from toolkit.bootstrap import run
from toolkit.findings import Outcome, Silence
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.settings import load
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive
from toolkit.setup.snapshotting import keeping


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return made(tmp_path_factory.mktemp("main").resolve())


@pytest.fixture(scope="module")
def hive(project: Project) -> Iterator[Hive]:
    """Whose database has a name that is hard to quote."""
    found = open_hive(load(project.root, {}).settings, Silence(), make=True)
    assert isinstance(found.postgres, EmbeddedPostgres)
    quick = replace(found, postgres=replace(found.postgres, options=("fsync=off",)))
    quick.start()
    yield quick
    quick.stop()


Converge = Callable[..., dict[str, Outcome]]


@pytest.fixture
def converge() -> Converge:
    """Bootstrap as the commands do."""

    def go(hive: Hive, **how: bool) -> dict[str, Outcome]:
        keep = keeping(hive, "bootstrap")
        found = run.bootstrap(hive.target(), blueprint(hive), keep=keep, **how)
        return {one.name: one for one in found}

    return go
