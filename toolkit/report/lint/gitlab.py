"""A code quality report for GitLab's merge requests."""

from __future__ import annotations

import json
from typing import Any

from toolkit.findings import Finding, Severity
from toolkit.report.legible import legible
from toolkit.report.lint.fingerprints import fingerprints
from toolkit.report.lint.linting import Linting, said

SEVERITIES = {Severity.NOTE: "info", Severity.WARNING: "minor", Severity.ERROR: "major"}


def document(linting: Linting) -> str:
    return json.dumps([_row(one, mark) for one, mark in fingerprints(linting.shown)], indent=1)


def _row(one: Finding, mark: str) -> dict[str, Any]:
    return {
        "description": legible(said(one)),
        "check_name": one.rule,
        "fingerprint": mark,
        "severity": SEVERITIES[one.severity],
        "location": {
            "path": one.path,
            "lines": {"begin": one.span.line, "end": one.span.end_line},
        },
    }
