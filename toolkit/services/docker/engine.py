"""The engine: the first that is meant or found, and why it is that one."""

from __future__ import annotations

from collections.abc import Mapping
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
from toolkit.services.docker import endpoints
from toolkit.services.docker.endpoints import Endpoint

if TYPE_CHECKING:
    from docker.client import DockerClient

OLDEST = "1.41"
"""The API of Docker 20.10."""


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
    from docker.client import DockerClient

    from toolkit.services.docker.faults import translated

    way = _way(endpoint)
    with translated(f"the engine of {endpoint.why} ({endpoint.url}) cannot be used"):
        answer = _version(endpoint, way, seconds)
        client = DockerClient(**way, timeout=seconds, version=answer["ApiVersion"])
        client.api.trust_env = False
        client.api.reload_config(endpoints.settings_file(environment))
    name = "Podman" if "Podman" in str(answer.get("Components")) else "Docker"
    return Engine(client, endpoint.url, endpoint.why, name, str(answer.get("Version", "")))


def _way(endpoint: Endpoint) -> dict[str, Any]:
    """As the client takes it."""
    from docker.tls import TLSConfig

    if not (pems := endpoint.pems()):
        return {"base_url": endpoint.url}
    authority, *own = pems
    tls = TLSConfig(client_cert=tuple(own), ca_cert=authority, verify=endpoint.verify)
    return {"base_url": endpoint.url, "tls": tls}


def _version(endpoint: Endpoint, way: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What it says of itself; EngineError, EngineVersionError."""
    from docker.api import APIClient
    from docker.errors import NotFound

    with APIClient(**way, timeout=seconds, version=OLDEST) as client:
        client.trust_env = False  # a proxy is not for what is on this machine
        try:
            answer: dict[str, Any] = client.version(api_version=False)
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
