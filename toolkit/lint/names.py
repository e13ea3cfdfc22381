"""The names of all rules, without importing one of them."""

from pathlib import Path

UNUSED = "unused-suppression"
"""What suppression.py reports by itself."""
UNREADABLE = "unreadable"
"""Of a file, not of a migration: no rule, and nobody can ignore it."""


def every() -> tuple[str, ...]:
    """A rule is called as its file is."""
    files = (Path(__file__).parent / "rules").glob("[!_]*.py")
    return (*sorted(one.stem.replace("_", "-") for one in files), UNUSED)
