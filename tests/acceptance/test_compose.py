"""Both generations of compose make the containers that `up` makes, and take over from it."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docker.errors import NotFound

from toolkit.services import ports
from toolkit.services.docker import images
from toolkit.services.docker.definition import Definition, Place, postgres, redis
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.postgres import DockerPostgres
from toolkit.services.docker.redis import DockerRedis
from toolkit.settings import Settings
from toolkit.setup import compose as setup_compose

FOLDERS = {"postgres": "postgres", "redis": "valkey"}


@pytest.fixture(scope="session", params=["1.29", "2"])
def program(request: pytest.FixtureRequest) -> list[str]:
    """The command of a compose of this version, whichever name it goes by here."""
    for known in (["docker", "compose"], ["docker-compose"], ["docker-compose-v2"]):
        if shutil.which(known[0]) and _version(*known).startswith(request.param):
            return known
    return _lacking(f"no compose {request.param} here")


def _version(*command: str) -> str:
    done = subprocess.run([*command, "version", "--short"], capture_output=True, text=True)
    return done.stdout.strip().removeprefix("v")


def _lacking(reason: str) -> Any:
    """A person's machine may lack it, CI's may not."""
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Checkout:
    """A folder with a hive in it, for both ways to start it."""

    root: Path
    engine: Engine
    program: list[str]
    postgres: DockerPostgres
    redis: DockerRedis

    @property
    def definitions(self) -> tuple[Definition, Definition]:
        return postgres(self.postgres.place), redis(self.redis.place)

    def compose(self, *words: str) -> str:
        """Type it in the checkout's root; what it said."""
        command = [*self.program, "-f", "docker/compose.yaml", *words]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self) -> None:
        for service in (self.postgres, self.redis):
            service.start(60)
            assert service.unhealthy() is None

    def stop(self) -> None:
        for service in (self.postgres, self.redis):
            service.stop()

    def inspect(self) -> list[dict[str, Any]]:
        api = self.engine.client.api
        return [api.inspect_container(one.name) for one in self.definitions]

    def ids(self) -> list[str]:
        return [one["Id"] for one in self.inspect()]


@pytest.fixture(params=["plain", "it's a $HOME: [x]"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def checkout(
    name: str, tmp_path: Path, engine: Engine, base_image: str, program: list[str]
) -> Iterator[Checkout]:
    made = _checkout(tmp_path / name, engine, program)
    yield made
    made.stop()
    for one in made.definitions:
        with suppress(NotFound):
            engine.client.api.remove_volume(one.name)


def _checkout(root: Path, engine: Engine, program: list[str]) -> Checkout:
    """As `invoke services.compose` and `invoke env` leave it."""
    instance = uuid.uuid4().hex
    state = root / ".hive"
    state.mkdir(parents=True)
    places = {
        service: Place(
            hive=f"hive-{instance[:8]}",
            instance=instance,
            root=str(root),
            handed=str(state / "docker" / service),
            port=str(port),
            image=images.reference(FOLDERS[service]),
        )
        for service, port in zip(FOLDERS, ports.free(2), strict=True)
    }
    made = Checkout(
        root, engine, program,
        DockerPostgres(lambda: engine, places["postgres"], state / "docker", "hive", "app", "word"),
        DockerRedis(lambda: engine, places["redis"], "word"),
    )  # fmt: skip
    settings = Settings(root=root)
    setup_compose.write(setup_compose.stale(settings))
    made.postgres.hand_over()
    made.redis.hand_over()
    setup_compose.hand_over(settings, places, {})
    return made


def test_each_takes_over_from_the_other(checkout: Checkout) -> None:
    checkout.compose("up", "-d")
    composed, ids = checkout.inspect(), checkout.ids()
    checkout.start()
    assert checkout.ids() == ids
    checkout.stop()
    checkout.start()
    for mine, theirs in zip(checkout.inspect(), composed, strict=True):
        assert _essence(mine) == _essence(theirs)
    checkout.compose("up", "-d")
    ids = checkout.ids()
    checkout.start()
    assert checkout.ids() == ids


def test_compose_down_and_ours_leave_volumes_only(checkout: Checkout) -> None:
    for start in (lambda: checkout.compose("up", "-d"), checkout.start):
        for stop in (lambda: checkout.compose("down"), checkout.stop):
            start()
            stop()
            assert _left(checkout.engine, checkout.root) == [
                one.name for one in checkout.definitions
            ]


@pytest.mark.parametrize("name", ["plain"])
def test_nothing_is_started_before_the_secrets_are_there(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / ".hive/docker/redis")
    with pytest.raises(AssertionError, match="bind source path does not exist"):
        checkout.compose("up", "-d", "redis")
    assert not (checkout.root / ".hive/docker/redis").exists()
    checkout.redis.hand_over()


@pytest.mark.parametrize("name", ["plain"])
def test_what_is_not_said_is_asked_for(checkout: Checkout) -> None:
    said = (checkout.root / "docker/.env").read_text()
    (checkout.root / "docker/.env").unlink()
    with pytest.raises(AssertionError, match="run invoke env"):
        checkout.compose("config")
    (checkout.root / "docker/.env").write_text(
        "".join(line for line in said.splitlines(keepends=True) if "CONTEXT" not in line)
    )
    with pytest.raises(AssertionError, match=r"another than ours, invoke services\.compose"):
        checkout.compose("config")


def test_bootstrap_uses_what_compose_started(
    clone: Callable[..., Any], engine: Engine, base_image: str, program: list[str]
) -> None:
    hive = clone()
    (hive.root / ".env").write_text("HIVE_SERVICES=docker\n")
    hive.ok("env")
    assert (hive.root / "docker/.env").stat().st_mode & 0o777 == 0o600
    command = [*program, "-f", "docker/compose.yaml", "up", "-d"]
    subprocess.run(command, cwd=hive.root, check=True, capture_output=True)
    label = {"label": f"hive-toolkit.root={hive.root}"}
    started = {one.id for one in engine.client.containers.list(filters=label)}
    hive.ok("bootstrap")
    assert hive.ok("bootstrap").rstrip().endswith("0 changed")
    assert {one.id for one in engine.client.containers.list(filters=label)} == started
    hive.ok("down")
    left = _left(engine, hive.root)
    for volume in engine.client.volumes.list(filters=label):
        volume.remove()
    assert [name.rpartition("-")[2] for name in left] == ["postgres", "redis"]


def _left(engine: Engine, root: Path) -> list[str]:
    """Names of what is labelled as this hive's."""
    client = engine.client
    label = {"label": f"hive-toolkit.root={root}"}
    things = [
        *client.containers.list(all=True, filters=label),
        *client.networks.list(filters=label),
        *client.volumes.list(filters=label),
    ]
    return sorted(thing.name for thing in things)


UNEQUAL = {"Hostname", "AttachStdout", "AttachStderr"}
"""Of Config: the container's own id; whether whoever made it was going to listen."""


def _essence(found: dict[str, Any]) -> dict[str, Any]:
    """What the engine was told. Nothing, empty and absent are one; compose's labels are its own."""
    config, host = dict(found["Config"]), dict(found["HostConfig"])
    config["Labels"] = _without_composes(config["Labels"])
    host["Mounts"] = sorted(
        ({k: v for k, v in one.items() if v} for one in host["Mounts"]), key=str
    )
    (name,) = found["NetworkSettings"]["Networks"]
    aliases = found["NetworkSettings"]["Networks"][name]["Aliases"]
    return {
        "name": found["Name"],
        "image": found["Image"],
        "network": name,
        "answers to its service's name": config["Labels"]["hive-toolkit.service"] in aliases,
        "config": {key: value for key, value in config.items() if value and key not in UNEQUAL},
        "host": {key: value for key, value in host.items() if value},
    }


def _without_composes(labels: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in labels.items() if not k.startswith("com.docker.compose.")}
