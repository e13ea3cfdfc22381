"""No file names a package registry or a folder of the machine it was written on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
STRAY = re.compile(
    rb"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|/work/|/root/|\.pyenv\b"
)


def _files() -> list[Path]:
    """Everything git has or would take."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    names = subprocess.check_output([*git, "--cached", "--others", "--exclude-standard"], text=True)
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_address_and_no_machine_path() -> None:
    found = {path: STRAY.search(path.read_bytes()) for path in _files() if path != Path(__file__)}
    assert {str(path): match[0] for path, match in found.items() if match} == {}
