"""Outcomes and verdicts as JUnit XML, for whoever collects test reports."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from toolkit.findings import Judgement, Outcome, Replayed, Verdict, converged
from toolkit.report.legible import legible, shortened
from toolkit.report.verdicts import counts, flattened

MESSAGE = 300
"""Characters: collectors show it on one line."""


def document(suite: str, outcomes: Sequence[Outcome]) -> str:
    """One test case an outcome; pending, drift and failed are failures."""
    bad = [one for one in outcomes if not converged([one])]
    root = Element(
        "testsuite",
        name=suite,
        tests=str(len(outcomes)),
        failures=str(len(bad)),
        time=f"{sum(one.seconds for one in outcomes):.3f}",
    )
    for one in outcomes:
        case = SubElement(root, "testcase", name=one.name, classname=suite)
        case.set("time", f"{one.seconds:.3f}")
        if one in bad:
            failure = SubElement(case, "failure", message=one.status.value)
            failure.text = legible("\n".join([*one.changes, *one.notes]))
    return written(root)


def replay(suite: str, replayed: Sequence[Replayed]) -> str:
    """One test case a revision and experiment; refuted is a failure, not run is skipped."""
    found = list(flattened(replayed))
    number = counts(found)
    root = Element(
        "testsuite",
        name=legible(suite),
        tests=str(len(found)),
        failures=str(number[Judgement.REFUTED]),
        skipped=str(number[Judgement.NOT_RUN]),
        time=f"{sum(one.seconds for one in found):.3f}",
    )
    for one in found:
        _case(root, one)
    return written(root)


def _case(root: Element, one: Verdict) -> None:
    case = SubElement(root, "testcase", name=legible(one.experiment))
    case.set("classname", legible(one.revision))
    case.set("time", f"{one.seconds:.3f}")
    message = shortened(one.reason, MESSAGE)
    if one.verdict is Judgement.REFUTED:
        failure = SubElement(case, "failure", message=message, type=legible(one.sqlstate))
        parts = (one.statement, one.reason, one.diff)
        failure.text = "\n\n".join(legible(part) for part in parts if part)
    elif one.verdict is Judgement.NOT_RUN:
        SubElement(case, "skipped", message=message)
    elif one.reason:  # of a part only
        SubElement(case, "system-out").text = legible(one.reason)


def written(root: Element) -> str:
    """The document as text."""
    indent(root)
    declared = '<?xml version="1.0" encoding="UTF-8"?>'  # ElementTree's would name the locale's
    return f"{declared}\n{tostring(root, encoding='unicode')}\n"
