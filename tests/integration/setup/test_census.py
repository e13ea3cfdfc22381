"""Each thing that embedded servers may leave is made for real, and named; nothing of others is."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from toolkit.findings import Outcome, Silence, Status
from toolkit.services.embedded import leftovers as embedded
from toolkit.services.embedded import memory
from toolkit.services.embedded.identity import Identity
from toolkit.services.embedded.processes import Running
from toolkit.settings import Settings, load
from toolkit.setup import census, state
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive

SERVER_USER = 65534 if os.geteuid() == 0 else None
Begin = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a checkout that has ports already; nothing of it ever ran."""
    made = load(tmp_path, {}).settings
    open_hive(made, Silence(), make=True)
    (tmp_path / ".hive/postgres/data").mkdir(parents=True)
    return made


@pytest.fixture
def hive(tmp_path: Path) -> Iterator[Hive]:
    """One that may be started."""
    made = open_hive(load(tmp_path, {}).settings, Silence(), make=True)
    yield made
    made.stop()


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begin a process that lives until the test ends it, or ends."""
    begun = []

    def start(*argv: str, cwd: Path | str = "/", **more: object) -> "subprocess.Popen[bytes]":
        words = argv or ("sleep", "600")
        begun.append(subprocess.Popen(words, cwd=cwd, stdout=subprocess.PIPE, **more))  # type: ignore[call-overload]
        return begun[-1]  # type: ignore[no-any-return]

    yield start
    for one in begun:
        one.kill()
        one.communicate()


def verified(settings: Settings, patience: float = 0) -> dict[str, Outcome]:
    """What `down --verify` finds where there is nothing to stop."""
    found = census.verify(settings.root, census.traces(settings), patience)
    return {one.name: one for one in found}


def left(settings: Settings) -> list[str]:
    """What is named as left, when the census says that it came since."""
    outcome = verified(settings)["leftovers"]
    assert outcome.status is Status.FAILED, outcome
    return list(outcome.notes)


def is_clean(found: dict[str, Outcome]) -> bool:
    """Nothing is left, and it is said."""
    outcome = found["leftovers"]
    return outcome.status is Status.UNCHANGED and outcome.notes == ("nothing left",)


def test_a_hive_that_ran_leaves_its_data_only(hive: Hive) -> None:
    census.take(hive.settings)
    hive.start()
    hive.stop()
    found = verified(hive.settings, census.PATIENCE)
    assert is_clean(found)
    home = hive.settings.root / ".hive"
    assert found["data"].notes == tuple(
        f"kept: {home}/{name}/data; invoke reset deletes it" for name in ("postgres", "redis")
    )


def test_a_running_hive_is_all_there_and_keeps_its_census(hive: Hive) -> None:
    hive.start()
    before = census.load(hive.settings.root)
    census.take(hive.settings)
    assert before
    assert census.load(hive.settings.root) == before
    found = "\n".join(left(hive.settings))
    for pid in (int(Path(file).read_text().split()[0]) for file in _pid_files(hive)):
        assert f"(pid {pid}) of " in found
        workers = psutil.Process(pid).children()
        assert all(f"(pid {one.pid}) of " in found for one in workers)
    for folder in ("postgres", "redis"):
        assert f".hive/{folder}/alive: held by " in found
    mine = state.load(hive.settings.root)
    assert mine
    assert f"port {mine.postgres_port}: postgres" in found
    assert f"port {mine.redis_port}: valkey-server" in found


def _pid_files(hive: Hive) -> tuple[Path, Path]:
    home = hive.settings.root / ".hive"
    return home / "postgres/data/postmaster.pid", home / "redis/data/valkey.pid"


def test_a_killed_postgres_leaves_its_pid_file_and_its_memory(hive: Hive) -> None:
    census.take(hive.settings)
    hive.start()
    file, _ = _pid_files(hive)
    lines = file.read_text().splitlines()
    segment = lines[6].split()[1]
    mapped = [line.split()[5] for line in _maps(int(lines[0])) if "/dev/shm/" in line]
    os.kill(int(lines[0]), signal.SIGKILL)
    hive.stop()
    found = verified(hive.settings, patience=1)["leftovers"].notes
    assert f"file {file}: its server ended without removing it" in found
    assert f"shared memory segment {segment} (ipcrm -m {segment}): of PostgreSQL" in str(found)
    assert mapped
    for path in mapped:
        assert f"shared memory {path}: of a PostgreSQL that has ended" in found
    hive.start()
    hive.stop()
    assert is_clean(verified(hive.settings, census.PATIENCE))


def _maps(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/maps").read_text().splitlines()


def test_a_pid_file_that_names_a_stranger_is_of_a_killed_server(
    settings: Settings, begin: Begin
) -> None:
    data = settings.root / ".hive/postgres/data"
    for folder, ended in ((Path("/"), True), (data, False)):
        pid = begin(cwd=folder).pid
        (data / "postmaster.pid").write_text(f"{pid}\n{data}\n1\n1\n\n\n 7 8\nready\n")
        assert (memory.killed(data) is not None) is ended


def test_a_process_in_the_data_folder(settings: Settings, begin: Begin) -> None:
    census.take(settings)
    folder = settings.root / ".hive/postgres"
    orphan = begin(cwd=folder / "data", start_new_session=True)
    assert left(settings) == [f"process sleep (pid {orphan.pid}) of {folder}"]


def test_a_process_in_a_folder_that_was_deleted(settings: Settings, begin: Begin) -> None:
    census.take(settings)
    folder = settings.root / ".hive/redis"
    folder.mkdir()
    orphan = begin(cwd=folder, start_new_session=True)
    folder.rmdir()
    assert left(settings) == [f"process sleep (pid {orphan.pid}) of {folder}"]


def test_a_deleted_folder_as_the_kernel_writes_it(tmp_path: Path) -> None:
    who = Identity(1, "", "/bin/sleep", f"{tmp_path} (deleted)")
    assert Running(who, "sleep", (), terminal=False).within(tmp_path)


def test_a_process_whose_command_names_the_folder(settings: Settings, begin: Begin) -> None:
    census.take(settings)
    folder = settings.root / ".hive/redis"
    words = (sys.executable, "-c", "input()", f"--dir={folder}/data")
    orphan = begin(*words, stdin=subprocess.PIPE, start_new_session=True)
    (said,) = left(settings)
    assert f"(pid {orphan.pid}) of {folder}" in said


def test_a_process_of_the_servers_user(settings: Settings, begin: Begin) -> None:
    data = settings.root / ".hive/postgres/data"
    if SERVER_USER:
        os.chown(data, SERVER_USER, SERVER_USER)
    census.take(settings)
    orphan = begin(cwd=data, user=SERVER_USER, start_new_session=True)
    assert f"(pid {orphan.pid}) of " in left(settings)[0]


def test_a_neighbour_is_not_named(settings: Settings, begin: Begin) -> None:
    census.take(settings)
    beside = settings.root / ".hive/postgres-old"
    beside.mkdir()
    begin(cwd=beside, start_new_session=True)
    begin(sys.executable, "-c", "input()", str(beside), stdin=subprocess.PIPE)
    assert is_clean(verified(settings))


def test_an_earlier_orphan_is_ours_and_said_to_be_older(settings: Settings, begin: Begin) -> None:
    orphan = begin(cwd=settings.root / ".hive/postgres", start_new_session=True)
    census.take(settings)
    (said,) = left(settings)
    assert said.startswith(f"process sleep (pid {orphan.pid}) of ")
    assert said.endswith(" (was there before up)")


def test_a_zombie_is_gone(settings: Settings, begin: Begin) -> None:
    dead = begin(cwd=settings.root / ".hive/postgres/data", start_new_session=True)
    dead.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, dead.pid, os.WEXITED | os.WNOWAIT)
    assert psutil.Process(dead.pid).status() == psutil.STATUS_ZOMBIE
    assert is_clean(verified(settings))


def test_what_ends_meanwhile_is_waited_for(settings: Settings, begin: Begin) -> None:
    words = (sys.executable, "-c", "import time; time.sleep(0.5)")
    begin(*words, cwd=settings.root / ".hive/postgres", start_new_session=True)
    found = verified(settings, patience=60)
    assert is_clean(found)
    assert 0.05 < found["leftovers"].seconds < 30


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_a_listener_on_a_port(settings: Settings, service: str) -> None:
    port = getattr(state.load(settings.root), f"{service}_port")
    census.take(settings)
    with socket.create_server(("127.0.0.1", port)):
        (said,) = left(settings)
    assert said.startswith(f"port {port}: ")
    assert f"(pid {os.getpid()}" in said
    assert is_clean(verified(settings))


def test_a_listener_that_was_there_before_is_a_note(settings: Settings) -> None:
    port = getattr(state.load(settings.root), "postgres_port")  # noqa: B009 (it may be None)
    with socket.create_server(("127.0.0.1", port)):
        census.take(settings)
        found = verified(settings)
    assert is_clean(found)
    (note,) = found["census"].notes
    assert note.startswith(f"port {port}: ")
    assert note.endswith("(was there before up)")


@pytest.mark.parametrize("name", ["postgres/lock", "postgres/alive", "redis/lock", "redis/alive"])
def test_a_held_lock(settings: Settings, begin: Begin, name: str) -> None:
    path = settings.root / ".hive" / name
    path.parent.mkdir(exist_ok=True)
    census.take(settings)
    hold = "import fcntl, sys; f = open(sys.stdin.readline().strip(), 'ab')"
    hold += "; fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    holder = begin(sys.executable, "-c", hold, stdin=subprocess.PIPE)
    assert holder.stdin
    assert holder.stdout
    holder.stdin.write(f"{path}\n".encode())
    holder.stdin.flush()
    assert holder.stdout.readline() == b"held\n"
    (said,) = left(settings)
    assert said.startswith(f"lock {path}: held by ")
    assert f"(pid {holder.pid})" in said
    holder.kill()
    holder.wait()
    assert is_clean(verified(settings))


@pytest.mark.parametrize(
    "name", ["postgres/data/postmaster.pid", "redis/data/valkey.pid", "postgres/initdb-x1"]
)
def test_a_file(settings: Settings, name: str) -> None:
    path = settings.root / ".hive" / name
    census.take(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert left(settings) == [f"file {path}: its server ended without removing it"]


def test_a_socket(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = state.load(settings.root)
    assert mine
    monkeypatch.setattr(embedded, "SOCKETS", tmp_path)
    path = tmp_path / f".s.PGSQL.{mine.postgres_port}"
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))
        assert left(settings) == [f"file {path}: its server ended without removing it"]


def test_without_a_census_only_what_says_whose_it_is(settings: Settings, begin: Begin) -> None:
    begin(cwd=settings.root / ".hive/postgres", start_new_session=True)
    for broken in (None, "{", '{"keys": 1}', "[]"):
        if broken:
            (settings.root / ".hive/census.json").write_text(broken)
        found = verified(settings)
        assert found["leftovers"].status is Status.FAILED
        assert "nothing is known of the time before up" in found["census"].notes[0]
        assert "before up)" not in found["leftovers"].notes[0]


def test_another_checkout_is_nobody_elses_leftover(tmp_path: Path, hive: Hive) -> None:
    census.take(hive.settings)
    (tmp_path / "other").mkdir()
    other = open_hive(load(tmp_path / "other", {}).settings, Silence(), make=True)
    hive.start()
    try:
        other.start()
        hive.stop()
        found = verified(hive.settings, census.PATIENCE)
        assert is_clean(found)
        assert str(other.settings.root) not in str(found)
        assert other.postgres.unhealthy() is None
    finally:
        other.stop()


def test_external_servers_have_no_time_before(tmp_path: Path) -> None:
    given = {"HIVE_SERVICES": "external", "DATABASE_URL": "postgresql://h/d"}
    census.take(load(tmp_path, given).settings)
    assert not (tmp_path / ".hive").exists()
