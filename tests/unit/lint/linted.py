"""What all rules say of a text that is a migration."""

from pathlib import Path

from toolkit.findings import Finding, Severity
from toolkit.lint.linter import lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES

PROJECT = Project(down_revisions={"a1": (), "b2": ("a1",)})


def linted(text: str, project: Project = PROJECT) -> tuple[Finding, ...]:
    found = lint(Path("b2.py"), project, RULES, files=Files(), text=text)
    assert not found.unread
    return found.findings


def grave(text: str, project: Project = PROJECT) -> list[Finding]:
    """What stands above a note."""
    return [one for one in linted(text, project) if one.severity is not Severity.NOTE]
