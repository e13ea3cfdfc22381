"""A flag that does not hold is taken out, and what it was to guard gets what does."""

from __future__ import annotations

import ast
from dataclasses import replace

from toolkit.findings import Fix
from toolkit.lint.events import Event
from toolkit.lint.fixes.choose import fix
from toolkit.lint.fixes.inserted import removed
from toolkit.lint.fixes.native import CONSTRAINTS
from toolkit.lint.fixes.styles import NATIVE
from toolkit.lint.guards import directive, flag
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project


def unguarded(migration: MigrationFile, event: Event, project: Project) -> Fix | None:
    """Of a directive: its twin, or for a constraint that it is dropped first."""
    if not isinstance(event.node, ast.Call) or event.length or not flag(event):
        return None
    if project.fix_style == NATIVE and directive(event) not in CONSTRAINTS:
        return None
    found = fix(migration, event, project.fix_style, transactional=project.transactional)
    gone = removed(migration, event.node, flag(event))
    if found is None or gone is None:
        return None
    edits = sorted((*found.edits, gone), key=lambda edit: (edit.start, edit.end))
    return replace(found, edits=tuple(edits))
