"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.findings import Finding
from toolkit.report.legible import legible
from toolkit.report.lint.fingerprints import fingerprints
from toolkit.report.lint.linting import Linting, said

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MARK = "hiveLint/v1"


def document(linting: Linting) -> str:
    names = sorted({one.rule for one in linting.findings})
    driver = {
        "name": "hive-lint",
        "version": linting.version,
        "rules": [_rule(name, linting.rules.get(name, "")) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(linting)],
        "results": [
            _result(one, mark, names.index(one.rule), linting)
            for one, mark in fingerprints(linting.findings)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(name: str, about: str) -> dict[str, Any]:
    return {"id": name, **({"shortDescription": {"text": about}} if about else {})}


def _invocation(linting: Linting) -> dict[str, Any]:
    error = linting.error
    failed = {"level": "error", "message": {"text": legible(str(error))}}
    told = {"toolExecutionNotifications": [failed]} if error else {}
    return {"executionSuccessful": error is None, "exitCode": linting.exit, **told}


def _result(one: Finding, mark: str, index: int, linting: Linting) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": one.severity.value,
        "message": {"text": legible(said(one))},
        "locations": [{"physicalLocation": _place(one)}],
        "partialFingerprints": {MARK: mark},
    }
    if any(it.suppressed is not None for it in linting.findings):  # all have it, or none
        found["suppressions"] = _suppressions(one, linting.baseline)
    return found


def _suppressions(one: Finding, baseline: str) -> list[dict[str, str]]:
    if one.suppressed is None:
        return []
    kind = "external" if one.suppressed == baseline else "inSource"
    return [{"kind": kind, "justification": legible(one.suppressed)}]


def _place(one: Finding) -> dict[str, Any]:
    path = Path(one.path)
    return {
        "artifactLocation": {
            "uri": path.as_uri() if path.is_absolute() else quote(os.fsencode(one.path))
        },
        "region": {
            "startLine": one.span.line,
            "startColumn": one.span.column,
            "endLine": one.span.end_line,
            "endColumn": one.span.end_column,
        },
    }
