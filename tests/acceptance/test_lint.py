"""Every flag and exit code of `hive-lint`, as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .linting import CLEAN, ROWS, TABLE, found, project, revision, said, table

WARNED = ("a1.py", "create-table", "warning")
FAILED = ("a2.py", "insert-rows", "error")
ENVELOPE = {
    "version", "command", "exit", "outcomes", "findings", "error", "files", "blind",
}  # fmt: skip
FINDING = {
    "path", "line", "column", "end_line", "end_column", "revision", "rule", "severity", "message",
    "fixable", "claim", "suppressed", "statement", "evidence",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with a warning in one revision and an error in the next."""
    project(tmp_path, a1=revision("a1", None, TABLE), a2=revision("a2", "a1", ROWS))
    return tmp_path


def test_nothing_given_is_the_project(shop: Path) -> None:
    answer = said(shop, "--format", "json")
    assert set(answer.json) == ENVELOPE
    assert {frozenset(one) for one in answer.json["findings"]} == {frozenset(FINDING)}
    assert (answer.exit, answer.json["exit"], answer.json["files"]) == (1, 1, 2)
    first = answer.json["findings"][0]
    assert first["path"] == "migrations/versions/a1.py"
    assert (first["line"], first["column"]) == (10, 5)
    assert (first["end_line"], first["end_column"]) == (10, 5 + len(TABLE))
    assert (first["revision"], first["claim"], first["statement"]) == ("a1", "rerun", TABLE)
    assert found(shop) == [WARNED, FAILED]


def test_from_a_folder_in_it_from_above_and_by_path(shop: Path) -> None:
    assert found(shop / "migrations") == [WARNED, FAILED]
    assert found(shop.parent, str(shop)) == [WARNED, FAILED]
    assert found(shop, "migrations/versions/a1.py") == [WARNED]
    answer = said(shop / "migrations/versions", "a1.py", "--format", "gcc")
    assert answer.out.startswith("a1.py:10:5: warning: ")


def test_without_a_project_it_says_so(tmp_path: Path) -> None:
    answer = said(tmp_path)
    assert answer.exit == 2
    assert "has no configuration of Alembic" in answer.err
    assert answer.out == ""


def test_the_profile(shop: Path) -> None:
    strict = ("a1.py", "create-table", "error")
    assert found(shop, "--profile", "strict") == [strict, FAILED]
    table(shop, 'profile = "strict"')
    assert found(shop) == [strict, FAILED]
    assert found(shop, "--profile", "default") == [WARNED, FAILED]


def test_select_and_ignore(shop: Path) -> None:
    assert found(shop, "--select", "create-table,drop-table") == [WARNED]
    assert found(shop, "--select", "create_table", "--select", "insert-rows") == [WARNED, FAILED]
    assert found(shop, "--ignore", "insert-rows") == [WARNED]
    table(shop, 'select = ["create-table"]')
    assert found(shop) == [WARNED]
    table(shop, 'ignore = ["create-table"]')
    assert found(shop) == [FAILED]


def test_the_bar(shop: Path) -> None:
    table(shop, 'ignore = ["insert-rows"]')
    assert said(shop).exit == 0
    assert said(shop, "--fail-on", "warning").exit == 1
    assert said(shop, "--fail-on", "note").exit == 1
    table(shop, 'ignore = ["insert-rows"]\nfail-on = "warning"')
    assert said(shop).exit == 1
    assert said(shop, "--fail-on", "error").exit == 0


def test_exclude_and_ignores_by_file(shop: Path) -> None:
    table(shop, 'exclude = ["a1.py"]')
    assert found(shop) == [FAILED]
    assert said(shop, "migrations/versions/a1.py").exit == 0
    table(shop, 'exclude = ["migrations/versions"]')
    assert found(shop) == []
    table(shop, '[tool.hive.lint.per-file-ignores]\n"migrations/**/a2.py" = ["insert-rows"]')
    assert found(shop) == [WARNED]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('profle = "strict"', "the nearest is profile"),
        ('profile = "strickt"', "it is one of default, strict"),
        ('select = "create-table"', "it is a list"),
        ('select = ["create-tabel"]', "the nearest is create-table"),
        ("per-file-ignores = []", "it is a table"),
        ('downgrade = "no"', "it is true or false"),
        ("= 3", "is not TOML"),
    ],
)
def test_a_table_that_cannot_be_read(shop: Path, text: str, says: str) -> None:
    table(shop, text)
    answer = said(shop, "--format", "json")
    assert (answer.exit, answer.json["error"]["code"]) == (2, "settings")
    assert says in answer.json["error"]["why"] + answer.json["error"]["what"]


@pytest.mark.parametrize(
    "words",
    [
        ["--select", "create-tabl"],
        ["--ignore", "no-such"],
        ["--explain", "create-tabl"],
        ["--profile", "lax"],
        ["--fail-on", "never"],
        ["--format", "xml"],
        ["--jobs", "0"],
        ["--since", "no-such-commit"],
        ["--baseline", "absent.json"],
        ["--write-baseline"],
        ["-", "a.py"],
        ["--statistics", "--format", "gcc"],
        ["--no-such-flag"],
    ],
)
def test_wrong_usage(shop: Path, words: list[str]) -> None:
    answer = said(shop, *words)
    assert answer.exit == 2
    assert answer.err
    assert "Traceback" not in answer.err


def test_the_nearest_rule_is_named(shop: Path) -> None:
    assert "the nearest is create-table" in said(shop, "--select", "create-tabl").err
    assert "hive-lint --explain create-table" in said(shop, "--explain", "create-tabl").err


def test_a_rule_is_explained(shop: Path) -> None:
    answer = said(shop, "--explain", "create-table")
    assert answer.exit == 0
    assert answer.out.startswith("# create-table\n")
    assert "ensure.table" in answer.out


def test_statistics(shop: Path) -> None:
    assert re.findall(r"^ +(\d+)  (\S+)$", said(shop, "--statistics").out, re.MULTILINE) == [
        ("1", "create-table"),
        ("1", "insert-rows"),
    ]
    answer = said(shop, "--statistics", "--format", "json")
    assert answer.json["statistics"] == {"create-table": 1, "insert-rows": 1}


def test_since(shop: Path) -> None:
    git = ["git", "-C", str(shop), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "first"], check=True)
    versions = shop / "migrations/versions"
    assert found(shop, "--since", "HEAD") == []
    (versions / "a1.py").write_text(revision("a1", None, TABLE, "pass"))
    (versions / "a3.py").write_text(revision("a3", "a2", ROWS))
    assert found(shop, "--since", "HEAD") == [WARNED, ("a3.py", "insert-rows", "error")]


def test_a_baseline_is_lived_with_wherever_the_statement_stands(shop: Path) -> None:
    written = said(shop, "--baseline", "known.json", "--write-baseline")
    assert (written.exit, "2 in the baseline" in written.out) == (0, True)
    assert found(shop, "--baseline", "known.json", "--fail-on", "note") == []
    path = shop / "migrations/versions/a2.py"
    path.write_text(revision("a2", "a1", "pass", "", ROWS, head="# a comment"))
    assert found(shop, "--baseline", "known.json") == []
    path.write_text(revision("a2", "a1", ROWS, ROWS))
    assert found(shop, "--baseline", "known.json") == [FAILED]
    table(shop, 'baseline = "known.json"')
    assert found(shop / "migrations") == [FAILED]


def test_a_baseline_of_some_files_keeps_what_it_has_of_others(shop: Path) -> None:
    flags = ("--baseline", "known.json", "--write-baseline")
    said(shop, *flags)
    whole = (shop / "known.json").read_text()
    said(shop, *flags, "migrations/versions/a1.py")
    assert (shop / "known.json").read_text() == whole
    (shop / "migrations/versions/a2.py").unlink()
    said(shop, *flags, "migrations/versions/a1.py")
    assert "insert-rows" not in (shop / "known.json").read_text()


def test_a_baseline_that_is_none(shop: Path) -> None:
    for text in ("", "[]", '{"findings": 3}', '{"findings": {"a.py": {"x": 1}}}'):
        (shop / "known.json").write_text(text)
        assert said(shop, "--baseline", "known.json").exit == 2


def test_what_is_suppressed_is_counted(shop: Path) -> None:
    path = shop / "migrations/versions/a2.py"
    path.write_text(revision("a2", "a1", f"{ROWS}  # hive: ignore[insert-rows] once"))
    answer = said(shop, "--format", "json")
    assert (answer.exit, answer.json["findings"][1]["suppressed"]) == (0, "once")
    assert "1 suppressed" in said(shop).out
    assert "insert-rows" not in said(shop).out


def test_a_suppression_that_is_over_is_seen_though_the_file_is_the_same(shop: Path) -> None:
    path = shop / "migrations/versions/a2.py"
    ignored = f"{ROWS}  # hive: ignore[insert-rows] for now until=2020-01-31"
    path.write_text(revision("a2", "a1", ignored))
    assert FAILED in found(shop)
    assert ("a2.py", "unused-suppression", "warning") in found(shop)


def test_standard_input(shop: Path) -> None:
    text = revision("a2", "a1", ROWS).encode()
    name = "migrations/versions/a2.py"
    answer = said(shop, "-", "--stdin-filename", name, "--format", "json", stdin=text)
    assert [one["path"] for one in answer.json["findings"]] == [name]
    answer = said(shop, "-", "--format", "gcc", stdin=text)
    assert (answer.exit, answer.out[:12]) == (1, "<stdin>:10:1")
    assert not (shop / ".hive").exists()


def test_each_jobs_number_says_the_same(shop: Path) -> None:
    versions = shop / "migrations/versions"
    for number in range(12):
        (versions / f"b{number:02}.py").write_text(revision(f"b{number}", "a2", ROWS))
    alone, shared = (said(shop, "--no-cache", "--jobs", jobs).out for jobs in ("1", "3"))
    assert alone == shared
    assert "in 14 files" in alone


DROPPED = ("a3.py", "drop-table", "warning")


def test_downgrade_is_looked_at_where_that_is_asked_for(shop: Path) -> None:
    """With a cache too, which has what was found without it."""
    text = revision("a3", "a2", 'op.drop_table("sold")', back='op.drop_table("orders")')
    (shop / "migrations/versions/a3.py").write_text(text)
    both = [WARNED, FAILED, DROPPED, DROPPED]
    for _ in range(2):
        assert found(shop) == found(shop, "--no-cache") == both[:3]
        assert found(shop, "--downgrade") == found(shop, "--no-cache", "--downgrade") == both
    table(shop, "downgrade = true")
    assert found(shop) == both
    answer = said(shop, "--format", "json")
    back = answer.json["findings"][-1]
    assert set(back) == FINDING
    assert back["message"].startswith("in downgrade(): table orders is not there")
    assert (back["claim"], back["statement"]) == ("rerun", 'op.drop_table("orders")')


def test_a_suppression_in_downgrade(shop: Path) -> None:
    """It is of use only where that is looked at."""
    back = 'op.drop_table("orders")  # hive: ignore[drop-table] as it was'
    (shop / "migrations/versions/a1.py").write_text(revision("a1", None, back=back))
    assert found(shop, "--downgrade") == [FAILED]
    assert said(shop, "--downgrade").out.count("1 suppressed") == 1


def test_the_cache(shop: Path) -> None:
    kept = shop / ".hive/lint/cache.json"
    said(shop, "--no-cache")
    assert not kept.exists()
    said(shop)
    first = kept.read_text()
    assert (kept.parent / ".gitignore").read_text() == "*\n"
    assert found(shop) == [WARNED, FAILED]
    assert kept.read_text() == first
    for harm in ("", "{", "[]", '{"toolkit": 1}', first.replace("a2.py", "a3.py")):
        kept.write_text(harm)
        assert found(shop) == [WARNED, FAILED]


def test_what_stands_beside_a_migration_is_seen_when_it_changes(shop: Path) -> None:
    versions = shop / "migrations/versions"
    helper = versions / "helper.py"
    call = revision("a2", "a1", "helper.go()", head="from . import helper")
    (versions / "a2.py").write_text(call)
    assert found(shop) == [WARNED]
    helper.write_text(f"from alembic import op\n\ndef go():\n    {ROWS}\n")
    assert len(found(shop)) == 2
    helper.write_text("def go():\n    pass\n")
    assert found(shop) == [WARNED]


def test_sql_beside_a_migration_is_seen_when_it_changes(shop: Path) -> None:
    versions = shop / "migrations/versions"
    sql = versions / "go.sql"
    call = 'op.execute((Path(__file__).parent / "go.sql").read_text())'
    text = revision("a2", "a1", call, head="from pathlib import Path")
    (versions / "a2.py").write_text(text)
    assert FAILED not in found(shop)
    sql.write_text("INSERT INTO orders (id) VALUES (1)")
    assert FAILED in found(shop)
    sql.write_text("SELECT 1")
    assert FAILED not in found(shop)


def test_a_folder_that_cannot_be_written_is_read_anew(shop: Path) -> None:
    (shop / ".hive").write_text("in the way")
    assert found(shop) == [WARNED, FAILED]


def test_the_project_of_files_that_are_given(shop: Path) -> None:
    """As pre-commit does; what env.py says counts for them."""
    added = "op.execute(\"ALTER TYPE mood ADD VALUE 'x'\")"
    (shop / "migrations/versions/a2.py").write_text(revision("a2", "missing", added))
    names = {rule for _, rule, _ in found(shop, "migrations/versions/a2.py")}
    assert "revision-graph" in names


def test_colours_are_for_terminals(shop: Path) -> None:
    assert "\x1b" not in said(shop).out
    command = [sys.executable, "-m", "toolkit.commands.lint"]
    argv = [sys.executable, "-c", f"import pty; pty.spawn({command})"]
    env = {key: value for key, value in os.environ.items() if key not in CLEAN}
    shown = subprocess.run(argv, cwd=shop, env=env, capture_output=True, check=False).stdout
    assert b"\x1b[31merror\x1b[0m" in shown
    for name in ("CI", "NO_COLOR"):
        env = {**env, name: "1"}
        shown = subprocess.run(argv, cwd=shop, env=env, capture_output=True, check=False).stdout
        assert b"\x1b" not in shown
        del env[name]


def test_a_reader_that_has_enough(shop: Path) -> None:
    argv = [sys.executable, "-m", "toolkit.commands.lint"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(argv, cwd=shop, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_ctrl_c(shop: Path) -> None:
    argv = [sys.executable, "-m", "toolkit.commands.lint", "-", "--format", "json"]
    running = subprocess.Popen(argv, cwd=shop, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)  # fmt: skip
    assert running.stdin
    running.stdin.write(b"x" * 200_000)  # more than a pipe holds: it reads by now
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate()
    assert running.returncode == 130, err
    assert b'"code": "interrupted"' in out


def test_a_bug_is_told_from_everything_else(shop: Path) -> None:
    broken = "import toolkit.lint.rules.create_table as r, toolkit.commands.lint as c, sys\n"
    broken += "r.check = lambda *_: 1 / 0\nsys.argv[1:] = ['--no-cache']\nc.main()\n"
    done = subprocess.run(
        [sys.executable, "-c", broken], cwd=shop, capture_output=True, check=False
    )
    assert done.returncode == 3
    assert b"ZeroDivisionError" in done.stderr


@pytest.mark.parametrize("flags", [["--no-cache"], []])
def test_it_imports_no_more_than_it_needs(shop: Path, flags: list[str]) -> None:
    said(shop)
    argv = [sys.executable, "-X", "importtime", "-m", "toolkit.commands.lint", *flags]
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "toolkit.commands.linting" in loaded
    for name in ("rich", "pydantic", "sqlalchemy", "alembic", "invoke", "toolkit.settings"):
        assert name not in loaded
    assert ("toolkit.lint.rules" in loaded) == bool(flags)  # what is known needs no reading


def test_this_repository_is_clean() -> None:
    root = Path(__file__).parents[2]
    assert [one for one in found(root, "--no-cache") if one[2] != "note"] == []


def test_what_the_page_shows_is_what_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/lint.md").read_text()
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    (statement,) = re.findall(r"\| +(op.*)", shown)
    project(tmp_path, a1_orders=revision("a1", None, statement))
    assert said(tmp_path).out.startswith(shown)


def test_the_hooks_are_pre_commits() -> None:
    root = Path(__file__).parents[2]
    argv = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    assert subprocess.run(argv, cwd=root, capture_output=True, check=False).returncode == 0


def test_the_task(shop: Path) -> None:
    """Invoke's wrapping changes neither the answer nor the exit code."""
    words = ["--profile=strict", "--select=create-table", "--format=json"]
    code = "import sys; from toolkit.commands.program import main; main()"
    argv = [sys.executable, "-c", code, "migrations.lint", *words]
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, said(shop, *words).out)
    shown = ["--diff", "--fix-style=native"]
    argv[-3:] = shown
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, said(shop, *shown).out)
    argv[-2:] = ["--downgrade", "--format=json"]
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, said(shop, *argv[-2:]).out)
    argv[-2:] = ["--explain=nothing"]
    assert subprocess.run(argv, cwd=shop, capture_output=True, check=False).returncode == 2


def test_the_installed_script(installed: Path, shop: Path) -> None:
    """From the wheel: the names of rules and their pages are in it."""
    argv = [installed / "hive-lint", "--format", "gcc"]
    done = subprocess.run(argv, cwd=shop, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, said(shop, "--format", "gcc").out)
    explained = [installed / "hive-lint", "--explain", "insert-rows"]
    assert subprocess.check_output(explained, cwd=shop).startswith(b"# insert-rows")
