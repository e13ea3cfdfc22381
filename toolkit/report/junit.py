"""Outcomes as JUnit XML, for whoever collects test reports."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from toolkit.findings import Outcome, converged
from toolkit.report.redact import redact


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
            failure.text = redact("\n".join([*one.changes, *one.notes]))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"
