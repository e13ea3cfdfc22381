"""Images: ours are built where their files changed, others are pulled where they are absent."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker.errors import ImageNotFound

from toolkit.errors import ImageError, ServiceError
from toolkit.findings import Listener
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.faults import full, is_full, translated

_HERE = Path(__file__).parent
SILENCE = 600
"""Seconds in which a build must say something."""


def folder(name: str) -> Path:
    """The files of one of our images: packaged beside this file, in a checkout under docker/."""
    packaged = _HERE / "files" / name
    return packaged if packaged.is_dir() else _HERE.parents[2] / "docker" / name


def reference(name: str) -> str:
    """Our image for the files as they are now."""
    digest = hashlib.sha256()
    for path in sorted(folder(name).iterdir()):
        digest.update(f"{path.name} {path.stat().st_mode & 0o111:o}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"hive-toolkit/{name}:{digest.hexdigest()[:12]}"


@dataclass(frozen=True)
class Images:
    """Those of one engine."""

    engine: Engine
    listener: Listener

    def ensured(self, wanted: str, name: str) -> str:
        """The id of the image `wanted`, made where it is absent; `name` is the folder of ours.

        ImageError, DiskFullError, EngineError.
        """
        with translated(f"looking for image {wanted}"):
            found = self._id(wanted)
            if found is None:
                self._make(wanted, name)
                found = self._id(wanted)
        if found is None:
            raise ImageError(
                f"image {wanted} is not there, although the engine says that it was made",
                next="docker images, then invoke up",
            )
        return found

    def _id(self, wanted: str) -> str | None:
        try:
            return str(self.engine.client.api.inspect_image(wanted)["Id"])
        except ImageNotFound:
            return None

    def _make(self, wanted: str, name: str) -> None:
        api = self.engine.client.api
        if wanted == reference(name):
            path = str(folder(name))
            said = api.build(path=path, rm=True, forcerm=True, decode=True, timeout=SILENCE)
            self._keep(self._heard(wanted, "built", _steps(wanted, said)), wanted)
        else:
            repository, tag = _parts(wanted)
            said = api.pull(repository, tag=tag, stream=True, decode=True)
            self._heard(wanted, "pulled", _layers(wanted, said))

    def _keep(self, built: str, wanted: str) -> None:
        """Under its name, unless somebody was faster: the other's containers were made of that."""
        api, there = self.engine.client.api, self._id(wanted)
        if there is None:
            api.tag(built, *_parts(wanted))
        elif there != built:
            api.remove_image(built)

    def _heard(self, wanted: str, done: str, said: Iterator["_Said"]) -> str:
        """Show the progress to its end; what the engine complains of is the error. The id of what
        was built."""
        last: list[str] = []
        built = ""
        for one in said:
            last = [*last[-9:], one.text] if one.text else last
            built = one.built or built
            if one.error:
                raise _failed(wanted, done, one.error, last)
            if one.progress:
                self.listener.progress(one.progress, one.done, one.total)
        return built


@dataclass(frozen=True)
class _Said:
    """One line of the engine's."""

    text: str = ""
    progress: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    built: str = ""


def _steps(wanted: str, said: Iterator[Mapping[str, Any]]) -> Iterator[_Said]:
    """Of a build: `Step 3/9 : RUN …` counts."""
    for line in said:
        text = str(line.get("stream", "")).strip()
        if "error" in line:
            yield _Said(text, error=str(line["error"]))
        elif "aux" in line:
            yield _Said(built=str(line["aux"].get("ID", "")))
        elif text.startswith("Step "):
            done, _, total = text.split()[1].partition("/")
            yield _Said(text, f"building {wanted}", int(done), int(total))
        elif text or "status" in line:
            yield _Said(text or str(line["status"]))


def _layers(wanted: str, said: Iterator[Mapping[str, Any]]) -> Iterator[_Said]:
    """Of a pull: bytes of all layers that are known so far."""
    layers: dict[str, tuple[int, int]] = {}
    yield _Said(progress=f"pulling {wanted}")
    for line in said:
        detail = line.get("progressDetail") or {}
        if "error" in line:
            yield _Said(error=str(line["error"]))
        elif line.get("status") == "Downloading" and detail.get("total"):
            layers[str(line.get("id"))] = (int(detail["current"]), int(detail["total"]))
            done, total = (sum(numbers) for numbers in zip(*layers.values(), strict=True))
            yield _Said(progress=f"pulling {wanted}", done=done, total=total)


def _parts(wanted: str) -> tuple[str, str]:
    """Repository and tag; a digest is a tag to the engine."""
    if "@" in wanted:
        repository, _, digest = wanted.partition("@")
        return repository, digest
    head, colon, tag = wanted.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (wanted, "latest")


def _failed(wanted: str, done: str, error: str, last: list[str]) -> ServiceError:
    what, why = f"image {wanted} was not {done}", "\n".join([*last[-5:], error])
    if is_full(why):
        return full(what, error)
    return ImageError(
        what,
        why=why,
        state="No container was changed.",
        next="Mend that; without a network, docker load the image (and debian:trixie-slim for a"
        " build) from where there is one, or use HIVE_SERVICES=embedded",
    )
