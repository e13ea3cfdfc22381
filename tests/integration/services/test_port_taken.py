"""A kept port that somebody else took."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.errors import PortError
from toolkit.services import ports

LISTEN = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[int]:
    """A port on which another project's process listens."""
    port = ports.free()[0]
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN, str(port)],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout
        child.stdout.readline()
        yield port
        child.kill()


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
def test_its_holder_is_named(
    kind: str, taken: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(kind)(port=taken)
    with pytest.raises(PortError) as refused:
        server.start(60)
    assert str(taken) in refused.value.what
    assert "python" in refused.value.why
    assert str(tmp_path) in refused.value.why
    assert refused.value.next


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
def test_it_is_named_too_when_it_was_faster(
    kind: str, taken: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look and the server's bind there is no lock: the server itself finds out."""
    monkeypatch.setattr(ports, "taken", lambda port: False)
    server = request.getfixturevalue(kind)(port=taken)
    with pytest.raises(PortError, match=str(taken)) as refused:
        server.start(60)
    assert "python" in refused.value.why
