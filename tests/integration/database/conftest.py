"""Servers that do not behave: each a small real thing."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from tenacity import retry, stop_after_delay, wait_fixed


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def wire() -> SimpleNamespace:
    """What servers say, as bytes."""
    return SimpleNamespace(error=error, old_server=old_server, free_port=free_port)


@pytest.fixture
def pgbouncer(server: sa.URL) -> Callable[..., sa.URL]:
    """The real PgBouncer before our server, in a mode and with a size of pool."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("pgbouncer is not installed: apt-get install pgbouncer")

    @contextmanager
    def running(mode: str, size: int, round_robin: int = 0) -> Iterator[sa.URL]:
        folder, port = Path(tempfile.mkdtemp(prefix="hive-test-")), free_port()
        folder.chmod(0o755)
        (folder / "users").write_text(f'"{server.username}" "{server.password}"\n')
        (folder / "ini").write_text(
            f"[databases]\n* = host=127.0.0.1 port={server.port}\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder}/users\npool_mode = {mode}\n"
            f"default_pool_size = {size}\nserver_round_robin = {round_robin}\n"
        )
        process = subprocess.Popen(
            [program, "-q", folder / "ini"],
            user=65534 if os.geteuid() == 0 else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            answers(port)
            yield server.set(port=port)
        finally:
            process.terminate()
            process.wait(20)
            shutil.rmtree(folder)

    return running


@retry(stop=stop_after_delay(20), wait=wait_fixed(0.01), reraise=True)
def answers(port: int) -> None:
    socket.create_connection(("127.0.0.1", port)).close()


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def error(sqlstate: str, text: str) -> bytes:
    return message(b"E", f"SFATAL\0VFATAL\0C{sqlstate}\0M{text}\0\0".encode())


def old_server() -> bytes:
    """A greeting that says it is version 12, and is ready for a query."""
    return (
        message(b"R", struct.pack("!i", 0))
        + message(b"S", b"server_version\x0012.22\0")
        + message(b"S", b"client_encoding\0UTF8\0")
        + message(b"K", struct.pack("!ii", 1, 1))
        + message(b"Z", b"I")
    )


@pytest.fixture
def speaker() -> Iterator[Callable[..., int]]:
    """A port whose n-th visitor hears the n-th of the answers, the last one again and again."""
    over, sockets, threads = threading.Event(), [], []

    def start(*replies: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)
        threads.append(threading.Thread(target=serve, args=(listener, list(replies), over)))
        threads[-1].start()
        return int(listener.getsockname()[1])

    yield start
    over.set()
    for thread in threads:
        thread.join()
    for listener in sockets:
        listener.close()


def serve(listener: socket.socket, replies: list[bytes], over: threading.Event) -> None:
    listener.settimeout(0.02)
    while not over.is_set():
        try:
            visitor, _ = listener.accept()
        except TimeoutError:
            continue
        with visitor:
            visitor.settimeout(5)
            greet(visitor, replies.pop(0) if len(replies) > 1 else replies[0])


def greet(visitor: socket.socket, reply: bytes) -> None:
    """No to SSL and GSS, then the reply to the startup message, whatever it says."""
    while True:
        size, code = struct.unpack("!ii", visitor.recv(8, socket.MSG_WAITALL))
        if code in (80877103, 80877104):
            visitor.sendall(b"N")
            continue
        visitor.recv(size - 8, socket.MSG_WAITALL)
        visitor.sendall(reply)
        return
