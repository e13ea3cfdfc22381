"""Which fixes are taken: those that do what they are for, and nothing else."""

import tokenize
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.lint.linted import PROJECT, grave, linted
from toolkit.commands.lint_repairs import CHANGED, Repair, write
from toolkit.findings import Edit, Finding, Fix, Severity, Span
from toolkit.lint.examples import source
from toolkit.lint.fixes.apply import apart, applied
from toolkit.lint.fixes.lines import encoded
from toolkit.lint.fixes.mending import NO_PYTHON, STAYS, mended
from toolkit.lint.rule import Example, Rule, name
from toolkit.lint.rules import RULES
from toolkit.lint.source import Source, decoded

Lint = Callable[[str], Iterator[Finding]]
PROJECTS = {
    style: replace(PROJECT, alembic=(1, 16), sqlalchemy=(2, 0), fix_style=style)
    for style in ("ensure", "native")
}
OWN = PROJECTS["ensure"]


def one(rule: str, fix: Fix | None = None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("a.py", Span(), rule, severity, f"{rule} is there", fix=fix)


def found(text: str, word: str, instead: str | None) -> Iterator[Finding]:
    """A finding for each place of a word, that is fixed by another word."""
    start = text.find(word)
    while start >= 0:
        edit = None if instead is None else Edit(start, start + len(word), instead)
        yield one(word, Fix("another", (edit,)) if edit else None)
        start = text.find(word, start + 1)


def finder(**words: str | None) -> Lint:
    return lambda text: (it for word, to in words.items() for it in found(text, word, to))


def test_all_that_there_is_and_what_comes_to_light_by_it() -> None:
    done = mended("bad = bad\nbad\n", finder(bad="worse", worse="good"))
    assert done.text == "good = good\ngood\n"
    assert len(done.fixed) == 6
    assert done.refused == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"bad": "1 +"}, NO_PYTHON),
        ({"bad": "bad  "}, STAYS),
        ({"bad": "worse", "worse": None}, "it would bring: worse is there"),
        ({"bad": "unread", "unread": None}, "it would bring: unread is there"),
    ],
)
def test_one_that_will_not_do_keeps_no_other_from_being_taken(
    words: dict[str, str | None], why: str
) -> None:
    text = "a = old\nb = bad\nc = old\n"
    done = mended(text, finder(old="new", **words))
    assert done.text == "a = new\nb = bad\nc = new\n"
    assert [(it.rule, reason) for it, reason in done.refused] == [("bad", why)]
    assert [it.rule for it in done.fixed] == ["old", "old"]


def test_what_meets_waits_for_its_turn() -> None:
    first, second = (
        one("a", Fix("", (Edit(0, 4, "x"),))),
        one("b", Fix("", (Edit(2, 6, "y"),))),
    )
    shared = one("c", Fix("", (Edit(0, 4, "x"),)))
    assert apart([first, second, shared]) == [first, shared]
    assert applied("abcdef", [it.fix for it in (first, shared) if it.fix]) == "xef"


def test_imports_stand_below_the_others_once() -> None:
    line = "from toolkit import ensure"
    fix = Fix("", (), (line,))
    assert applied("import a\x0c\nx = 1\n", [fix, fix]) == f"import a\x0c\n{line}\nx = 1\n"
    assert applied('"""It."""', [fix]) == f'"""It."""\n{line}\n'
    assert applied(f"{line}\n", [fix]) == f"{line}\n"


@given(
    st.text(st.sampled_from("a é\r\n\f\u2028"), max_size=40),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"# coding: latin-1\n"]),
)
def test_what_is_not_changed_has_the_same_bytes(text: str, before: bytes) -> None:
    data = before + text.encode("latin-1" if b"latin" in before else "utf-8", "replace")
    try:
        read = decoded(data)
    except (SyntaxError, ValueError, tokenize.TokenError):
        return
    assert encoded(data, read) == data
    assert decoded(encoded(data, f"{read}\nx")) == f"{read}\nx"


def test_a_file_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"mine")
    assert write(Repair(Source(str(path), "a.py", b"read"), b"fixed")) == CHANGED
    assert path.read_bytes() == b"mine"
    assert write(Repair(Source(str(tmp_path / "b.py"), "b.py", b""), b"")) != ""


EXAMPLES = {
    f"{name(rule.__name__)}-{number}": (rule, example)
    for rule in RULES
    for number, example in enumerate(rule.EXAMPLES)
}


@pytest.mark.parametrize("style", PROJECTS)
@pytest.mark.parametrize("example", [it for _, it in EXAMPLES.values()], ids=EXAMPLES)
def test_a_rules_example_once_fixed_has_nothing_more_to_fix(example: Example, style: str) -> None:
    """None has more findings above a note than before; without `ensure` nothing needs it."""
    text, project = source(example.bad, example), PROJECTS[style]
    again = partial(linted, project=project)
    done = mended(text, again)
    assert mended(done.text, again).text == done.text
    assert len(grave(done.text, project)) <= len(grave(text, project)) - bool(done.fixed)
    if style == "native":
        assert done.text.count("ensure") == text.count("ensure")


BY_HAND = {
    "concurrently-in-transaction", "error-without-savepoint", "gin-operator-class",
    "guard-by-name", "label-used", "offline-guard", "revision-graph", "revision-id", "unread",

    "unnamed-index-1",
}  # fmt: skip
"""Rules and examples that have no fix, or none that is taken."""


def examples(*, by_hand: bool) -> list[object]:
    return [
        pytest.param(*EXAMPLES[one], id=one)
        for one in EXAMPLES
        if by_hand is bool({one, one.rpartition("-")[0]} & BY_HAND)
    ]


@pytest.mark.parametrize(("rule", "example"), examples(by_hand=False))
def test_good_is_what_the_fix_makes_of_bad(rule: Rule, example: Example) -> None:
    done = mended(source(example.bad, example), partial(linted, project=OWN))
    assert done.text == source(example.good or "", example)
    assert name(rule.__name__) not in [it.rule for it in linted(done.text, OWN)]


@pytest.mark.parametrize(("rule", "example"), examples(by_hand=True))
def test_what_is_mended_by_hand_stays_as_it_is(rule: Rule, example: Example) -> None:
    done = mended(source(example.bad, example), partial(linted, project=OWN))
    assert name(rule.__name__) in [it.rule for it in linted(done.text, OWN)]
    assert name(rule.__name__) not in [it.rule for it in done.fixed]


NO_TWIN = [
    """op.get_bind().execute(sa.text("INSERT INTO t (id) VALUES (:id)"), [{"id": 1}, {"id": 2}])""",
]


@pytest.mark.parametrize("body", NO_TWIN)
def test_what_a_twin_would_lose_or_not_take_is_not_rewritten(body: str) -> None:
    found = linted(source(body), OWN)
    assert {one.fix.title for one in found if one.fix} == {"ensure.first_time"}
