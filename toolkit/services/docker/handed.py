"""What a hive hands to a container: files in a folder that it mounts, and nobody else may enter."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.files import write


def hand_over(folder: Path, files: Mapping[str, str]) -> bool:
    """Make the folder say `files`; whether that changed anything.

    The container reads them as a user of its own, so that they are readable: it is the folder
    above that is closed to everybody else, and that no container has.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    stale = {name: text for name, text in files.items() if not _says(folder / name, text)}
    for name, text in stale.items():
        write(folder / name, text, 0o644)
    return bool(stale)


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text
