"""What the environment names is taken at its word, or is an error that says which word."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import EngineError
from toolkit.services.docker import endpoints
from toolkit.services.docker.endpoints import Endpoint

SOCKET = "unix:///tmp/engine.sock"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".docker").mkdir()
    return tmp_path


def meta(home: Path, name: str) -> Path:
    digest = hashlib.sha256(name.encode()).hexdigest()
    path = home / ".docker/contexts/meta" / digest / "meta.json"
    path.parent.mkdir(parents=True)
    return path


def context(home: Path, name: str, **docker: Any) -> None:
    meta(home, name).write_text(json.dumps({"Name": name, "Endpoints": {"docker": docker}}))


def in_use(home: Path, **settings: Any) -> dict[str, str]:
    (home / ".docker/config.json").write_text(json.dumps(settings))
    return {"HOME": str(home)}


def test_nothing_said_is_nothing_named(home: Path) -> None:
    assert endpoints.named({}) is None
    assert endpoints.named({"HOME": str(home), "DOCKER_HOST": " ", "DOCKER_CONTEXT": ""}) is None


def test_docker_host_is_before_the_context(home: Path) -> None:
    context(home, "colima", Host="unix:///tmp/colima.sock")
    environment = in_use(home, currentContext="colima") | {"DOCKER_CONTEXT": "absent"}
    assert endpoints.named(environment | {"DOCKER_HOST": SOCKET}) == Endpoint(SOCKET, "DOCKER_HOST")


def test_the_context_in_use(home: Path) -> None:
    context(home, "colima", Host=SOCKET)
    found = endpoints.named(in_use(home, currentContext="colima"))
    assert found == Endpoint(SOCKET, "docker context colima")


def test_docker_context_is_before_the_one_in_use(home: Path) -> None:
    context(home, "mine", Host=SOCKET)
    environment = in_use(home, currentContext="absent")
    found = endpoints.named(environment | {"DOCKER_CONTEXT": "mine"})
    assert found == Endpoint(SOCKET, "docker context mine")
    assert endpoints.named(environment | {"DOCKER_CONTEXT": "default"}) is None


def test_docker_config_is_before_the_home(home: Path) -> None:
    context(home, "mine", Host=SOCKET)
    in_use(home, currentContext="mine")
    environment = {"HOME": "/nonexistent", "DOCKER_CONFIG": str(home / ".docker")}
    assert endpoints.named(environment) == Endpoint(SOCKET, "docker context mine")


def test_a_context_without_host_means_the_standard_socket(home: Path) -> None:
    context(home, "bare", SkipTLSVerify=False)
    found = endpoints.named(in_use(home, currentContext="bare"))
    assert found == Endpoint(f"unix://{endpoints.STANDARD}", "docker context bare")


@pytest.mark.parametrize("settings", ["default", "", None, 7])
def test_no_context_in_use(home: Path, settings: Any) -> None:
    assert endpoints.named(in_use(home, currentContext=settings)) is None


def test_a_context_that_is_not_there_is_named(home: Path) -> None:
    for environment in (in_use(home, currentContext="gone"), {"DOCKER_CONTEXT": "gone"}):
        with pytest.raises(EngineError, match="docker context gone is not there"):
            endpoints.named(environment)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"Endpoints": []}', '{"Endpoints": {"kubernetes": {}}}', "\xff",
     '{"Endpoints": {"docker": "x"}}', '{"Endpoints": {"docker": null}}'],
)  # fmt: skip
def test_a_broken_context_is_named(home: Path, text: str) -> None:
    meta(home, "broken").write_bytes(text.encode("latin-1"))
    with pytest.raises(EngineError, match="docker context broken"):
        endpoints.named(in_use(home, currentContext="broken"))


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff"])
def test_broken_settings_are_named(home: Path, text: str) -> None:
    (home / ".docker/config.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(EngineError, match=r"config\.json"):
        endpoints.named({"HOME": str(home)})


@pytest.mark.parametrize(
    "url",
    ["unix:///a", "tcp://localhost:2375", "tcp://127.0.0.1:2375", "tcp://127.8.8.8:1",
     "tcp://[::1]:2376"],
)  # fmt: skip
def test_an_engine_of_this_machine(url: str) -> None:
    assert endpoints.named({"DOCKER_HOST": url}) == Endpoint(url, "DOCKER_HOST")


REMOTE = ["ssh://me@build.example", "tcp://build.example:2376", "tcp://10.0.0.1:2375",
          "tcp://localhost.example:1", "ssh://localhost"]  # fmt: skip


@pytest.mark.parametrize("url", REMOTE)
def test_an_engine_elsewhere_is_refused(home: Path, url: str) -> None:
    with pytest.raises(EngineError, match="DOCKER_HOST names an engine on another machine"):
        endpoints.named({"DOCKER_HOST": url})
    context(home, "far", Host=url)
    with pytest.raises(EngineError, match="docker context far names an engine on another machine"):
        endpoints.named(in_use(home, currentContext="far"))


@pytest.mark.parametrize(
    "url",
    ["x", "localhost:2375", "/var/run/docker.sock", "unix://", "unix://a/b", "unix:a", "tcp://",
     "tcp://localhost", "tcp://localhost:x", "tcp://[::1", "http://localhost:1", "ssh://",
     "npipe:////./pipe/docker_engine", "fd://", "unix:///a\0b", "tcp://me:s3cret@localhost:1"],
)  # fmt: skip
def test_what_is_no_url_of_an_engine_is_refused_and_not_shown(home: Path, url: str) -> None:
    with pytest.raises(EngineError, match="DOCKER_HOST is no engine's URL") as refused:
        endpoints.named({"DOCKER_HOST": url})
    assert "s3cret" not in str(refused.value)
    context(home, "odd", Host=url)
    with pytest.raises(EngineError, match="docker context odd is no engine's URL"):
        endpoints.named(in_use(home, currentContext="odd"))


@pytest.mark.parametrize(
    ("said", "certificates", "verify"),
    [
        ({}, None, True),
        ({"DOCKER_TLS_VERIFY": ""}, None, True),
        ({"DOCKER_TLS_VERIFY": "1"}, Path("/home/me/.docker"), True),
        ({"DOCKER_CERT_PATH": "/own"}, Path("/own"), False),
        ({"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/own"}, Path("/own"), True),
    ],
)
def test_certificates_of_the_environment(
    said: dict[str, str], certificates: Path | None, verify: bool
) -> None:
    url = "tcp://127.0.0.1:2376"
    found = endpoints.named({"DOCKER_HOST": url, "HOME": "/home/me"} | said)
    assert found == Endpoint(url, "DOCKER_HOST", certificates, verify)


def test_certificates_of_a_context(home: Path) -> None:
    context(home, "tls", Host="tcp://127.0.0.1:2376", SkipTLSVerify=True)
    folder = home / ".docker/contexts/tls" / hashlib.sha256(b"tls").hexdigest() / "docker"
    folder.mkdir(parents=True)
    names = ["ca.pem", "cert.pem", "key.pem"]
    for name in names:
        (folder / name).touch()
    found = endpoints.named(in_use(home, currentContext="tls"))
    assert found == Endpoint("tcp://127.0.0.1:2376", "docker context tls", folder, verify=False)
    assert found.pems() == tuple(str(folder / name) for name in names)


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    endpoint = Endpoint("tcp://127.0.0.1:1", "DOCKER_HOST", tmp_path)
    with pytest.raises(EngineError, match=r"DOCKER_HOST means TLS[^\n]*\n[^\n]*/key\.pem") as error:
        endpoint.pems()
    assert "ca.pem" not in str(error.value)
    assert Endpoint(SOCKET, "DOCKER_HOST", tmp_path).pems() is None


def test_the_usual_sockets_in_their_order() -> None:
    found = endpoints.usual({"XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/home/me"})
    assert [one.socket for one in found] == [
        "/var/run/docker.sock",
        "/run/user/7/docker.sock",
        "/home/me/.docker/run/docker.sock",
        "/home/me/.docker/desktop/docker.sock",
        "/run/user/7/podman/podman.sock",
        "/run/podman/podman.sock",
    ]
