"""What was found in files that have not changed since, nor anything that it hangs on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from time import strftime
from typing import Any

from toolkit.findings import Claim, Edit, Finding, Fix, Severity, Span
from toolkit.lint.project import Project
from toolkit.lint.source import Source
from toolkit.lint.workers import Checked

PLACE = Path(".hive", "lint", "cache.json")
UNTIL = b"until="


def digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()


@cache
def toolkit() -> str:
    """Another one whenever anything that lints is another one."""
    seen = []
    for folder, _, files in os.walk(Path(__file__).parent):
        for name in files:
            if name.endswith(".py"):
                found = os.stat(f"{folder}/{name}")  # noqa: PTH116 (every run does this)
                seen.append((folder, name, found.st_mtime_ns, found.st_size))
    return digest(repr((sys.version, sorted(seen))).encode())


@dataclass
class Cache:
    """`beside`: what migrations looked for beside themselves, and a digest where it is there."""

    files: dict[str, list[Any]] = field(default_factory=dict)
    beside: dict[str, str | None] = field(default_factory=dict)
    changed: bool = False
    _projects: dict[int, tuple[Project, str]] = field(default_factory=dict)

    def get(self, one: Source, project: Project) -> Checked | None:
        found = self.files.get(one.path)
        if found is None or found[0] != self._key(one, project):
            return None
        _, findings, blind, unread = found
        return Checked(tuple(_finding(one.shown, it) for it in findings), blind, unread)

    def put(self, one: Source, project: Project, checked: Checked) -> None:
        if checked.bug:
            return
        self.changed = True
        findings = [_row(it) for it in checked.findings]
        row = [self._key(one, project), findings, checked.blind, checked.unread]
        self.files[one.path] = row
        for path in checked.beside:
            self.beside[str(path)] = _there(path)

    def text(self) -> str:
        """As it is kept; without the files that are not there any more."""
        self.files = {path: row for path, row in self.files.items() if Path(path).is_file()}
        found = {"toolkit": toolkit(), "beside": self.beside, "files": self.files}
        return json.dumps(found, separators=(",", ":"))

    def _key(self, one: Source, project: Project) -> str:
        if id(project) not in self._projects:
            self._projects[id(project)] = project, digest(repr(project).encode())
        day = strftime("%Y-%m-%d") if UNTIL in one.data else ""
        return f"{digest(one.data)} {self._projects[id(project)][1]} {day}"


def read(path: Path) -> Cache:
    """An empty one where it is not there, is of another toolkit or cannot be read."""
    try:
        given = json.loads(path.read_bytes())
        if given["toolkit"] == toolkit() and _same(given["beside"]):
            return Cache(dict(given["files"]), dict(given["beside"]))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        pass
    return Cache()


def _same(beside: Mapping[str, str | None]) -> bool:
    return all(_there(Path(path)) == found for path, found in beside.items())


def _there(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except OSError:
        return None


def _row(one: Finding) -> list[Any]:
    at = one.span
    return [
        (at.line, at.column, at.end_line, at.end_column), one.rule, one.severity, one.message,
        one.remedy, one.revision, one.claim, one.statement, one.fix and _fix_row(one.fix),
        one.choices, one.suppressed, one.function,
    ]  # fmt: skip


def _fix_row(fix: Fix) -> list[Any]:
    return [fix.title, [(one.start, one.end, one.text) for one in fix.edits], fix.imports]


def _finding(path: str, row: list[Any]) -> Finding:
    at, rule, severity, message, remedy, revision, claim, statement, fix, *more = row
    choices, suppressed, function = more
    return Finding(
        path, Span(*at), rule, Severity(severity), message, remedy, revision,
        Claim(claim) if claim else None, statement, fix and _fix(*fix), tuple(choices), suppressed,
        function=function,
    )  # fmt: skip


def _fix(title: str, edits: list[list[Any]], imports: list[str]) -> Fix:
    return Fix(title, tuple(Edit(*one) for one in edits), tuple(imports))
