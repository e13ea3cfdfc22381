"""Which findings count, and how bad each is: profile, rules, patterns of paths."""

from pathlib import Path

import pytest

from toolkit.findings import Finding, Severity, Span
from toolkit.lint.options import DEFAULT, STRICT, Options
from toolkit.lint.selection import chosen, matches

ROOT = Path("/r")
FOUND = [
    Finding("a.py", Span(), severity.value, severity, "it is there")
    for severity in (Severity.NOTE, Severity.WARNING, Severity.ERROR)
]


def counted(**options: object) -> list[tuple[str, Severity]]:
    """Rule and severity of what is left; each rule is called as bad as it is."""
    wanted = Options(ROOT, **options)  # type: ignore[arg-type]
    return [(one.rule, one.severity) for one in chosen(FOUND, "/r/versions/a.py", wanted)]


def test_strict_raises_warnings_to_errors_and_nothing_else() -> None:
    note, error = ("note", Severity.NOTE), ("error", Severity.ERROR)
    assert counted(profile=DEFAULT) == [note, ("warning", Severity.WARNING), error]
    assert counted(profile=STRICT) == [note, ("warning", Severity.ERROR), error]


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ({}, "note warning error"),
        ({"select": {"note", "error"}}, "note error"),
        ({"select": set()}, ""),
        ({"ignore": {"warning"}}, "note error"),
        ({"select": {"note", "error"}, "ignore": {"note"}}, "error"),
        ({"per_file_ignores": {"a.py": {"note"}, "versions/*": {"error"}}}, "warning"),
        ({"per_file_ignores": {"b.py": {"note"}}}, "note warning error"),
    ],
)
def test_rules(options: dict[str, object], rules: str) -> None:
    assert [rule for rule, _ in counted(**options)] == rules.split()


@pytest.mark.parametrize(
    ("path", "pattern", "found"),
    [
        ("/r/versions/a.py", "a.py", True),
        ("/r/versions/a.py", "versions", True),
        ("/r/versions/a.py", "versions/", True),
        ("/r/versions/a.py", "versions/*.py", True),
        ("/r/versions/a.py", "./versions/a*", True),
        ("/r/versions/a.py", "ersions/a.py", False),
        ("/r/versions/old/a.py", "versions/old", True),
        ("/r/versions/a.py", "r", False),
        ("/else/a.py", "a.py", True),
    ],
)
def test_patterns(path: str, pattern: str, found: bool) -> None:
    assert matches(path, pattern, ROOT) is found
