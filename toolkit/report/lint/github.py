"""Workflow commands: GitHub shows them at the lines of a pull request."""

from __future__ import annotations

from toolkit.findings import Finding, Severity
from toolkit.report.legible import legible
from toolkit.report.lint.linting import Linting, said

COMMANDS = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}
IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_DATA, ":": "%3A", ",": "%2C"}


def document(linting: Linting) -> str:
    return "".join(_line(one) for one in linting.shown)


def _line(one: Finding) -> str:
    given = {
        "file": one.path,
        "line": str(one.span.line),
        "col": str(one.span.column),
        "endLine": str(one.span.end_line),
        "title": one.rule,
    }
    properties = ",".join(f"{key}={_escaped(text, IN_PROPERTY)}" for key, text in given.items())
    return f"::{COMMANDS[one.severity]} {properties}::{_escaped(said(one), IN_DATA)}\n"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return legible(text).translate({ord(sign): code for sign, code in signs.items()})
