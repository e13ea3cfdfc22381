"""Docker contexts: named engines, kept in files by Docker's own command. Only read here.

Read by us because the SDK looks at the process's own environment, and takes a broken file for none.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import EngineError

NOWHERE = Path("/nonexistent")


@dataclass(frozen=True)
class Context:
    """`url` is empty where it means the standard socket; `certificates` a folder, if it has one."""

    name: str
    url: str
    certificates: Path | None
    verify: bool


def current(environment: Mapping[str, str]) -> Context | None:
    """That of DOCKER_CONTEXT, else the one in use; None for "default", no place of its own.

    EngineError where it is broken.
    """
    name = environment.get("DOCKER_CONTEXT") or _in_use(environment)
    return None if name in ("", "default") else _kept(name, folder(environment) / "contexts")


def folder(environment: Mapping[str, str]) -> Path:
    """Where Docker's command keeps its files, whether it is there or not."""
    if place := environment.get("DOCKER_CONFIG"):
        return Path(place)
    return Path(environment.get("HOME") or NOWHERE, ".docker")


def settings_file(environment: Mapping[str, str]) -> Path:
    return folder(environment) / "config.json"


def broken(what: str, why: str) -> EngineError:
    """What says where the engine is, is not to be understood."""
    return EngineError(
        what,
        why=why,
        state="No engine was asked for anything.",
        next="docker context ls shows what there is; mend or unset DOCKER_HOST and DOCKER_CONTEXT,"
        " or: docker context use default; HIVE_SERVICES=embedded needs no engine",
    )


def _in_use(environment: Mapping[str, str]) -> str:
    kept = _read(settings_file(environment), "docker's config.json") or {}
    name = kept.get("currentContext", "")
    return name if isinstance(name, str) else ""


def _kept(name: str, contexts: Path) -> Context:
    whose, digest = f"docker context {name}", hashlib.sha256(os.fsencode(name)).hexdigest()
    meta = _read(contexts / "meta" / digest / "meta.json", whose)
    if meta is None:
        raise broken(f"{whose} is not there", f"{contexts} has none of that name")
    try:
        docker = meta["Endpoints"]["docker"]
        url, verify = str(docker.get("Host") or ""), not docker.get("SkipTLSVerify")
    except (KeyError, TypeError, AttributeError):
        raise broken(f"{whose} names no engine", "it has no docker endpoint") from None
    certificates = contexts / "tls" / digest / "docker"
    return Context(name, url, certificates if certificates.is_dir() else None, verify)


def _read(path: Path, whose: str) -> dict[str, Any] | None:
    """The object in a JSON file, None where there is no file; EngineError."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise broken(f"{whose} cannot be read", f"{path}: {error}") from None
    if not isinstance(kept, dict):
        raise broken(f"{whose} cannot be read", f"{path}: not an object")
    return kept
