"""The same on an engine: what carries this hive's labels, or was its containers', is named."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.findings import Outcome, Status
from toolkit.services.docker import leftovers
from toolkit.services.docker.definition import INSTANCE, ROOT, SERVICE
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.leftovers import DockerTraces
from toolkit.setup import census

Traces = Callable[[], DockerTraces]
SLEEP = ["sleep", "600"]


@pytest.fixture
def name() -> str:
    """Of its own, for whatever the test makes."""
    return f"hive-test-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def labels(tmp_path: Path, name: str) -> dict[str, str]:
    """As a hive's containers carry them; `service` is only on what is of one."""
    return {INSTANCE: name, ROOT: str(tmp_path)}


@pytest.fixture
def traces(engine: Engine, tmp_path: Path, name: str) -> Traces:
    """Of the hive whose labels these are, as it is now."""
    return lambda: leftovers.traces(engine, name, tmp_path)


@pytest.fixture
def made(engine: Engine) -> Iterator[list[Any]]:
    """What the test puts here is removed in that order."""
    things: list[Any] = []
    yield things
    for one in things:
        if type(one).__name__ == "Container":
            one.remove(force=True)
        else:
            one.remove()


def verified(root: Path, *looking: DockerTraces) -> dict[str, Outcome]:
    return {one.name: one for one in census.verify(root, looking, patience=0)}


def left(root: Path, *looking: DockerTraces) -> tuple[str, ...]:
    outcome = verified(root, *looking)["leftovers"]
    expected = Status.UNCHANGED if outcome.notes == ("nothing left",) else Status.FAILED
    assert outcome.status is expected
    return outcome.notes


CLEAN = ("nothing left",)


@pytest.mark.parametrize("state", ["created", "running", "paused", "exited"])
def test_a_container(
    state: str,
    engine: Engine,
    base_image: str,
    name: str,
    labels: dict[str, str],
    traces: Traces,
    made: list[Any],
    tmp_path: Path,
) -> None:
    one = engine.client.containers.create(base_image, SLEEP, name=name, labels=labels)
    made.append(one)
    if state != "created":
        one.start()
    if state == "paused":
        one.pause()
    if state == "exited":
        one.kill()
        one.wait()
    assert f"container {name}: {state}" in left(tmp_path, traces())
    assert traces().running() is (state in ("running", "paused"))


def test_a_network(
    engine: Engine,
    name: str,
    labels: dict[str, str],
    traces: Traces,
    made: list[Any],
    tmp_path: Path,
) -> None:
    made.append(engine.client.networks.create(name, labels=labels))
    assert left(tmp_path, traces()) == (f"network {name}",)


def test_data_is_kept_and_other_volumes_are_left(
    engine: Engine,
    name: str,
    labels: dict[str, str],
    traces: Traces,
    made: list[Any],
    tmp_path: Path,
) -> None:
    data = {**labels, SERVICE: "postgres"}
    made.append(engine.client.volumes.create(f"{name}-postgres", labels=data))
    found = verified(tmp_path, traces())
    assert found["leftovers"].notes == CLEAN
    assert found["data"].notes == (f"kept: volume {name}-postgres; invoke reset deletes it",)
    made.append(engine.client.volumes.create(f"{name}-other", labels=labels))
    assert left(tmp_path, traces()) == (f"volume {name}-other",)


def test_what_a_container_had_is_known_when_it_is_gone(
    engine: Engine,
    base_image: str,
    name: str,
    labels: dict[str, str],
    traces: Traces,
    made: list[Any],
    tmp_path: Path,
) -> None:
    one = engine.client.containers.run(
        base_image, SLEEP, name=name, labels=labels, volumes=["/anonymous"], detach=True
    )
    looking = traces()
    one.reload()
    (volume,) = (mount["Name"] for mount in one.attrs["Mounts"])
    said = f"process sleep (pid {one.attrs['State']['Pid']}) of container {name}"
    assert said in left(tmp_path, looking)
    one.remove(force=True)
    made.append(engine.client.volumes.get(volume))
    assert left(tmp_path, looking) == (f"volume {volume}: a container of this hive had it",)
    assert left(tmp_path, traces()) == CLEAN


def test_a_volume_that_nobody_knows_is_a_note(
    engine: Engine, traces: Traces, made: list[Any], tmp_path: Path
) -> None:
    before = engine.client.volumes.create()
    made.append(before)
    (tmp_path / ".hive").mkdir()
    census.keep(tmp_path, [traces()])
    after = engine.client.volumes.create()
    made.append(after)
    found = verified(tmp_path, traces())
    assert found["leftovers"].notes == CLEAN
    notes = "\n".join(found["census"].notes)
    assert f"volume {after.name}: nobody uses it; it came since up" in notes
    assert before.name not in notes


def test_what_is_of_others_is_not_named(
    engine: Engine,
    base_image: str,
    name: str,
    labels: dict[str, str],
    by_hand: dict[str, str],
    traces: Traces,
    made: list[Any],
    tmp_path: Path,
) -> None:
    """Another hive's, a stranger's with our name, and the original's of a copied checkout."""
    (tmp_path / "original").mkdir()
    whose = {
        "other": {INSTANCE: "other", ROOT: str(tmp_path / "original")},
        "stranger": by_hand,
        "original": {INSTANCE: name, ROOT: str(tmp_path / "original")},
    }
    for kind, theirs in whose.items():
        called = f"{name}-{kind}"
        made.append(engine.client.containers.create(base_image, SLEEP, name=called, labels=theirs))
        made.append(engine.client.networks.create(called, labels=theirs))
        made.append(engine.client.volumes.create(called, labels=theirs))
    assert left(tmp_path, traces()) == CLEAN
    assert "data" not in verified(tmp_path, traces())


def test_a_checkout_that_was_moved_or_lost_its_identity_knows_its_own(
    engine: Engine,
    name: str,
    labels: dict[str, str],
    made: list[Any],
    tmp_path: Path,
) -> None:
    moved = {**labels, ROOT: str(tmp_path / "before")}
    made.append(engine.client.networks.create(name, labels=labels))
    lost = leftovers.traces(engine, "", tmp_path)
    assert left(tmp_path, lost) == (f"network {name}",)
    made.append(engine.client.networks.create(f"{name}-moved", labels=moved))
    both = left(tmp_path, leftovers.traces(engine, name, tmp_path))
    assert set(both) == {f"network {name}", f"network {name}-moved"}
