"""Names of rules, baselines, the cache, and files as Python reads them."""

from __future__ import annotations

import ast
from importlib.util import decode_source
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from toolkit.findings import Claim, Edit, Finding, Fix, Severity, Span
from toolkit.lint import baseline, cache, names, pages
from toolkit.lint.cache import Cache
from toolkit.lint.project import Project
from toolkit.lint.rules import RULES
from toolkit.lint.source import Source, decoded
from toolkit.lint.suppression import UNUSED
from toolkit.lint.workers import COMPLEX, Checked, check_all

ONE = Finding(
    "a.py", Span(1, 2, 3, 4), "create-table", Severity.ERROR, "m", "r", "rev", Claim.FIRST, "s",
    Fix("t", (Edit(1, 2, "x"),), ("import x",)), ("this", "that"), "lived with",
    function="downgrade",
)  # fmt: skip


def test_names_are_those_of_the_rules() -> None:
    assert sorted(names.every()) == sorted([*map(pages.name, RULES), UNUSED])
    assert names.UNUSED == UNUSED


@given(st.binary(max_size=60), st.sampled_from([b"", b"\xef\xbb\xbf", b"# coding: latin-1\n"]))
def test_a_file_is_decoded_as_python_does(data: bytes, before: bytes) -> None:
    """But for bytes of comments, which it looks at only where it is given a file by name."""
    try:
        text: str | None = decoded(before + data)
    except (SyntaxError, ValueError):
        text = None
    try:
        decode_source(before + data)
        tree = ast.dump(ast.parse(before + data))
    except (SyntaxError, ValueError):
        return
    assert text is not None
    assert ast.dump(ast.parse(text)) == tree


def test_a_cache_gives_back_what_was_put_into_it(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.touch()
    one, project = Source(str(path), "a.py", b"text"), Project()
    kept = Cache()
    kept.put(one, project, Checked((ONE,), 3, beside=(tmp_path / "b.py",)))
    (tmp_path / "cache.json").write_text(kept.text())
    again = cache.read(tmp_path / "cache.json")
    assert again.get(one, project) == Checked((ONE,), 3)
    assert again.get(one._replace(data=b"other"), project) is None
    assert again.get(one, Project(transaction_per_migration=True)) is None
    assert again.get(one, Project(downgrade=True)) is None
    assert again.get(one._replace(path="/b.py"), project) is None
    (tmp_path / "b.py").touch()
    assert cache.read(tmp_path / "cache.json").files == {}


def test_a_baseline_counts() -> None:
    known = baseline.Baseline(Path.cwd())
    known.left[known.key(ONE)] = 1
    open_ = Finding("a.py", Span(), "create-table", Severity.ERROR, "m", statement=" s ")
    found = [one.suppressed for one in known.applied([open_, open_])]
    assert found == [baseline.KNOWN, None]


def test_a_process_that_dies_is_told_of_its_file_alone() -> None:
    """What kills it here is no file that could be: the worker's own end is the same."""
    import os
    from unittest.mock import patch

    def check(one: Source, *_: object) -> Checked:
        if one.path == "/2.py":
            os._exit(139)
        return Checked()

    works = [(Source(f"/{number}.py", "", b""), Project()) for number in range(6)]
    with patch("toolkit.lint.workers._checked", check):
        found = dict(check_all(works, jobs=2))
    assert {path for path, one in found.items() if one.unread == COMPLEX} == {"/2.py"}
    assert len(found) == 6
