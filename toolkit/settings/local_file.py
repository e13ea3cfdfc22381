"""`.env.local`: blocks of ours between two marker lines each, beside what a person writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from toolkit import files
from toolkit.errors import SettingsError

NAME = ".env.local"
BEGIN = "# >>> hive: written by the toolkit, changes here are lost >>>"
END = "# <<< hive <<<"


@dataclass(frozen=True)
class Block:
    """Its first line, and its last."""

    begin: str
    end: str


OWN = Block(BEGIN, END)
"""The URLs in use. No setting is read from it."""
BRANCH = Block("# >>> hive branch: remove these lines to leave it >>>", "# <<< hive branch <<<")
"""Settings, as a person could write them: which branch database a worktree uses."""


def recorded(root: Path, block: Block = OWN) -> dict[str, str]:
    """What a block says: the URLs in use, passwords and all."""
    path = root / NAME
    if not path.is_file():
        return {}
    found = _parts(text(path), block)[1]
    values = dotenv_values(stream=StringIO(found), interpolate=False)
    return {key: value for key, value in values.items() if value}


def record(root: Path, values: Mapping[str, str], block: Block = OWN) -> bool:
    """Make a block say `values` (mode 0600); True if that changed anything."""
    path = root / NAME
    old = text(path) if path.is_file() else ""
    before, _, after = _parts(old, block)
    lines = [block.begin, *(f"{key}='{value}'" for key, value in values.items()), block.end]
    if before and not before.endswith("\n"):
        before += "\n"
    new = before + ("\n".join(lines) + "\n" if values else "") + after
    private = path.is_file() and path.stat().st_mode & 0o077 == 0
    if new == old and (private or not new):
        return False
    files.write(path, new)
    return True


def text(path: Path) -> str:
    """As it is, ends of lines included; OSError, UnicodeDecodeError."""
    return path.read_bytes().decode("utf-8")


def refuse_other(root: Path) -> None:
    """SettingsError where something else has its name: it is written anew, in its place, and what
    a link leads to may be another checkout's."""
    path = root / NAME
    if not path.is_symlink() and (path.is_file() or not path.exists()):
        return
    what = f"a link to {path.readlink()}" if path.is_symlink() else "a folder, or no plain file"
    raise SettingsError(
        f"{NAME} is not a file of this checkout's own",
        why=f"it is {what}, and the URLs and passwords in use are written there",
        state="Nothing was started or changed.",
        next=f"Move it away, or put a file in its place: mv {path} {path}.old",
    )


def without_block(text: str) -> str:
    """What a person wrote, our block's lines left empty so that line numbers stay."""
    before, block, after = _parts(text, OWN)
    return before + "\n" * block.count("\n") + after


def _parts(text: str, block: Block) -> tuple[str, str, str]:
    """Before, within (markers included) and after a block."""
    start = text.rfind(block.begin)
    stop = text.find(block.end, max(start, 0))
    if start < 0:
        return text, "", ""
    if stop < 0:
        raise _endless(block)
    line_end = text.find("\n", stop)
    stop = len(text) if line_end < 0 else line_end + 1
    return text[:start], text[start:stop], text[stop:]


def _endless(block: Block) -> SettingsError:
    """What belongs to us and what to the person cannot be told, and theirs must not be lost."""
    return SettingsError(
        f"the block of the toolkit in {NAME} has no end",
        why=f"the line `{block.end}` is missing",
        state="Nothing was started or changed.",
        next=f"Put that line after the URLs, or remove the line `{block.begin}` and what is beneath"
        " it: `invoke up`, or `invoke db.branch`, writes both anew",
    )
