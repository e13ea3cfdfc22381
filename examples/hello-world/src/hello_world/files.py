"""The agent's files, in the room's folder `repository`: Python modules, none of them hidden."""

import re
from pathlib import Path

NAME = re.compile(r"[a-z_][a-z0-9_]*\.py")
LARGEST = 20_000  # characters
MOST = 20  # files


def write(room: Path, name: str, text: str) -> str:
    """What came of it, for the agent. Writing the same again is fine."""
    path = room / "repository" / name
    if not NAME.fullmatch(name):
        return f"refused: {name!r} is not the name of a module, such as slugify.py"
    if len(text) > LARGEST or len(mine(room).keys() | {name}) > MOST:
        return f"refused: at most {LARGEST} characters a file, and {MOST} files"
    if name.startswith("test_") and path.exists() and path.read_text("utf-8") != text:
        return f"refused: {name} is the measure and stays as it is; mend the code"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return f"wrote {name}, {len(text.splitlines())} lines"


def mine(room: Path) -> dict[str, str]:
    """All of them, name and text."""
    paths = sorted((room / "repository").glob("*.py"))
    return {path.name: path.read_text("utf-8") for path in paths}
