"""Choosing ports, and who holds one."""

import os
import socket

import pytest

from toolkit.errors import PortError
from toolkit.services import ports


def test_different_free_ports() -> None:
    found = ports.free(3)
    assert len(set(found)) == 3
    assert not any(ports.taken(port) for port in found)


def test_none_of_those_to_avoid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "RANGE", range(20000, 20010))
    avoid = set(range(20001, 20010))
    if not ports.taken(20000):
        assert ports.free(1, avoid) == (20000,)
    with pytest.raises(PortError, match="no free port"):
        ports.free(1, {*avoid, 20000})


def test_the_holder_is_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert ports.taken(port)
        holder = ports.holder(port)
        assert holder
        assert holder.pid == os.getpid()
        assert os.getcwd() in str(ports.conflict(port, "it"))  # noqa: PTH109
    assert ports.holder(port) is None


def test_a_listener_on_every_address_takes_the_loopback_too() -> None:
    with socket.create_server(("", 0)) as server:
        assert ports.taken(server.getsockname()[1])
