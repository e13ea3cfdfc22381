"""Where an engine may be: what the environment names, else the usual sockets of this machine."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from toolkit.errors import EngineError

STANDARD = "/var/run/docker.sock"
ROOTFUL_PODMAN = "/run/podman/podman.sock"
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
        if self.certificates is None:
            return None
        paths = [self.certificates / name for name in _PEMS]
        if missing := [str(path) for path in paths if not path.is_file()]:
            raise _broken(f"{self.why} means TLS, but its files are not there", ", ".join(missing))
        return tuple(map(str, paths))


def named(environment: Mapping[str, str]) -> Endpoint | None:
    """What DOCKER_HOST, else the current docker context says. EngineError where that is broken."""
    if url := environment.get("DOCKER_HOST", "").strip():
        return _local(Endpoint(url, "DOCKER_HOST", *_tls(environment)))
    return _context(environment)


def usual(environment: Mapping[str, str]) -> Sequence[Endpoint]:
    """The sockets where engines listen when nothing was said: Docker, rootless, Desktop, podman."""
    run = environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    home = environment.get("HOME")
    places = [
        (STANDARD, "the standard socket"),
        (f"{run}/docker.sock", "the rootless socket"),
        *([(f"{home}/.docker/run/docker.sock", "the socket in the home folder")] if home else ()),
        *([(f"{home}/.docker/desktop/docker.sock", "Docker Desktop's socket")] if home else ()),
        (f"{run}/podman/podman.sock", "podman's rootless socket"),
        (ROOTFUL_PODMAN, "podman's socket"),
    ]
    return [Endpoint(f"unix://{path}", why) for path, why in places]


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """Docker's own config.json for this environment, whether it is there or not."""
    folder = _folder(environment)
    return folder / "config.json" if folder else None


def _folder(environment: Mapping[str, str]) -> Path | None:
    if folder := environment.get("DOCKER_CONFIG"):
        return Path(folder)
    return Path(environment["HOME"], ".docker") if environment.get("HOME") else None


def _tls(environment: Mapping[str, str]) -> tuple[Path | None, bool]:
    """The client's certificates, as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH mean them."""
    verify = bool(environment.get("DOCKER_TLS_VERIFY"))
    path = environment.get("DOCKER_CERT_PATH")
    return (Path(path) if path else _folder(environment) if verify else None), verify


def _context(environment: Mapping[str, str]) -> Endpoint | None:
    """The endpoint of the current context; None for "default", which is no place of its own."""
    name = environment.get("DOCKER_CONTEXT") or _current(environment)
    if name in ("", "default"):
        return None
    why, digest = f"docker context {name}", hashlib.sha256(os.fsencode(name)).hexdigest()
    folder = (_folder(environment) or Path("/nonexistent")) / "contexts"
    meta = _read(folder / "meta" / digest / "meta.json", why)
    if meta is None:
        raise _broken(f"{why} is not there", f"there is none in {folder}")
    try:
        docker = meta["Endpoints"]["docker"]
        url = str(docker.get("Host") or f"unix://{STANDARD}")
    except (KeyError, TypeError, AttributeError):
        raise _broken(f"{why} names no engine", "it has no docker endpoint") from None
    tls = folder / "tls" / digest / "docker"
    verify = not docker.get("SkipTLSVerify")
    return _local(Endpoint(url, why, tls if tls.is_dir() else None, verify))


def _current(environment: Mapping[str, str]) -> str:
    path = settings_file(environment)
    kept = _read(path, "docker's config.json") if path else None
    name = (kept or {}).get("currentContext", "")
    return name if isinstance(name, str) else ""


def _read(path: Path, whose: str) -> dict[str, Any] | None:
    """An object of a JSON file, None where there is no file; EngineError."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _broken(f"{whose} cannot be read", f"{path}: {error}") from None
    if not isinstance(kept, dict):
        raise _broken(f"{whose} cannot be read", f"{path}: not an object")
    return kept


def _local(endpoint: Endpoint) -> Endpoint:
    """The endpoint, once it is a URL of this machine; the URL itself may hold a password."""
    try:
        parts = urlsplit(endpoint.url)
        good = _well_formed(parts) and endpoint.url.isprintable()
    except ValueError:
        good = False
    if not good:
        forms = "unix:///PATH and tcp://127.0.0.1:PORT are understood"
        raise _broken(f"{endpoint.why} is no engine's URL", forms)
    if parts.scheme == "ssh" or not (endpoint.socket or _loopback(parts.hostname or "")):
        raise _elsewhere(endpoint, parts.hostname or "")
    return endpoint


def _well_formed(parts: SplitResult) -> bool:
    if parts.scheme == "unix":
        return parts.netloc == "" and parts.path.startswith("/")
    if parts.scheme == "ssh":
        return bool(parts.hostname)
    return parts.scheme == "tcp" and parts.username is None and bool(parts.hostname and parts.port)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _elsewhere(endpoint: Endpoint, host: str) -> EngineError:
    return EngineError(
        f"{endpoint.why} names an engine on another machine: {host}",
        why="a hive's ports and files would be there and not here",
        state="Nothing was asked of it.",
        next="name an engine of this machine, or set HIVE_SERVICES=external with the URLs of that"
        " machine's servers, or HIVE_SERVICES=embedded",
    )


def _broken(what: str, why: str) -> EngineError:
    return EngineError(
        what,
        why=why,
        state="No engine was asked for anything.",
        next="docker context ls shows what there is; mend or unset DOCKER_HOST and DOCKER_CONTEXT,"
        " or: docker context use default; HIVE_SERVICES=embedded needs no engine",
    )
