"""The engine: the first that is meant or found, and why it is that one."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import (
    EngineAbsentError,
    EngineDeniedError,
    EngineDownError,
    EngineError,
    EngineVersionError,
)
from toolkit.services.docker import contexts, endpoints
from toolkit.services.docker.endpoints import Endpoint

if TYPE_CHECKING:
    from docker.client import DockerClient

OLDEST = "1.41"
"""The API of Docker 20.10."""
_LEAST = 0.1


@dataclass(frozen=True)
class Engine:
    """An engine that answered. `where` is its URL, `why` what won: "DOCKER_HOST",
    "docker context colima", "the rootless socket", …; `name` is Docker or Podman."""

    client: DockerClient = field(repr=False, compare=False)
    where: str
    why: str
    name: str
    version: str

    def close(self) -> None:
        self.client.close()


def find(environment: Mapping[str, str], *, seconds: float) -> Engine:
    """The engine that DOCKER_HOST or the current docker context names, else the first that
    answers on a usual socket. `seconds`: for every single answer of it. EngineError.
    """
    _package()
    if endpoint := endpoints.named(environment):
        return _reached(endpoint, environment, seconds)
    failures: list[EngineError] = []
    for endpoint in _there(environment):
        try:
            return _reached(endpoint, environment, seconds)
        except (EngineDownError, EngineDeniedError) as error:
            failures.append(error)
    raise failures[0] if failures else _absent(environment)


def _there(environment: Mapping[str, str]) -> list[Endpoint]:
    usual = endpoints.usual(environment)
    return [one for one in usual if one.socket and _exists(one.socket)]


def _exists(socket: str) -> bool:
    """Where we may not even look, there is none for us."""
    try:
        return Path(socket).exists()
    except PermissionError:
        return False


def _package() -> None:
    try:
        # A folder docker/ beside us would pass for the package itself.
        from docker.client import DockerClient  # noqa: F401
    except ImportError as error:
        raise EngineError(
            "the docker package is not installed",
            why=str(error),
            next="pip install 'hive-toolkit[docker]', or set HIVE_SERVICES=embedded",
        ) from None


def _reached(endpoint: Endpoint, environment: Mapping[str, str], seconds: float) -> Engine:
    """Asked for its version first: the client must speak it."""
    from toolkit.services.docker.faults import translated

    with translated(f"asking the engine of {endpoint.why} ({endpoint.url})"):
        _dialled(endpoint, seconds)
        with closing(_client(endpoint, environment, seconds, OLDEST)) as asked:
            answer = _version(endpoint, asked)
        client = _client(endpoint, environment, seconds, answer["ApiVersion"])
    name = "Podman" if "Podman" in str(answer.get("Components")) else "Docker"
    return Engine(client, endpoint.url, endpoint.why, name, str(answer.get("Version", "")))


def _dialled(endpoint: Endpoint, seconds: float) -> None:
    """OSError where nobody listens: the SDK leaves a socket open that did not connect."""
    if endpoint.socket:
        with socket.socket(socket.AF_UNIX) as way:
            way.settimeout(max(_LEAST, seconds))
            way.connect(endpoint.socket)


def _client(
    endpoint: Endpoint, environment: Mapping[str, str], seconds: float, version: str
) -> DockerClient:
    """It asks nothing yet. Credentials for registries are of Docker's own config.json."""
    from docker.client import DockerClient
    from docker.errors import InvalidConfigFile

    way = {"base_url": endpoint.url, "tls": _tls(endpoint)}
    settings = contexts.settings_file(environment)
    try:
        client = DockerClient(**way, timeout=max(_LEAST, seconds), version=version)
        client.api.reload_config(settings)
    except (InvalidConfigFile, ValueError, TypeError, AttributeError) as error:
        raise contexts.broken(
            "docker's config.json cannot be used", f"{settings}: {error}"
        ) from None
    client.api.trust_env = False  # no proxy is for what is on this machine
    return client


def _tls(endpoint: Endpoint) -> Any:
    """As the client takes it."""
    from docker.tls import TLSConfig

    if not (pems := endpoint.pems()):
        return False
    authority, *own = pems
    return TLSConfig(client_cert=tuple(own), ca_cert=authority, verify=endpoint.verify)


def _version(endpoint: Endpoint, client: DockerClient) -> dict[str, Any]:
    """What it says of itself; EngineError, EngineVersionError."""
    from docker.errors import NotFound

    try:
        answer: dict[str, Any] = client.api.version(api_version=False)
        spoken = _numbers(answer["ApiVersion"])
    except (NotFound, ValueError, TypeError, KeyError, AttributeError):
        raise _stranger(endpoint) from None
    if spoken < _numbers(OLDEST):
        raise _old(endpoint, answer)
    return answer


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _stranger(endpoint: Endpoint) -> EngineError:
    return EngineError(
        f"what answers at {endpoint.url} is no engine",
        why=f"{endpoint.why} leads there, but it does not know an engine's version",
        state="Nothing was changed.",
        next="docker context ls; name an engine in DOCKER_HOST, or set HIVE_SERVICES=embedded",
    )


def _old(endpoint: Endpoint, answer: Mapping[str, Any]) -> EngineVersionError:
    return EngineVersionError(
        f"the engine of {endpoint.why} ({endpoint.url}) is too old",
        why=f"it reports version {answer.get('Version')} with API {answer['ApiVersion']}; Docker"
        f" 20.10, or podman 4, with API {OLDEST} is the oldest that is supported",
        state="Nothing was changed.",
        next="upgrade it, or set HIVE_SERVICES=embedded",
    )


def _absent(environment: Mapping[str, str]) -> EngineAbsentError:
    looked = ", ".join(str(one.socket) for one in endpoints.usual(environment))
    return EngineAbsentError(
        "no engine was found",
        why=f"DOCKER_HOST and the docker context name none, and these are not there: {looked}",
        state="Nothing was changed.",
        next="install Docker (https://docs.docker.com/engine/install) or podman and start it, or"
        " set HIVE_SERVICES=embedded",
    )
