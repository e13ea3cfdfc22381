"""Where an engine may be: what the environment names, else the usual sockets of this machine."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from toolkit.errors import EngineError
from toolkit.services.docker import contexts
from toolkit.services.docker.contexts import broken

STANDARD = "/var/run/docker.sock"
PODMAN = "/run/podman/podman.sock"
_PEMS = ("ca.pem", "cert.pem", "key.pem")


@dataclass(frozen=True)
class Endpoint:
    """One place, and `why` it is looked at: "DOCKER_HOST", "the rootless socket", …

    `certificates` is the folder of ca.pem, cert.pem and key.pem; `verify` whether the engine's own
    certificate is looked at.
    """

    url: str
    why: str
    certificates: Path | None = None
    verify: bool = True

    @property
    def socket(self) -> str | None:
        return self.url.removeprefix("unix://") if self.url.startswith("unix://") else None

    def pems(self) -> tuple[str, ...] | None:
        """Paths of the certificate authority, the certificate and the key. EngineError."""
        if self.certificates is None or self.socket:
            return None
        paths = [self.certificates / name for name in _PEMS]
        if missing := [str(path) for path in paths if not os.access(path, os.R_OK)]:
            files = ", ".join(missing)
            raise broken(f"{self.why} means TLS, but its files cannot be read", files)
        return tuple(map(str, paths))


def named(environment: Mapping[str, str]) -> Endpoint | None:
    """What DOCKER_HOST, else the current docker context says. EngineError where that is broken."""
    if url := environment.get("DOCKER_HOST", "").strip():
        return _checked(Endpoint(url, "DOCKER_HOST", *_tls(environment)))
    if context := contexts.current(environment):
        url, why = context.url or f"unix://{STANDARD}", f"docker context {context.name}"
        return _checked(Endpoint(url, why, context.certificates, context.verify))
    return None


def usual(environment: Mapping[str, str]) -> Sequence[Endpoint]:
    """The sockets where engines listen when nothing was said: Docker, rootless, Desktop, podman."""
    run = environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    home = environment.get("HOME") or contexts.NOWHERE
    places = {
        STANDARD: "the standard socket",
        f"{run}/docker.sock": "the rootless socket",
        f"{home}/.docker/run/docker.sock": "the socket in the home folder",
        f"{home}/.docker/desktop/docker.sock": "Docker Desktop's socket",
        f"{run}/podman/podman.sock": "podman's rootless socket",
        PODMAN: "podman's socket",
    }
    return [Endpoint(f"unix://{path}", why) for path, why in places.items()]


def _tls(environment: Mapping[str, str]) -> tuple[Path | None, bool]:
    """The client's certificates, as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH mean them."""
    verify, path = bool(environment.get("DOCKER_TLS_VERIFY")), environment.get("DOCKER_CERT_PATH")
    if path:
        return Path(path), verify
    return (contexts.folder(environment) if verify else None), True


def _checked(endpoint: Endpoint) -> Endpoint:
    """The endpoint, once it is a URL of this machine. It is not shown: it may hold a password."""
    try:
        parts = urlsplit(endpoint.url)
        good = _well_formed(parts) and endpoint.url.isprintable()
    except ValueError:
        good = False
    if not good:
        forms = "unix:///PATH and tcp://127.0.0.1:PORT are understood"
        raise broken(f"{endpoint.why} is no engine's URL", forms)
    if not (endpoint.socket or _loopback(parts.scheme, parts.hostname or "")):
        raise _elsewhere(endpoint, parts.hostname or "")
    return endpoint


def _well_formed(parts: SplitResult) -> bool:
    if parts.scheme == "unix":
        return parts.netloc == "" and parts.path.startswith("/")
    if parts.scheme == "ssh":
        return bool(parts.hostname)
    return parts.scheme == "tcp" and parts.username is None and bool(parts.hostname and parts.port)


def _loopback(scheme: str, host: str) -> bool:
    try:
        return scheme == "tcp" and ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _elsewhere(endpoint: Endpoint, host: str) -> EngineError:
    return EngineError(
        f"{endpoint.why} names an engine on another machine: {host}",
        why="a hive's ports and files would be there and not here",
        state="Nothing was asked of it.",
        next="name an engine of this machine; or set HIVE_SERVICES=external with the URLs of that"
        " machine's servers; or HIVE_SERVICES=embedded",
    )
