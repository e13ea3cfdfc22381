"""What of SARIF 2.1.0 hive-lint writes, as a schema: nothing else, and each part as it must be."""

from __future__ import annotations

from typing import Any


def _of(required: str, more: str = "", **properties: Any) -> dict[str, Any]:
    assert set(required.split()) | set(more.split()) == set(properties)
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = _of("text", text=TEXT)
RULE = _of("id", "shortDescription", id=TEXT, shortDescription=MESSAGE)
DRIVER = _of("name version rules", name=TEXT, version=TEXT, rules=_list(RULE, uniqueItems=True))
REGION = _of(
    "startLine startColumn endLine endColumn",
    startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT,
)  # fmt: skip
PLACE = _of(
    "artifactLocation region",
    artifactLocation=_of("uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9_./:~%+-]+$"}),
    region=REGION,
)
SUPPRESSION = _of(
    "kind justification",
    kind={"enum": ["inSource", "external"]}, justification={"type": "string"},
)  # fmt: skip
RESULT = _of(
    "ruleId ruleIndex level message locations partialFingerprints",
    "suppressions",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(_of("physicalLocation", physicalLocation=PLACE), minItems=1),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=_list(SUPPRESSION, uniqueItems=True),
)
INVOCATION = _of(
    "executionSuccessful exitCode",
    "toolExecutionNotifications",
    executionSuccessful={"type": "boolean"},
    exitCode={"type": "integer"},
    toolExecutionNotifications=_list(_of("level message", level=LEVEL, message=MESSAGE)),
)
RUN = _of(
    "tool columnKind invocations results",
    tool=_of("driver", driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=_list(INVOCATION),
    results=_list(RESULT),
)
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_of(
        "$schema version runs",
        **{"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"},
           "runs": _list(RUN, minItems=1)},
    ),
}  # fmt: skip
