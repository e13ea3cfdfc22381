"""A replay as text: which revision, what fails, why, what to do; and how it is counted."""

import re

import pytest

from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.report import text
from toolkit.report.experiments import EXPERIMENTS
from toolkit.report.legible import legible, shortened
from toolkit.report.redact import hide
from toolkit.report.terminal import Terminal
from toolkit.report.verdicts import total, worst

PROVED, REFUTED, NOT_RUN = Judgement
SQL = "CREATE TYPE mood AS ENUM (\n    'good',\n    'bad'\n)"
EXISTS = 'type "mood" already exists'
HISTORY = [
    Replayed("a1", (), "moods", (Statement(SQL, 0.1),), (
        Verdict("a1", "first", PROVED),
        Verdict("a1", "rerun", REFUTED, SQL, "42710", EXISTS, "-enum mood\n+enum other"),
        Verdict("a1", "crash", REFUTED, SQL, "42710", EXISTS, "-enum mood\n+enum other"),
        Verdict("a1", "strict-crash", PROVED, reason="2 points of 9"),
        Verdict("a1", "roundtrip", NOT_RUN, reason="it has no downgrade()"),
    )),
    Replayed("b2", ("a1",), "more", (), (
        Verdict("b2", "first", PROVED),
        Verdict("b2", "roundtrip", NOT_RUN, reason="it has no downgrade()"),
    )),
]  # fmt: skip


def test_a_refuted_verdict_says_which_what_why_and_what_to_do() -> None:
    first = text.replay(HISTORY).split("\n\n")[0].splitlines()
    assert first == [
        "✘ rerun refuted: a1 moods",
        f"    tried     {EXPERIMENTS['rerun'].tried}",
        "    at        CREATE TYPE mood AS ENUM ( 'good', 'bad' )",
        "    sqlstate  42710",
        '    why       type "mood" already exists',
        "    differs   - as it should be, + as it is",
        "              -enum mood",
        "              +enum other",
        f"    next      {EXPERIMENTS['rerun'].remedy}",
    ]


def test_what_fails_in_the_same_way_again_is_not_told_again() -> None:
    assert text.replay(HISTORY).split("\n\n")[1].splitlines() == [
        "✘ crash refuted: a1 moods",
        "    why       as at rerun",
    ]


def test_what_was_not_run_is_grouped_by_reason_after_what_is_proved_in_part() -> None:
    rest = text.replay(HISTORY).split("\n\n")[2:]
    assert rest[0].splitlines() == [
        "✔ proved, but not of everything: 2 points of 9",
        "    strict-crash  a1",
    ]
    assert rest[1].splitlines() == [
        "○ not run: it has no downgrade()",
        "    roundtrip  a1, b2",
    ]


def test_it_ends_with_the_counts_in_the_order_of_the_experiments() -> None:
    table = text.replay(HISTORY).split("\n\n")[-1].splitlines()
    assert table[0] == total(HISTORY) == "2 revisions: 3 proved, 2 refuted, 2 not-run"
    assert [line.split() for line in table[1:]] == [
        ["proved", "refuted", "not-run"],
        ["first", "2", "0", "0"],
        ["rerun", "0", "1", "0"],
        ["crash", "0", "1", "0"],
        ["strict-crash", "1", "0", "0"],
        ["roundtrip", "0", "0", "2"],
    ]


def test_an_experiment_that_is_new_is_told_too() -> None:
    shown = text.replay([Replayed("a", (), "", (), (Verdict("a", "flood", REFUTED, reason="x"),))])
    assert shown.splitlines()[:2] == ["✘ flood refuted: a", "    why       x"]
    assert "flood" in shown.split("\n\n")[-1]


def test_nothing_is_counted_as_nothing() -> None:
    assert text.replay([]) == "0 revisions: 0 proved, 0 refuted, 0 not-run\n"
    assert worst([]) is NOT_RUN


@pytest.mark.parametrize(
    ("found", "is_worst"),
    [((PROVED, NOT_RUN, REFUTED), REFUTED), ((PROVED, NOT_RUN), NOT_RUN), ((PROVED,), PROVED)],
)
def test_refuted_is_worse_than_not_run(found: tuple[Judgement, ...], is_worst: Judgement) -> None:
    assert worst(Verdict("a", "first", one) for one in found) is is_worst


def test_what_is_long_is_cut_and_says_so() -> None:
    diff = "\n".join(f"-line {n}" for n in range(50))
    verdict = Verdict("a", "rerun", REFUTED, "SELECT " + "x, " * 200, reason="long", diff=diff)
    many = [Replayed(f"r{n}", (), "", (), (Verdict(f"r{n}", "crash", NOT_RUN),)) for n in range(20)]
    shown = text.replay([Replayed("a", (), "", (), (verdict,)), *many])
    (at,) = [line for line in shown.splitlines() if line.startswith("    at")]
    assert len(at) <= 214
    assert at.endswith("...")
    assert "and 10 lines more (in the JSON)" in shown
    assert "not run: no reason is known" in shown
    assert "r7 and 12 more" in shown


def test_nothing_acts_on_the_terminal_or_hides() -> None:
    hostile = "\x1b[2J\x07 a\rb \u202etxet \ud800"
    verdict = Verdict(hostile, hostile, REFUTED, hostile, hostile, hostile, hostile)
    skipped = Verdict(hostile, hostile, NOT_RUN, reason=hostile)
    shown = text.replay([Replayed(hostile, (), hostile, (), (verdict, skipped))])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", shown)
    assert "\\x1b[2J\\x07 a\\rb \\u202etxet \\ud800" in shown
    shown.encode()


def test_a_secret_is_redacted_before_it_is_cut() -> None:
    hide("a-long-secret")
    assert "a-lo" not in shortened("x" * 90 + " a-long-secret", 98)
    assert legible("at postgresql://me:hunter22@h/d\r\n\tok") == "at postgresql://me:***@h/d\n\tok"


def test_the_terminal_shows_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(plain=True).replay(HISTORY)
    assert capsys.readouterr().out == text.replay(HISTORY)


def test_where_symbols_cannot_be_written_there_are_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    face = Terminal(plain=True)
    face.unicode = False
    face.replay(HISTORY)
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert re.findall(r"^\S ", shown, re.MULTILINE)[:4] == ["x ", "x ", "= ", "o "]


def test_markup_in_a_title_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(plain=True).replay(
        [Replayed("a", (), "[red]x[/]", (), (Verdict("a", "first", REFUTED),))]
    )
    assert "[red]x[/]" in capsys.readouterr().out
