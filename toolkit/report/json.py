"""The one JSON object a command answers with."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.findings import Outcome, Replayed
from toolkit.report.program import addressed
from toolkit.report.redact import redact
from toolkit.report.verdicts import flattened

VERSION = 1


def document(
    command: str,
    exit: int,
    outcomes: Sequence[Outcome],
    error: ToolkitError | None = None,
    extra: Mapping[str, Any] | None = None,
    findings: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The object as text; `extra` adds keys of a command's own, never replaces one."""
    body = {
        **(extra or {}),
        "version": VERSION,
        "command": command,
        "exit": exit,
        "outcomes": [_outcome(one) for one in outcomes],
        "findings": list(findings),
        "error": failure(error) if error else None,
    }
    return json.dumps(body, indent=2)


def replay(
    command: str, exit: int, replayed: Sequence[Replayed], error: ToolkitError | None = None
) -> str:
    """The object with a replay's verdicts in it."""
    return document(command, exit, [], error, {"verdicts": verdicts(replayed)})


def verdicts(replayed: Sequence[Replayed]) -> list[dict[str, Any]]:
    """One object a verdict, revision by revision: what `extra` takes as `verdicts`."""
    return [
        {
            "revision": one.revision,
            "experiment": one.experiment,
            "verdict": one.verdict.value,
            "statement": redact(one.statement),
            "sqlstate": one.sqlstate,
            "reason": redact(one.reason),
            "diff": redact(one.diff),
            "seconds": round(one.seconds, 3),
        }
        for one in flattened(replayed)
    ]


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "name": one.name,
        "outcome": one.status.value,
        "seconds": round(one.seconds, 3),
        "changes": [redact(text) for text in one.changes],
        "notes": [redact(text) for text in one.notes],
    }


def failure(error: ToolkitError) -> dict[str, str]:
    """An error as an object."""
    parts = {"what": error.what, "why": error.why, "state": error.state, "next": error.next}
    return {"code": error.code, **{key: addressed(redact(text)) for key, text in parts.items()}}
