"""What is said of the rules: `--explain`, docs/rules, and what a report says of each."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.lint import names, options, pages
from toolkit.lint.rules import RULES


def explained(rule: str) -> str:
    """Its page; UsageError where it is no rule."""
    found = rule.replace("_", "-")
    known = names.every()
    if found not in known:
        nearest = options.nearest(found, known)
        raise UsageError(f"{rule!r} is no rule", next=f"hive-lint --explain {nearest}")
    return pages.every()[found]


def abouts() -> dict[str, str]:
    """A sentence on each."""
    return {pages.name(rule): pages.about(rule) for rule in RULES}


def version() -> str:
    return installed("hive-toolkit")


def main(folder: Path) -> None:
    """Write them all, and take away those whose rule is gone."""
    found = {f"{name}.md": text for name, text in pages.every().items()}
    found["README.md"] = pages.index()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in found:
            path.unlink()
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
