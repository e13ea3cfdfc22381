"""Containers on a real engine: whatever happened to them, the next start serves, rows intact."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from docker.errors import APIError, NotFound
from sqlalchemy import make_url

from toolkit.database.silence import cut
from toolkit.errors import (
    DataVersionError,
    DiskFullError,
    IdentityError,
    PortError,
    ServiceError,
    ToolkitError,
)
from toolkit.services import access, ports, superuser
from toolkit.services import redis as client
from toolkit.services.docker import images
from toolkit.services.docker.definition import INSTANCE
from toolkit.services.watch import watched

from .hives import SECONDS, Hive, asked, filled, kept


def kill(hive: Hive, service: str = "postgres") -> None:
    hive.container(service).kill()


def pause(hive: Hive, service: str = "postgres") -> None:
    hive.container(service).pause()


def stop(hive: Hive, service: str = "postgres") -> None:
    hive.container(service).stop(timeout=3)


def remove(hive: Hive, service: str = "postgres") -> None:
    hive.container(service).remove(force=True, v=True)


def restart(hive: Hive, service: str = "postgres") -> None:
    hive.container(service).restart(timeout=3)


def unplug(hive: Hive, service: str = "postgres") -> None:
    network = hive.engine.client.networks.get(hive.name)
    network.disconnect(f"{hive.name}-{service}", force=True)
    network.remove()


HARMS = (kill, pause, stop, remove, restart, unplug)


def sample(things: tuple[Any, ...], *always: Any) -> list[Any]:
    """All of them; but for what is there `always`, only under --full."""
    return [one if one in always else pytest.param(one, marks=pytest.mark.full) for one in things]


def test_a_second_start_changes_nothing(hive: Hive) -> None:
    filled(hive)
    hive.redis.start(SECONDS)
    before = [hive.container(one).attrs for one in ("postgres", "redis")]
    assert kept(hive)
    hive.redis.start(SECONDS)
    after = [hive.container(one).attrs for one in ("postgres", "redis")]
    for one, other in zip(before, after, strict=True):
        assert one["Id"] == other["Id"]
        assert one["State"]["StartedAt"] == other["State"]["StartedAt"]
    assert hive.postgres.unhealthy() is hive.redis.unhealthy() is None
    assert hive.postgres.outdated() is hive.redis.outdated() is None


@pytest.mark.parametrize("harm", sample(HARMS, pause, remove))
def test_what_happened_to_it_since_is_mended(hive: Hive, harm: Callable[..., None]) -> None:
    filled(hive)
    harm(hive)
    if harm is not restart:
        assert hive.postgres.unhealthy()
    assert kept(hive)
    assert hive.postgres.unhealthy() is None


@pytest.mark.parametrize("harm", sample(HARMS, kill, unplug))
def test_what_happens_to_it_while_it_starts_is_mended(
    hive: Hive, harm: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done when the running container is about to be asked for the first time."""
    filled(hive)
    hive.postgres.stop()
    problem, harms = access.problem, [harm]

    def harmed(*words: Any) -> str | None:
        if harms:
            harms.pop()(hive)
        return problem(*words)

    monkeypatch.setattr(access, "problem", harmed)
    assert kept(hive)
    assert not harms


@pytest.mark.parametrize("harm", sample(HARMS, stop, restart))
def test_redis_keeps_what_was_written(
    hive: Hive, harm: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with client.client(hive.redis.start(SECONDS)) as redis:
        redis.set("word", "kept")
        redis.config_set("appendfsync", "always")
        redis.set("other", "kept")
    harm(hive, "redis")
    problem, harms = client.problem, [harm]

    def harmed(*words: Any) -> str | None:
        if harms:
            harms.pop()(hive, "redis")
        return problem(*words)

    monkeypatch.setattr(client, "problem", harmed)
    with client.client(hive.redis.start(SECONDS)) as redis:
        assert redis.get("word") == redis.get("other") == b"kept"


@pytest.mark.full
def test_a_first_start_that_somebody_harms_again_and_again(hive: Hive) -> None:
    """As soon as it is seen running it is killed, then removed, then stopped."""
    done = threading.Event()

    def storm() -> None:
        for harm in (kill, remove, stop):
            while not done.is_set():
                with suppress(NotFound, APIError):
                    if hive.container().status == "running":
                        harm(hive)
                        break

    thread = threading.Thread(target=storm)
    thread.start()
    try:
        hive.postgres.start(SECONDS)
    finally:
        done.set()
        thread.join()
    filled(hive)
    assert kept(hive)


def test_stop_leaves_the_volume_alone(hive: Hive) -> None:
    filled(hive)
    hive.redis.start(SECONDS)
    hive.postgres.stop()
    hive.redis.stop()
    left = hive.engine.client
    labelled = {"label": f"{INSTANCE}={hive.instance}"}
    assert not left.containers.list(all=True, filters=labelled)
    assert not left.networks.list(filters=labelled)
    assert len(left.volumes.list(filters=labelled)) == 2
    assert kept(hive)


def test_a_paused_or_killed_one_is_stopped_too(hive: Hive) -> None:
    filled(hive)
    for harm in (pause, kill):
        harm(hive)
        hive.postgres.stop()
        with pytest.raises(NotFound):
            hive.container()
        assert kept(hive)


def test_a_removed_volume_begins_empty(hive: Hive) -> None:
    filled(hive)
    hive.postgres.stop()
    hive.engine.client.volumes.get(f"{hive.name}-postgres").remove()
    url = hive.postgres.start(SECONDS)
    assert asked(url, "SELECT to_regclass('kept')") is None


def test_a_port_that_a_process_took_is_named_with_it(hive: Hive) -> None:
    filled(hive)
    hive.postgres.stop()
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind((ports.LOOPBACK, hive.ports[0]))
        taker.listen()
        with pytest.raises(PortError, match=f"port {hive.ports[0]}.*\n.*pid {os.getpid()}"):
            hive.postgres.start(SECONDS)
    assert kept(hive)


def test_a_port_that_a_container_took_is_named_with_it(
    hive: Hive, base_image: str, by_hand: dict[str, str]
) -> None:
    taker = hive.engine.client.containers.run(
        base_image, ["sleep", "infinity"], detach=True, init=True, labels=by_hand,
        name=f"taker-{hive.name}", ports={"80/tcp": (ports.LOOPBACK, hive.ports[0])},
    )  # fmt: skip
    try:
        with pytest.raises(PortError, match=f"port {hive.ports[0]}.*\n.*container {taker.name}"):
            hive.postgres.start(SECONDS)
    finally:
        taker.remove(force=True)
    filled(hive)


@pytest.mark.parametrize("size", sample(("20m", "40m"), "40m"))
def test_a_full_volume_is_named(hive: Hive, size: str) -> None:
    """Too small for a data directory, and too small for one with the application's database."""
    name = hive.volume(type="tmpfs", device="tmpfs", o=f"size={size},mode=1777")
    with pytest.raises(DiskFullError, match=f"volume {name} is full"):
        hive.postgres.start(SECONDS)


def in_volume(hive: Hive, script: str) -> str:
    """What a shell says in the volume, as the user that owns it."""
    return str(
        hive.engine.client.containers.run(
            images.reference("postgres"), ["-euc", f"cd /var/lib/postgresql; {script}"],
            entrypoint="/bin/sh", volumes=[f"{hive.name}-postgres:/var/lib/postgresql"],
            remove=True,
        ).decode()
    )  # fmt: skip


LISTING = "find . -printf '%p %m %u %s %T@\\n' | sort; find . -type f | sort | xargs -r md5sum"


@pytest.fixture
def made(hive: Hive) -> Hive:
    """The image is there, and the volume, empty."""
    images.Images(hive.engine, hive.heard).ensured(images.reference("postgres"), "postgres")
    hive.volume()
    return hive


@pytest.mark.parametrize("place", sample(("data", "16/docker", "16/main", "."), "16/docker", "."))
def test_data_of_another_major_version_is_refused_as_it_is(made: Hive, place: str) -> None:
    fake = (
        f"mkdir -p {place}/global; echo 16 > {place}/PG_VERSION; echo x > {place}/global/pg_control"
    )
    in_volume(made, fake)
    before = in_volume(made, LISTING)
    with pytest.raises(DataVersionError, match="made by PostgreSQL 16, the image has 17"):
        made.postgres.start(SECONDS)
    assert in_volume(made, LISTING) == before
    assert made.container().status == "exited"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("echo x > letter", "holds letter"),
        ("mkdir data; echo 17 > data/PG_VERSION", "without a control file"),
        pytest.param("mkdir data; echo x > data/letter", "holds data", marks=pytest.mark.full),
    ],
)
def test_a_volume_that_holds_something_else_is_refused(
    made: Hive, content: str, named: str
) -> None:
    in_volume(made, content)
    before = in_volume(made, LISTING)
    with pytest.raises(ServiceError, match=named):
        made.postgres.start(SECONDS)
    assert in_volume(made, LISTING) == before


@pytest.mark.parametrize("left", sample((True, False), False))
def test_a_volume_older_than_its_passwords(hive: Hive, left: bool) -> None:
    filled(hive)
    if not left:
        hive.postgres.stop()
    before = superuser.password(hive.postgres.state)
    shutil.rmtree(hive.postgres.state)
    newer = replace(hive, words=("newer", "newer"))
    assert kept(newer)
    assert superuser.password(newer.postgres.state) != before
    assert access.problem(newer.postgres.admin_url(), 5) is None
    assert "the volume is older than its passwords: giving it these" in hive.heard.said
    assert access.problem(hive.postgres._own(), 5)


def test_a_lost_password_of_the_superuser_alone(hive: Hive) -> None:
    filled(hive)
    shutil.rmtree(hive.postgres.state)
    assert kept(hive)
    assert access.problem(hive.postgres.admin_url(), 5) is None


@pytest.mark.parametrize("left", sample((True, False), False))
def test_redis_gets_a_newer_password(hive: Hive, left: bool) -> None:
    with client.client(hive.redis.start(SECONDS)) as redis:
        redis.set("word", "kept")
    if not left:
        hive.redis.stop()
    newer = replace(hive, words=("newer", "newer"))
    with client.client(newer.redis.start(SECONDS)) as redis:
        assert redis.get("word") == b"kept"
    assert hive.redis.unhealthy()


def test_a_container_of_that_name_that_is_not_ours_is_not_touched(
    hive: Hive, base_image: str, by_hand: dict[str, str]
) -> None:
    name = f"{hive.name}-postgres"
    theirs = hive.engine.client.containers.run(
        base_image, ["sleep", "infinity"], detach=True, labels=by_hand, name=name, init=True
    )
    before = theirs.attrs
    try:
        for act in (lambda: hive.postgres.start(SECONDS), hive.postgres.stop):
            with pytest.raises(IdentityError, match=f"container {name} .* not this hive's"):
                act()
        theirs.reload()
        assert theirs.status == "running"
        assert theirs.attrs["Id"] == before["Id"]
    finally:
        theirs.remove(force=True)


@pytest.mark.parametrize("kind", ["volumes", "networks"])
def test_nor_is_a_volume_or_a_network(hive: Hive, kind: str, by_hand: dict[str, str]) -> None:
    name = hive.name if kind == "networks" else f"{hive.name}-postgres"
    things = getattr(hive.engine.client, kind)
    theirs = things.create(name, labels=by_hand)
    try:
        with pytest.raises(IdentityError, match=f"{kind[:-1]} {name} .* not this hive's"):
            hive.postgres.start(SECONDS)
        hive.postgres.stop()
        assert things.get(theirs.id).id == theirs.id
    finally:
        theirs.remove()


def test_a_hive_beside_is_left_alone(make: Callable[[], Hive]) -> None:
    one, other = make(), make()
    filled(one)
    filled(other)
    before = other.container().attrs
    one.postgres.stop()
    after = other.container().attrs
    assert (after["Id"], after["State"]["StartedAt"]) == (
        before["Id"], before["State"]["StartedAt"],
    )  # fmt: skip
    assert other.postgres.unhealthy() is None
    assert kept(other)
    assert kept(one)


def test_a_copied_checkout_is_refused_and_a_moved_one_served(hive: Hive, tmp_path: Path) -> None:
    filled(hive)
    copy = replace(hive, root=tmp_path / "copy")
    shutil.copytree(hive.root, copy.root)
    before = hive.container().id
    for act in (lambda: copy.postgres.start(SECONDS), copy.postgres.stop):
        with pytest.raises(IdentityError, match=f"copy of {hive.root}"):
            act()
    assert hive.container().id == before
    assert hive.postgres.unhealthy() is None
    shutil.rmtree(hive.root)
    assert kept(copy)


def test_no_password_is_seen_from_outside(hive: Hive) -> None:
    filled(hive)
    hive.redis.start(SECONDS)
    url = hive.postgres.start(SECONDS)
    with suppress(psycopg.Error):
        asked(url, "SELECT nonsense")
    api, seen = hive.engine.client.api, ""
    for service in ("postgres", "redis"):
        name = f"{hive.name}-{service}"
        found = (api.inspect_container(name), api.inspect_volume(name), api.top(name, "auxwwe"))
        environ = hive.container(service).exec_run(["cat", "/proc/1/environ"], user="root")
        seen += json.dumps(found, ensure_ascii=False) + environ.output.decode()
        seen += api.logs(name).decode()
    seen += json.dumps(api.inspect_network(hive.name)) + "\n".join(hive.heard.said)
    assert "PATH=" in seen
    words = [*hive.words, superuser.password(hive.postgres.state)]
    for word in words:
        assert word not in seen
        assert json.dumps(word, ensure_ascii=False)[1:-1] not in seen
    assert "SCRAM-SHA-256" not in seen


def test_a_query_that_waits_for_a_paused_server_ends(hive: Hive) -> None:
    url = hive.postgres.start(SECONDS)
    asking = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"

    def freeze() -> None:
        while not asked(url, asking):
            pass
        pause(hive)

    thread = threading.Thread(target=freeze)
    with (
        access.connect(make_url(url), 10) as connection,
        watched(hive.postgres.idle, partial(cut, hive.ports[0]), hive.heard),
    ):
        thread.start()
        begun = time.monotonic()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(600)")
        thread.join()
        assert time.monotonic() - begun < 20
    assert [said for said in hive.heard.said if "is paused" in said]
    hive.postgres.start(SECONDS)


def test_a_deadline_is_kept(hive: Hive) -> None:
    """Whoever pauses it again and again gets an error, and no start that hangs."""
    filled(hive)
    done = threading.Event()

    def again() -> None:
        while not done.is_set():
            with suppress(APIError):
                pause(hive)

    pause(hive)
    thread = threading.Thread(target=again)
    thread.start()
    begun = time.monotonic()
    try:
        with suppress(ToolkitError):
            hive.postgres.start(5)
    finally:
        done.set()
        thread.join()
    assert time.monotonic() - begun < 15
    assert kept(hive)
