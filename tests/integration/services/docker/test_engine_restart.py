"""The engine itself ends, well or badly, and begins again: the next start serves, rows intact."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from typing import Any, NoReturn

import psutil
import pytest

from toolkit.errors import EngineDownError, ToolkitError
from toolkit.findings import Silence
from toolkit.services import redis as client
from toolkit.services.deadline import Deadline
from toolkit.services.docker import images
from toolkit.services.docker.engine import Engine, find
from toolkit.services.docker.redis import IMAGE

from .hives import SECONDS, Hive, filled, kept

DISK = "/var/tmp"
"""The engine's layers cannot be in memory."""
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
PROMPT = 5


@dataclass
class Own:
    """A dockerd of the test's own, beside the machine's, of which it shares and changes nothing:
    no rules of iptables, no namespace where the machine has one containerd for all, no bridge.

    dockerd 20.10 deletes docker0, whoever's it is, with `--bridge=none`, and with
    `--default-address-pool` when it begins for the second time: neither may be said here.
    """

    folder: Path
    begun: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def bridge(self) -> str:
        """An interface's name has 15 characters at most."""
        return self.name.removeprefix("hive-test-")

    @property
    def environment(self) -> dict[str, str]:
        return {"DOCKER_HOST": f"unix://{self.folder}/socket"}

    def found(self) -> Engine:
        return find(self.environment, seconds=20)

    def begin(self) -> None:
        """Until it answers."""
        options = {
            "config-file": self.folder / "daemon.json",  # not the machine's: it could say otherwise
            "host": self.environment["DOCKER_HOST"],
            "pidfile": self.folder / "pid",
            "data-root": self.folder / "data",
            "exec-root": self.folder / "run",
            "exec-opt": "native.cgroupdriver=cgroupfs",
            "cgroup-parent": f"/{self.name}",
            "containerd-namespace": self.name,
            "containerd-plugins-namespace": f"{self.name}-plugins",
            "bridge": self.bridge,
            **dict.fromkeys(("iptables", "ip6tables", "ip-forward", "ip-masq"), "false"),
        }
        argv = ["dockerd", *(f"--{key}={value}" for key, value in options.items())]
        with (self.folder / "log").open("ab") as log:
            self.begun.append(
                subprocess.Popen(argv, stdout=log, stderr=log, env={**os.environ, "PATH": PATH})
            )
        assert Deadline.after(SECONDS).until(self._answers, 0.05), self.log()

    def end(self, signal: Signals = SIGTERM) -> None:
        """It and its containerd, which the next one would take for a living one."""
        self.begun[-1].send_signal(signal)
        self.begun[-1].wait(SECONDS)
        record = self.folder / "run/containerd/containerd.pid"
        if record.exists():
            pid = int(record.read_text())
            assert Deadline.after(SECONDS).until(lambda: not psutil.pid_exists(pid), 0.05)

    def log(self) -> str:
        return (self.folder / "log").read_text()[-3000:]

    def _answers(self) -> bool:
        assert self.begun[-1].poll() is None, self.log()
        try:
            self.found().close()
        except ToolkitError:
            return False
        return True


@pytest.fixture(scope="module")
def own(engine: Engine, base_image: str) -> Iterator[Own]:
    """It has our images, from the engine of the other tests."""
    if os.geteuid() or not all(shutil.which(one, path=PATH) for one in ("dockerd", "ip")):
        absent("an engine of one's own takes root, dockerd and ip")
    own = Own(Path(tempfile.mkdtemp(prefix="hive-test-", dir=DISK)))
    before = standard()
    try:
        (own.folder / "daemon.json").write_text("{}")
        ip("link", "add", own.bridge, "type", "bridge")
        ip("address", "add", f"198.18.{os.getpid() % 256}.1/24", "dev", own.bridge)
        own.begin()
        share(engine, own)
        yield own
    finally:
        tidy(own)
    assert standard() == before, "the bridge of the machine's engine is another, or gone"


def absent(reason: str) -> NoReturn:
    """A person's machine may lack it, CI's may not."""
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


def standard() -> str | None:
    """The machine's docker0, by its number."""
    number = Path("/sys/class/net/docker0/ifindex")
    return number.read_text() if number.exists() else None


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, env={**os.environ, "PATH": PATH})


def share(engine: Engine, own: Own) -> None:
    with closing(own.found()) as mine:
        for name in ("postgres", IMAGE):
            wanted = images.reference(name)
            images.Images(engine, Silence()).ensured(wanted, name)
            for _ in mine.client.api.load_image(engine.client.api.get_image(wanted)):
                pass


def tidy(own: Own) -> None:
    """Also after a failure: nothing of it runs, is mounted or is on the disk."""
    try:
        if own.begun:
            emptied(own)
    finally:
        ended(own)
        ip("link", "delete", own.bridge)
        shutil.rmtree(own.folder)


def emptied(own: Own) -> None:
    """Networks are the machine's interfaces; killed with containers running, it has them again."""
    if own.begun[-1].poll() is not None:
        own.begin()
    with closing(own.found()) as mine:
        for container in mine.client.containers.list(all=True):
            container.remove(force=True, v=True)
        mine.client.networks.prune()
    own.end()


def ended(own: Own) -> None:
    """What an engine that was killed may leave: processes, mounts and control groups."""
    for process in processes(own):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    for one in own.begun:
        one.wait(SECONDS)
    assert Deadline.after(SECONDS).until(lambda: not processes(own), 0.05), processes(own)
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for mount in reversed([one for one in mounts if one.startswith(f"{own.folder}/")]):
        subprocess.run(["umount", mount], check=True)
    for group in reversed(groups(own)):
        group.rmdir()


def groups(own: Own) -> list[Path]:
    """Its control groups, the outer before the inner ones."""
    root = Path("/sys/fs/cgroup")
    found = [*root.glob(own.name), *root.glob(f"*/{own.name}")]
    return [group for one in found for group in (one, *(p for p in one.rglob("*") if p.is_dir()))]


def processes(own: Own) -> list[psutil.Process]:
    """The engine's, which name its folder, and those in its containers."""
    inside = {int(pid) for one in groups(own) for pid in (one / "cgroup.procs").read_text().split()}
    named = (
        one
        for one in psutil.process_iter(["cmdline"])
        if one.pid in inside or any(str(own.folder) in word for word in one.info["cmdline"] or ())
    )
    return [one for one in named if one.pid != os.getpid()]


@pytest.fixture
def hive(own: Own, tmp_path: Path, heard: Any) -> Iterator[Hive]:
    hive = Hive(own.found(), tmp_path, heard)
    yield hive
    hive.engine.close()


def volumes(hive: Hive) -> dict[str, str]:
    return {one.name: one.attrs["CreatedAt"] for one in hive.engine.client.volumes.list()}


def refused(act: Callable[[], object]) -> None:
    begun = time.monotonic()
    with pytest.raises(EngineDownError, match="no engine answers there"):
        act()
    assert time.monotonic() - begun < PROMPT
    gc.collect()  # the SDK leaves a socket open that did not connect


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("signal", [SIGTERM, SIGKILL])
def test_the_engine_ends_and_begins_again(own: Own, hive: Hive, signal: Signals) -> None:
    filled(hive)
    with client.client(hive.redis.start(SECONDS)) as redis:
        redis.config_set("appendfsync", "always")
        redis.set("word", "kept")
    before = volumes(hive)
    own.end(signal)
    refused(own.found)
    for service in (hive.postgres, hive.redis):
        refused(service.unhealthy)
        refused(service.stop)
        refused(lambda service=service: service.start(SECONDS))
    own.begin()
    with closing(own.found()) as engine:
        again = replace(hive, engine=engine)
        assert kept(again)
        with client.client(again.redis.start(SECONDS)) as redis:
            assert redis.get("word") == b"kept"
        assert again.postgres.unhealthy() is again.redis.unhealthy() is None
        assert again.postgres.outdated() is again.redis.outdated() is None
        assert volumes(again) == before
        again.postgres.stop()
        again.redis.stop()
