"""git under the toolkit's own name, with no configuration but the repository's."""

import os
from pathlib import Path

from toolkit import process
from toolkit.settings import current

WHO = ("-c", "user.name=Hive Toolkit", "-c", "user.email=hive-toolkit@localhost")
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *words: str | Path, **environment: str) -> str:
    """What git printed; CommandError where it fails."""
    plain = {key: value for key, value in current().items() if not key.startswith("GIT_")}
    whole = {**plain, **ALONE, **environment}
    return process.run("git", *WHO, *words, cwd=folder, env=whole).stdout.strip()
