"""Findings as JUnit XML: what counts is a failure, what is lived with is skipped."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from toolkit.findings import Finding
from toolkit.report.junit import MESSAGE, written
from toolkit.report.legible import legible, shortened
from toolkit.report.lint.linting import Linting


def document(linting: Linting) -> str:
    """A test case a finding, and one for each file that has none."""
    found = list(linting.findings)
    clean = [one for one in linting.files if one not in {it.path for it in found}]
    root = Element(
        "testsuite",
        name="hive-lint",
        tests=str(len(found) + len(clean)),
        failures=str(sum(map(linting.fails, found))),
        errors="0",
        skipped=str(sum(one.suppressed is not None for one in found)),
        time="0",
    )
    for one in found:
        _case(root, one, linting.fails(one))
    for path in clean:
        SubElement(root, "testcase", name="clean", classname=legible(path), time="0")
    return written(root)


def _case(root: Element, one: Finding, fails: bool) -> None:
    name = f"{one.rule} {one.span.line}:{one.span.column}"
    case = SubElement(root, "testcase", name=name, classname=legible(one.path), time="0")
    message = shortened(one.message, MESSAGE)
    said = legible("\n\n".join(filter(None, [one.message, one.remedy, one.statement])))
    if one.suppressed is not None:
        SubElement(case, "skipped", message=shortened(one.suppressed, MESSAGE))
    elif fails:
        SubElement(case, "failure", message=message, type=one.severity.value).text = said
    else:
        SubElement(case, "system-out").text = said
