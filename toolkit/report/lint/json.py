"""Findings in the one JSON object that every command answers with."""

from __future__ import annotations

from typing import Any

from toolkit.findings import Finding
from toolkit.report import json as envelope
from toolkit.report.lint.linting import Fixes, Linting, statistics
from toolkit.report.redact import redact

COMMAND = "hive-lint"


def document(linting: Linting) -> str:
    extra: dict[str, Any] = {"files": len(linting.files), "blind": linting.blind}
    if linting.statistics:
        extra["statistics"] = statistics(linting)
    if linting.fixes:
        extra["fixes"] = _fixes(linting.fixes)
    rows = [_row(one) for one in linting.findings]
    return envelope.document(COMMAND, linting.exit, [], linting.error, extra, rows)


def _fixes(fixes: Fixes) -> dict[str, Any]:
    """`diff`: what would be done."""
    return {
        "files": fixes.files,
        "fixed": [_place(one) for one in fixes.fixed],
        "refused": [{**_place(one), "why": redact(why)} for one, why in fixes.refused],
        "diff": None if fixes.done else redact(fixes.diff),
    }


def _place(one: Finding) -> dict[str, Any]:
    return {
        "path": one.path,
        "line": one.span.line,
        "column": one.span.column,
        "rule": one.rule,
        "message": redact(one.message),
    }


def _row(one: Finding) -> dict[str, Any]:
    return {
        "path": one.path,
        "line": one.span.line,
        "column": one.span.column,
        "end_line": one.span.end_line,
        "end_column": one.span.end_column,
        "revision": one.revision,
        "rule": one.rule,
        "severity": one.severity,
        "message": redact(one.message),
        "fixable": one.fix is not None,
        "claim": one.claim,
        "suppressed": one.suppressed if one.suppressed is None else redact(one.suppressed),
        "statement": redact(one.statement),
        "evidence": one.evidence,
    }
