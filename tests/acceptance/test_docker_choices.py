"""Which backend it is, going from one to the other, reset and lost state folders, as typed."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from toolkit.services.docker.definition import ROOT
from toolkit.settings import recorded

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

NOWHERE = "unix:///nonexistent/docker.sock"


@dataclass(frozen=True)
class Checkout:
    """A clone, and what the engine has of it."""

    clone: Any
    engine: "Engine"

    @property
    def root(self) -> Path:
        return Path(self.clone.root)

    def use(self, services: str) -> None:
        """As a person says it for every command."""
        (self.root / ".env").write_text(f"HIVE_SERVICES={services}\n")

    def ask(self, statement: str) -> Any:
        """As the application, by the URL that it reads."""
        with sa.create_engine(self.clone.url(), poolclass=sa.NullPool).begin() as connection:
            found = connection.exec_driver_sql(statement)
            return found.scalars().all() if found.returns_rows else None

    def mark(self, word: str) -> None:
        """A row, in a table that is made where it is not there."""
        self.ask("CREATE TABLE IF NOT EXISTS marks (word text)")
        self.ask(f"INSERT INTO marks VALUES ('{word}')")

    def marks(self) -> Any:
        return self.ask("SELECT word FROM marks")

    @property
    def containers(self) -> list[Any]:
        return self._there("containers", all=True)

    @property
    def volumes(self) -> list[Any]:
        return self._there("volumes")

    @property
    def embedded(self) -> list[Path]:
        """The files in which embedded servers say that they run."""
        state = self.root / ".hive"
        return [*state.glob("postgres/data/postmaster.pid"), *state.glob("redis/*.pid")]

    def clear(self) -> None:
        for container in self.containers:
            container.remove(force=True, v=True)
        for thing in (*self._there("networks"), *self.volumes):
            thing.remove()

    def _there(self, things: str, **more: bool) -> list[Any]:
        filters = {"label": f"{ROOT}={self.root}"}
        return list(getattr(self.engine.client, things).list(filters=filters, **more))


@pytest.fixture
def hive(clone: Callable[..., Any], engine: "Engine", base_image: str) -> Iterator[Checkout]:
    made = Checkout(clone(), engine)
    yield made
    made.clear()


def test_auto_takes_the_engine_that_answers_and_stays_with_it(hive: Checkout) -> None:
    hive.use("auto")
    found = hive.engine
    first = hive.clone.ok("up")
    assert f"auto: docker, since {found.name} {found.version} answers at {found.where}" in first
    assert len(hive.containers) == 2
    again = hive.clone.ok("up")
    assert "auto: docker, as for this checkout before" in again
    assert "0 changed" in again
    for command in ("up", "down", "setup-complete"):
        without = hive.clone.json(command, DOCKER_HOST=NOWHERE)
        assert without["exit"] == 2
        assert without["error"]["code"] == "engine-down"
    assert not hive.embedded


def test_auto_without_an_engine_is_embedded_and_stays_so(hive: Checkout) -> None:
    hive.use("auto")
    first = hive.clone.ok("up", DOCKER_HOST=NOWHERE)
    assert "auto: embedded, since " in first
    assert NOWHERE in first
    again = hive.clone.ok("up")
    assert "auto: embedded, as for this checkout before" in again
    assert "0 changed" in again
    assert not hive.containers
    assert hive.embedded


def test_from_one_backend_to_the_other_and_back(hive: Checkout) -> None:
    hive.use("embedded")
    hive.clone.ok("setup-complete")
    hive.mark("embedded")
    urls = recorded(hive.root)
    hive.use("docker")
    said = hive.clone.ok("setup-complete")
    for name in ("postgres", "redis"):
        assert f"services are docker now: stopping the others' {name}" in said
    assert not hive.embedded
    assert hive.ask("SELECT to_regclass('marks')") == [None]
    hive.mark("docker")
    assert recorded(hive.root) == urls
    hive.use("embedded")
    hive.clone.ok("up")
    assert hive.containers == []
    assert hive.marks() == ["embedded"]
    assert "0 changed" in hive.clone.ok("setup-complete")
    hive.use("docker")
    hive.clone.ok("up")
    assert hive.marks() == ["docker"]
    assert "0 changed" in hive.clone.ok("setup-complete")
    hive.use("embedded")
    assert "nothing left" in hive.clone.ok("down", "--verify")
    assert recorded(hive.root) == urls


def test_reset_keeps_a_snapshot_that_is_restored(hive: Checkout) -> None:
    hive.use("docker")
    hive.clone.ok("setup-complete")
    hive.mark("kept")
    refused = hive.clone.run("reset")
    assert (refused.returncode, hive.marks()) == (2, ["kept"])
    names = {one.name for one in hive.volumes}
    said = hive.clone.ok("reset", "--yes")
    assert [name for name in names if f"delete volume {name}" not in said] == []
    assert (hive.containers, hive.volumes) == ([], [])
    (kept,) = hive.clone.json("snapshot.list")["snapshots"]
    hive.clone.ok("setup-complete")
    assert hive.ask("SELECT to_regclass('marks')") == [None]
    assert "0 changed" in hive.clone.ok("setup-complete")
    hive.clone.ok("snapshot.restore", "--yes", "--name", kept["name"])
    assert hive.marks() == ["kept"]
    assert "0 changed" in hive.clone.ok("setup-complete")
    assert len(hive.clone.json("snapshot.list")["snapshots"]) == 2


def test_a_lost_state_folder_is_found_again_by_the_volumes(hive: Checkout) -> None:
    """Whether its containers are still up or not."""
    hive.use("docker")
    hive.clone.ok("setup-complete")
    hive.mark("kept")
    before = {one.name for one in hive.volumes}
    for meanwhile in ("up", "down"):
        hive.clone.ok(meanwhile)
        shutil.rmtree(hive.root / ".hive")
        (hive.root / ".env.local").unlink()
        said = hive.clone.ok("up")
        assert "the state folder was lost: going on with this folder's volumes" in said
        assert "the volume is older than its passwords: giving it these" in said
        assert hive.marks() == ["kept"]
        assert {one.name for one in hive.volumes} == before
        assert len(hive.containers) == 2
        assert "0 changed" in hive.clone.ok("setup-complete")
    assert "nothing left" in hive.clone.ok("down", "--verify")
