"""What a hive hands to a container: files in a folder that it mounts, and nobody else may enter."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def hand_over(folder: Path, files: Mapping[str, str]) -> bool:
    """Make the folder say `files`; whether that changed anything.

    The container reads them as a user of its own, so that they are readable: it is the folder
    above that is closed to everybody else, and that no container has.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    written = [_write(folder / name, text) for name, text in files.items()]
    return any(written)


def _write(path: Path, text: str) -> bool:
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    handle, fresh = tempfile.mkstemp(dir=path.parent.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchmod(handle, 0o644)
    Path(fresh).replace(path)
    return True
