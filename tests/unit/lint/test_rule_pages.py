"""docs/rules is what the rules say: `nox -s rules` writes it."""

from __future__ import annotations

from pathlib import Path

from toolkit.lint import pages

FOLDER = Path(__file__).parents[3] / "docs/rules"


def test_pages_are_current() -> None:
    expected = {f"{name}.md": text for name, text in pages.every().items()}
    expected["README.md"] = pages.index()
    assert {one.name: one.read_text() for one in FOLDER.glob("*.md")} == expected
