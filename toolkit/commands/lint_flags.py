"""The flags of `hive-lint`, and how they stand over what pyproject.toml says."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.findings import Severity
from toolkit.lint.fixes.styles import STYLES
from toolkit.lint.options import LEVELS, PROFILES, Options, rules

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "gcc")
STDIN = "-"


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """As typed; wrong usage exits 2."""
    parser = _parser()
    asked = parser.parse_args(words)
    if STDIN in asked.paths and len(asked.paths) > 1:
        parser.error("- stands alone: it is what is read instead of files")
    _of_fixes(parser, asked)
    if asked.statistics and asked.format not in ("text", "json"):
        parser.error("--statistics is of --format text or json")
    return asked


def _of_fixes(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> None:
    fixing = asked.fix or asked.diff
    if asked.prove and not fixing:
        parser.error("--prove is of --fix or --diff")
    if asked.prove and STDIN in asked.paths:
        parser.error("--prove is of files: what is read instead of one cannot be replayed")
    if asked.database_url and not asked.prove:
        parser.error("--database-url is of --prove")
    if fixing and asked.write_baseline:
        parser.error("--write-baseline is for what is left: fix first")
    if asked.diff and asked.format not in ("text", "json"):
        parser.error("--diff is of --format text or json")
    if asked.fix and STDIN in asked.paths and asked.format != "text":
        parser.error("--fix of standard input puts the fixed text on stdout: it has no --format")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hive-lint",
        description="Read Alembic migrations, and say what will not survive being run again.",
        formatter_class=partial(
            argparse.HelpFormatter, width=100
        ),  # to ask the terminal takes long
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders (the project's revisions)")
    add("--profile", choices=PROFILES, help="strict raises warnings to errors")
    add("--select", metavar="RULE,…", action="append", help="only these rules")
    add("--ignore", metavar="RULE,…", action="append", help="all but these")
    add("--fail-on", choices=LEVELS, help="from where on a finding fails the run (error)")
    add("--downgrade", action="store_true", help="downgrade() too")
    add("--since", metavar="GIT_REV", help="only files that changed since")
    add("--baseline", metavar="FILE", type=Path, help="findings that are lived with")
    add("--write-baseline", action="store_true", help="write it, of what is found now")
    fixing = parser.add_mutually_exclusive_group()
    fixing.add_argument("--fix", action="store_true", help="mend what has a fix, say what is left")
    fixing.add_argument("--diff", action="store_true", help="show that, and change nothing")
    add(
        "--fix-style",
        choices=STYLES,
        help="ensure, if the project depends on the toolkit, or native",
    )
    add("--prove", action="store_true", help="keep only those fixes that a replay confirms")
    add("--database-url", metavar="URL", help="a server to replay on (one of our own)")
    add("--evidence", metavar="FILE", type=Path, help="what hive-replay --format json said")
    add("--explain", metavar="RULE", help="what a rule is about, with examples")
    add("--statistics", action="store_true", help="how many of each rule, not where")
    add("--format", choices=FORMATS, default="text", help="of what stands on stdout")
    add("--jobs", metavar="N", type=_number, default=0, help="processes (as many as are worth it)")
    add("--no-cache", action="store_true", help="read every file anew")
    add("--stdin-filename", metavar="FILE", type=Path, help="what `-`, standard input, is called")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def options(asked: argparse.Namespace, given: Options) -> Options:
    """Each flag instead of its key in the table; UsageError."""
    wanted = replace(
        given,
        profile=asked.profile or given.profile,
        select=_rules(asked.select) if asked.select else given.select,
        ignore=_rules(asked.ignore) if asked.ignore else given.ignore,
        fail_on=Severity(asked.fail_on) if asked.fail_on else given.fail_on,
        baseline=asked.baseline.absolute() if asked.baseline else given.baseline,
        downgrade=asked.downgrade or given.downgrade,
    )
    if asked.write_baseline and not wanted.baseline:
        raise UsageError(
            "--write-baseline needs the name of a file",
            why="neither --baseline nor [tool.hive.lint] gives one",
            next="hive-lint --write-baseline --baseline FILE",
        )
    return wanted


def _rules(given: Sequence[str]) -> frozenset[str]:
    return rules(name for text in given for name in text.split(","))
