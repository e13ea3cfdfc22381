"""The embedded PostgreSQL: what it is, and that it becomes so again however it is found."""

import os
import signal
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from toolkit.errors import CpuError, DataVersionError, LockedError, ServiceError
from toolkit.services import access
from toolkit.services.embedded import postgres as module
from toolkit.services.embedded import self_test
from toolkit.services.embedded.postgres import EmbeddedPostgres

Make = Callable[..., EmbeddedPostgres]


def ask(url: str, query: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.pgresult and cursor.pgresult.ntuples else None
        return row[0] if row else None


def admin(server: EmbeddedPostgres, statement: str) -> Any:
    with access.connect(server.admin_url(), 5) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.pgresult and cursor.pgresult.ntuples else None
        return row[0] if row else None


def server_pid(server: EmbeddedPostgres) -> int:
    return int((server.state / "data/postmaster.pid").read_text().split()[0])


def test_from_nothing_to_a_server_and_back(postgres: Make, heard: Any) -> None:
    server = postgres(listener=heard, options=())
    assert server.unhealthy() == "it is not running"
    assert server.system_identifier() is None
    url = server.start(60)
    assert ask(url, "SELECT current_user || current_database()") == "hivehive"
    assert ask(url, "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = user") is False
    assert (
        ask(url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname='hive'") == "hive"
    )
    locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'hive'"
    assert ask(url, locale) == "bC.UTF-8"
    for setting, value in {
        "fsync": "on",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
        "TimeZone": "UTC",
    }.items():
        assert admin(server, f"SELECT current_setting('{setting}')") == value
    methods = "SELECT string_agg(DISTINCT auth_method, '') FROM pg_hba_file_rules"
    assert admin(server, methods) == "scram-sha-256"
    identifier = "SELECT system_identifier::text FROM pg_control_system()"
    assert server.system_identifier() == admin(server, identifier)
    assert any("data directory" in said for said in heard.said)

    before = server_pid(server)
    assert server.start(60) == url
    assert server_pid(server) == before
    assert server.unhealthy() is None
    assert "ready to accept connections" in server.logs(50)
    assert len(server.logs(2).splitlines()) == 2

    ask(url, "CREATE TABLE kept AS SELECT 1")
    server.stop()
    server.stop()
    assert server.unhealthy() == "it is not running"
    assert not psutil.pid_exists(before)
    assert server.start(60) == url
    assert ask(url, "SELECT count(*) FROM kept") == 1


def test_only_we_may_read_what_is_secret_and_nothing_says_it(postgres: Make) -> None:
    server = postgres(options=("fsync=off", "log_statement=all", "log_min_messages=debug1"))
    server.start(60)
    assert stat.S_IMODE(server.state.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.state / "superuser").stat().st_mode) == 0o600
    secrets = [server.password, str(server.admin_url().password)]
    said = (server.state / "server.log").read_text() + repr(server)
    said += " ".join(psutil.Process(server_pid(server)).cmdline())
    assert "CREATE ROLE" in said
    for secret in secrets:
        assert secret not in said


def test_as_root_it_runs_as_somebody_who_may_little(postgres: Make) -> None:
    server = postgres()
    server.start(60)
    assert psutil.Process(server_pid(server)).uids().effective != 0


def test_it_mends_password_role_and_database(postgres: Make) -> None:
    server = postgres()
    server.start(60)
    other = replace(server, password="another")
    url = other.start(60)
    assert ask(url, "SELECT 1") == 1
    assert "password authentication failed" in str(server.unhealthy())
    admin(other, "DROP DATABASE hive")
    admin(other, "DROP ROLE hive")
    assert other.unhealthy()
    assert ask(other.start(60), "SELECT 1") == 1
    admin(other, "ALTER ROLE hive NOLOGIN")
    assert ask(other.start(60), "SELECT 1") == 1


def test_the_role_is_not_the_superuser(postgres: Make) -> None:
    with pytest.raises(ServiceError, match="may not be postgres"):
        postgres(role="postgres").start(60)


def test_two_beside_each_other(postgres: Make) -> None:
    one = postgres("one", port=module.ports.free()[0])
    two = postgres("two", port=module.ports.free(avoid=[one.port])[0])
    with ThreadPoolExecutor(2) as pool:
        urls = list(pool.map(lambda server: server.start(60), (one, two)))
    assert urls[0] != urls[1]
    assert one.system_identifier() != two.system_identifier()
    one.stop()
    assert two.unhealthy() is None


def test_another_port_moves_it(postgres: Make) -> None:
    server = postgres()
    ask(server.start(60), "CREATE TABLE kept AS SELECT 1")
    moved = replace(server, port=module.ports.free(avoid=[server.port])[0])
    assert ask(moved.start(60), "SELECT count(*) FROM kept") == 1
    assert not module.ports.taken(server.port)


def test_after_kill_9_it_recovers(postgres: Make) -> None:
    server = postgres()
    url = server.start(60)
    ask(url, "CREATE TABLE kept AS SELECT 1")
    os.kill(server_pid(server), signal.SIGKILL)
    assert server.start(60) == url
    assert ask(url, "SELECT count(*) FROM kept") == 1


def test_a_zombie_is_dead(postgres: Make) -> None:
    server = postgres()
    server.start(60)
    pid = server_pid(server)  # a child of ours, for which nobody waits
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)], timeout=0)
    while server.unhealthy() != "it is not running":
        assert psutil.pid_exists(pid)
    server.stop()


def test_what_will_not_stop_is_said_and_not_killed(
    postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = postgres()
    server.start(60)
    pid = server_pid(server)
    os.kill(pid, signal.SIGSTOP)
    try:
        monkeypatch.setattr(module, "STOP_SECONDS", 0.3)
        with pytest.raises(ServiceError, match="has not stopped") as refused:
            server.stop()
        assert str(pid) in refused.value.next
        with pytest.raises(ServiceError, match="does not answer"):
            server.start(1)
    finally:
        os.kill(pid, signal.SIGCONT)
    monkeypatch.undo()
    server.stop()
    assert not psutil.pid_exists(pid)


def test_a_setting_that_it_refuses_is_said_at_once(postgres: Make) -> None:
    with pytest.raises(ServiceError, match="ended while it was starting") as refused:
        postgres(options=("no_such_setting=1",)).start(600)
    assert "no_such_setting" in refused.value.why


def test_data_of_another_major_version_is_seen_before_the_start(postgres: Make) -> None:
    server = postgres()
    server.start(60)
    server.stop()
    version, log = server.state / "data/PG_VERSION", (server.state / "server.log").read_text()
    kept = version.read_text()
    version.write_text("12\n")
    with pytest.raises(DataVersionError, match="made by PostgreSQL 12") as refused:
        server.start(60)
    assert "mv " in refused.value.next
    assert (server.state / "server.log").read_text() == log
    version.write_text(kept)
    server.start(60)


def test_what_is_not_a_data_directory_is_left_alone(postgres: Make) -> None:
    server = postgres()
    stranger = server.state / "data" / "letter"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("dear")
    with pytest.raises(ServiceError, match="not a data directory"):
        server.start(60)
    assert stranger.read_text() == "dear"


def test_a_processor_that_lacks_something_is_seen_before_anything_is_made(
    postgres: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor : 0\nflags\t\t: fpu sse4_2 bmi2\n")
    server = postgres(cpuinfo=cpuinfo)
    with pytest.raises(CpuError, match="pgvector") as refused:
        server.start(60)
    assert "avx2, fma" in refused.value.why
    assert "HIVE_SERVICES" in refused.value.next
    assert not (server.state / "data").exists()


def test_an_illegal_instruction_is_told_from_other_ends(
    postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = postgres()
    server.start(60)
    log = server.state / "server.log"
    sleeping = "SELECT pg_sleep(60)"
    monkeypatch.setattr(self_test, "_DISTANCE", sleeping)

    def killed_by(number: signal.Signals) -> None:
        with ThreadPoolExecutor(1) as pool:
            test = pool.submit(self_test.vector, server.admin_url(), log, log.stat().st_size, 30)
            find = f"SELECT pid FROM pg_stat_activity WHERE query = '{sleeping}'"
            while not (pid := admin(server, find)):
                assert not test.done()
            os.kill(pid, number)
            test.result(60)

    with pytest.raises(CpuError, match="cannot run pgvector"):
        killed_by(signal.SIGILL)
    assert server.start(60)
    with pytest.raises(ServiceError, match="self-test") as other:
        killed_by(signal.SIGTERM)
    assert not isinstance(other.value, CpuError)


def test_a_lost_superuser_password_is_said(postgres: Make) -> None:
    server = postgres()
    server.start(60)
    (server.state / "superuser").rename(server.state / "elsewhere")
    assert server.start(60)  # not needed as long as the role gets in
    with pytest.raises(ServiceError, match="superuser is not known"):
        replace(server, password="another").start(60)


def test_eight_at_once_start_one(postgres: Make, servers_in: Callable[[Path], list[int]]) -> None:
    server = postgres()
    with ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(lambda _: server.start(60), range(8)))
    assert len(urls) == 1
    assert servers_in(server.state / "data") == [server_pid(server)]


def test_a_busy_folder_is_said(postgres: Make) -> None:
    server = postgres()
    server.state.mkdir()
    held = module.locks.claim(server.state / "lock")
    assert held
    with held, pytest.raises(LockedError):
        server.start(0.1)


def test_a_server_on_which_pgvector_cannot_run_is_not_left_running(
    postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def illegal(*_: object) -> None:
        raise module.cpu.lacking("its self-test met an illegal instruction")

    monkeypatch.setattr(self_test, "vector", illegal)
    server = postgres()
    for _ in range(2):
        with pytest.raises(CpuError):
            server.start(60)
        assert server.unhealthy() == "it is not running"
