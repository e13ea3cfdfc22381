"""The embedded Valkey."""

import os
import signal
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

from toolkit.services import ports, redis
from toolkit.services.embedded.valkey import EmbeddedValkey

Make = Callable[..., EmbeddedValkey]
Pids = Callable[[Path], list[int]]


def test_from_nothing_to_a_server_and_back(valkey: Make, servers_in: Pids) -> None:
    server = valkey()
    assert server.unhealthy() == "it is not running"
    url = server.start(60)
    with redis.client(url) as client:
        client.set("word", "kept")
        assert client.config_get("bind", "appendonly", "protected-mode") == {
            "bind": "127.0.0.1",
            "appendonly": "yes",
            "protected-mode": "yes",
        }
    before = servers_in(server.state / "data")
    assert server.start(60) == url
    assert servers_in(server.state / "data") == before
    assert server.unhealthy() is None
    server.stop()
    server.stop()
    assert server.unhealthy() == "it is not running"
    server.start(60)
    with redis.client(url) as client:
        assert client.get("word") == b"kept"
    assert "Ready to accept connections" in server.logs(5)


def test_its_password_is_asked_for_and_nothing_says_it(valkey: Make, servers_in: Pids) -> None:
    server = valkey()
    server.start(60)
    wrong = replace(server, password="wrong")
    assert "password" in str(wrong.unhealthy())
    assert "authenticate" in str(redis.problem(f"redis://127.0.0.1:{server.port}", 5))
    assert stat.S_IMODE((server.state / "valkey.conf").stat().st_mode) == 0o600
    (pid,) = servers_in(server.state / "data")
    said = " ".join(psutil.Process(pid).cmdline()) + server.logs(99) + repr(server)
    assert server.password not in said
    assert psutil.Process(pid).uids().effective != 0


def test_another_password_and_port_keep_the_data(valkey: Make) -> None:
    server = valkey()
    with redis.client(server.start(60)) as client:
        client.set("word", "kept")
    other = replace(server, password="another", port=ports.free(avoid=[server.port])[0])
    with redis.client(other.start(60)) as client:
        assert client.get("word") == b"kept"
    assert not ports.taken(server.port)


def test_after_kill_9_what_was_written_is_there(valkey: Make, servers_in: Pids) -> None:
    server = valkey()
    url = server.start(60)
    with redis.client(url) as client:
        client.set("word", "kept")
    os.kill(servers_in(server.state / "data")[0], signal.SIGKILL)
    assert server.start(60) == url
    with redis.client(url) as client:
        assert client.get("word") == b"kept"
