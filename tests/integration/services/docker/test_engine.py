"""The engine is found where it is meant, else where it is; how that fails is told, and soon."""

import hashlib
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit import process
from toolkit.errors import (
    EngineAbsentError,
    EngineDownError,
    EngineError,
    EngineVersionError,
)
from toolkit.services.docker import endpoints
from toolkit.services.docker.engine import find

Answering = Callable[..., str]
PODMAN = [{"Name": "Podman Engine", "Version": "4.3.1"}]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a machine without an engine; nothing of this process's own counts."""
    monkeypatch.setattr(endpoints, "STANDARD", str(tmp_path / "docker.sock"))
    monkeypatch.setattr(endpoints, "PODMAN", str(tmp_path / "podman.sock"))
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, "/not/to/be/read")
    return {"HOME": str(tmp_path / "home"), "XDG_RUNTIME_DIR": str(tmp_path / "run")}


@pytest.fixture
def real(engine: Any) -> Path:
    return Path(endpoints.Endpoint(engine.where, "").socket or "")


@pytest.fixture
def stale(tmp_path: Path) -> str:
    """What a server leaves that was killed."""
    path = str(tmp_path / "stale.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
    return path


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[str]:
    """Takes connections and says nothing."""
    path = str(tmp_path / "silent.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        yield path


def linked(path: str | None, real: Path | str) -> None:
    assert path is not None
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).symlink_to(real)


def in_context(machine: dict[str, str], name: str, url: str) -> None:
    folder = Path(machine["HOME"], ".docker")
    meta = folder / "contexts/meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"Name": name, "Endpoints": {"docker": {"Host": url}}}))
    (folder / "config.json").write_text(json.dumps({"currentContext": name}))


@pytest.mark.parametrize("place", range(6))
def test_an_engine_on_a_usual_socket(machine: dict[str, str], real: Path, place: int) -> None:
    endpoint = endpoints.usual(machine)[place]
    linked(endpoint.socket, real)
    found = find(machine, seconds=5)
    found.client.ping()
    found.close()
    assert (found.where, found.why) == (endpoint.url, endpoint.why)


def test_the_first_usual_socket_that_answers_wins(
    machine: dict[str, str], real: Path, stale: str, answering: Answering
) -> None:
    standard, rootless, *_, podman = endpoints.usual(machine)
    linked(podman.socket, answering().removeprefix("unix://"))
    linked(rootless.socket, real)
    assert find(machine, seconds=5).why == "the rootless socket"
    linked(standard.socket, stale)
    assert find(machine, seconds=5).why == "the rootless socket"
    Path(standard.socket or "").unlink()
    linked(standard.socket, real)
    assert find(machine, seconds=5).why == "the standard socket"


def test_what_is_named_is_before_what_is_there(
    machine: dict[str, str], real: Path, answering: Answering
) -> None:
    linked(endpoints.STANDARD, real)
    in_context(machine, "colima", named := answering())
    found = find(machine, seconds=5)
    assert (found.where, found.why, found.version) == (named, "docker context colima", "20.10.0")
    machine["DOCKER_HOST"] = f"unix://{real}"
    assert find(machine, seconds=5).why == "DOCKER_HOST"


def test_what_is_named_and_silent_is_not_passed_over(
    machine: dict[str, str], real: Path, stale: str
) -> None:
    linked(endpoints.STANDARD, real)
    in_context(machine, "colima", f"unix://{stale}")
    with pytest.raises(EngineDownError, match="docker context colima"):
        find(machine, seconds=5)
    for gone in (stale, "/nonexistent/docker.sock"):
        with pytest.raises(EngineDownError, match=f"DOCKER_HOST .*{gone}"):
            find(machine | {"DOCKER_HOST": f"unix://{gone}"}, seconds=5)


def test_nobody_on_a_port_is_down(machine: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(EngineDownError, match="Connection refused"):
        find(machine | {"DOCKER_HOST": f"tcp://127.0.0.1:{port}"}, seconds=5)


def test_no_engine_says_where_it_was_looked_for(machine: dict[str, str]) -> None:
    with pytest.raises(EngineAbsentError) as absent:
        find(machine, seconds=5)
    assert all(str(one.socket) in absent.value.why for one in endpoints.usual(machine))
    assert "HIVE_SERVICES=embedded" in absent.value.next


def test_a_socket_that_nobody_serves_is_down(machine: dict[str, str], stale: str) -> None:
    linked(endpoints.usual(machine)[0].socket, stale)
    with pytest.raises(EngineDownError, match="systemctl start docker"):
        find(machine, seconds=5)


AS_NOBODY = """
import os, sys
from toolkit.errors import ToolkitError
from toolkit.services.docker import endpoints
from toolkit.services.docker.engine import find

endpoints.STANDARD, endpoints.PODMAN, absent = sys.argv[1:4]
for host in ({"DOCKER_HOST": absent}, {}):  # first as we are: every module is read then
    try:
        print(find(host, seconds=5).why)
    except ToolkitError as error:
        print(error.code, "usermod" in error.next)
    if os.geteuid() == 0:
        os.seteuid(65534)
"""


def as_nobody(standard: Path, podman: Path) -> str:
    """What an ordinary user gets."""
    words = [sys.executable, "-c", AS_NOBODY, standard, podman, "unix:///nonexistent"]
    return process.run(*words).stdout.splitlines()[-1]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Where anybody may look."""
    path = Path(tempfile.mkdtemp(prefix="hive-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_a_socket_that_is_not_for_us_is_denied(open_folder: Path) -> None:
    standard = open_folder / "docker.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(standard))
        server.listen()
        standard.chmod(0)
        assert as_nobody(standard, open_folder / "none.sock") == "engine-denied True"
        closed = open_folder / "closed"
        closed.mkdir(mode=0)
        found = as_nobody(open_folder / "none.sock", closed / "podman.sock")
        closed.chmod(0o700)  # so that it can be removed
        assert found == "engine-absent False"


@pytest.mark.parametrize("named", [True, False])
def test_a_silent_engine_is_an_error_in_time(
    machine: dict[str, str], silent: str, real: Path, named: bool
) -> None:
    linked(endpoints.usual(machine)[1].socket, real)  # a hung engine is no reason for another
    linked(endpoints.STANDARD, silent)
    began = time.monotonic()
    with pytest.raises(EngineError, match=r"did not answer within 0\.3 s"):
        find(machine | ({"DOCKER_HOST": f"unix://{silent}"} if named else {}), seconds=0.3)
    assert 0.3 <= time.monotonic() - began < 2


def test_an_engine_that_takes_no_more_connections(machine: dict[str, str], tmp_path: Path) -> None:
    path = str(tmp_path / "busy.sock")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as other:
        server.bind(path)
        server.listen(0)
        other.connect(path)
        with pytest.raises(EngineError, match="did not answer in time"):
            find(machine | {"DOCKER_HOST": f"unix://{path}"}, seconds=0.3)


def test_no_time_is_no_answer(machine: dict[str, str], silent: str) -> None:
    with pytest.raises(EngineError, match="did not answer within"):
        find(machine | {"DOCKER_HOST": f"unix://{silent}"}, seconds=0)


def test_an_old_engine_says_what_it_is(machine: dict[str, str], answering: Answering) -> None:
    host = answering(version={"ApiVersion": "1.40", "Version": "19.03.15"})
    with pytest.raises(EngineVersionError, match=r"19\.03\.15 with API 1\.40"):
        find(machine | {"DOCKER_HOST": host}, seconds=5)


def test_the_version_is_a_number_and_not_a_text(
    machine: dict[str, str], answering: Answering
) -> None:
    old = answering(version={"ApiVersion": "1.5", "Version": "0.5"})
    with pytest.raises(EngineVersionError):
        find(machine | {"DOCKER_HOST": old}, seconds=5)
    new = answering(version={"ApiVersion": "1.100", "Version": "40.0"})
    assert find(machine | {"DOCKER_HOST": new}, seconds=5).client.api.api_version == "1.100"


def test_podman_is_known_by_its_name(machine: dict[str, str], answering: Answering) -> None:
    said = {"ApiVersion": "1.41", "Version": "4.3.1", "Components": PODMAN}
    found = find(machine | {"DOCKER_HOST": answering(version=said)}, seconds=5)
    assert (found.name, found.version) == ("Podman", "4.3.1")


STRANGE = {
    "not JSON": b"<html>",
    "no object": [],
    "no version": {},
    "odd version": {"ApiVersion": "x"},
    "no text": {"ApiVersion": 1},
}


@pytest.mark.parametrize("said", STRANGE)
def test_what_is_no_engine(machine: dict[str, str], answering: Answering, said: str) -> None:
    with pytest.raises(EngineError, match="is no engine"):
        find(machine | {"DOCKER_HOST": answering(version=STRANGE[said])}, seconds=5)


def test_what_speaks_no_http(machine: dict[str, str], answering: Answering) -> None:
    def rude(handler: Any) -> None:
        handler.wfile.write(b"-ERR what?\r\n")

    with pytest.raises(EngineError, match="DOCKER_HOST"):
        find(machine | {"DOCKER_HOST": answering(version=rude)}, seconds=5)


@pytest.mark.parametrize(
    "text", ["[]", "7", '{"auths": {"a": {"auth": "%"}}}', '{"auths": {"a": 7}}']
)
def test_odd_settings_of_docker_are_named(machine: dict[str, str], real: Path, text: str) -> None:
    path = Path(machine["HOME"], ".docker/config.json")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(EngineError, match=str(path)):
        find(machine | {"DOCKER_HOST": f"unix://{real}"}, seconds=5).close()


def test_no_proxy_is_between_us(machine: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:s3cret@127.0.0.1:9")
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(EngineError, match="did not answer within") as error:
            find(machine | {"DOCKER_HOST": host}, seconds=0.2)
    assert "s3cret" not in str(error.value)


def test_the_package_that_is_missing_is_named(
    machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docker.client", None)
    with pytest.raises(EngineError) as missing:
        find(machine, seconds=5)
    assert "pip install 'hive-toolkit[docker]'" in missing.value.next


def test_the_package_is_not_imported_before_it_is_needed() -> None:
    says = (
        "import sys, toolkit.services.docker.engine; print({'docker', 'requests'} & {*sys.modules})"
    )
    assert process.run(sys.executable, "-c", says, env=dict(os.environ)).stdout == "set()\n"
