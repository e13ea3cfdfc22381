"""Hives of a test's own; what answers on a socket and is no engine, or is one that fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import pytest

from toolkit.services.docker.definition import INSTANCE
from toolkit.services.docker.engine import Engine

from .hives import Hive

VERSION = {"ApiVersion": "1.41", "Version": "20.10.0"}

Answering = Callable[..., str]


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    """Makes the URL of a server that gives its version; everything else gets `answer`.

    `answer`: a status and an object, or what to do with the request's handler.
    """
    numbers = count()
    with ExitStack() as servers:

        def make(answer: Any = (500, {}), *, version: Any = VERSION) -> str:
            class Handler(BaseHTTPRequestHandler):
                def do_GET(self) -> None:
                    said = (200, version) if self.path == "/version" else answer
                    said = version if callable(version) and self.path == "/version" else said
                    said(self) if callable(said) else _send(self, *said)

                do_POST = do_GET  # noqa: N815

                def address_string(self) -> str:
                    return "local"

                def log_message(self, *words: object) -> None: ...

            server = ThreadingUnixStreamServer(str(tmp_path / f"{next(numbers)}.sock"), Handler)
            server.daemon_threads = True
            servers.enter_context(server)
            thread = threading.Thread(target=server.serve_forever, args=[0.01])
            servers.callback(thread.join)
            servers.callback(server.shutdown)
            thread.start()
            return f"unix://{server.server_address}"

        yield make


def _send(handler: BaseHTTPRequestHandler, status: int, said: Any) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def make(
    engine: Engine, base_image: str, tmp_path: Path, heard: Any
) -> Iterator[Callable[[], Hive]]:
    made: list[Hive] = []

    def hive() -> Hive:
        root = tmp_path / f"checkout{len(made)}"
        root.mkdir()
        made.append(Hive(engine, root, heard))
        return made[-1]

    yield hive
    for one in made:
        filters = {"label": f"{INSTANCE}={one.instance}"}
        for container in engine.client.containers.list(all=True, filters=filters):
            container.remove(force=True, v=True)
        for network in engine.client.networks.list(filters=filters):
            network.remove()
        for volume in engine.client.volumes.list(filters=filters):
            volume.remove()


@pytest.fixture
def hive(make: Callable[[], Hive]) -> Hive:
    return make()
