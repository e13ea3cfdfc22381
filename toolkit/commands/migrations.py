"""migrations.new, migrations.lint and migrations.replay."""

import time
from contextlib import closing
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from toolkit.commands.answer import JSON, Answer, answering
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.setup.hive import Hive


@task(
    positional=["message"],
    help={"message": "What the revision is for, in a few words.", **JSON},
)
def new(_: Context, message: str, json: bool = False) -> None:
    """Write a revision from what the models have and the database has not."""
    with answering("migrations.new", json=json) as answer:
        from toolkit.setup.opening import open_hive

        if not message.strip() or message.startswith("-"):  # invoke takes --help for a message
            raise UsageError(
                f"{message!r} is no message", next='invoke migrations.new "what changes"'
            )
        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        answer.finished(_written(answer, hive, message))


@task(
    help={
        "experiments": "Some of first, rerun, crash, strict-crash, preexisting and roundtrip.",
        "only": "A revision, or REV..REV.",
        "since": "Revisions whose files changed since this commit of git.",
        "database_url": "A server to make databases on, instead of one of our own.",
        "rows": "How many in each table, before each revision.",
        "jobs": "Processes.",
        "format": "text, json, junit or html, on stdout.",
    }
)
def replay(
    _: Context,
    experiments: str = "",
    only: str = "",
    since: str = "",
    database_url: str = "",
    rows: int = 3,
    jobs: int = 2,
    format: str = "text",
) -> None:
    """Run revisions again and crash them, on scratch databases: hive-replay for this project."""
    from toolkit.commands.replay import parsed, replayed

    words = _flags(
        experiments=experiments, only=only, since=since, database_url=database_url,
        rows=str(rows), jobs=str(jobs), format=format,
    )  # fmt: skip
    replayed(parsed(words))


@task(
    help={
        "profile": "default or strict.",
        "select": "Only these rules, with commas between them.",
        "ignore": "All rules but these.",
        "fail_on": "From where on a finding fails the run: note, warning or error.",
        "downgrade": "downgrade() too.",
        "since": "Files that changed since this commit of git.",
        "baseline": "A file of findings that are lived with.",
        "explain": "What a rule is about, with examples.",
        "statistics": "How many of each rule, not where.",
        "format": "text, json, sarif, github, gitlab, junit or gcc, on stdout.",
        "no_cache": "Read every file anew.",
        "fix": "Mend what has a fix, say what is left.",
        "diff": "Show that, and change nothing.",
        "fix_style": "ensure or native.",
        "prove": "Keep only those fixes that a replay confirms.",
        "evidence": "What hive-replay --format json said.",
    }
)
def lint(
    _: Context,
    profile: str = "",
    select: str = "",
    ignore: str = "",
    fail_on: str = "",
    downgrade: bool = False,
    since: str = "",
    baseline: str = "",
    fix: bool = False,
    diff: bool = False,
    fix_style: str = "",
    prove: bool = False,
    evidence: str = "",
    explain: str = "",
    statistics: bool = False,
    format: str = "text",
    no_cache: bool = False,
) -> None:
    """Say what in the revisions will not survive being run again: hive-lint for this project."""
    from toolkit.commands.lint import linted
    from toolkit.commands.lint_flags import parsed

    words = _flags(
        profile=profile, select=select, ignore=ignore, fail_on=fail_on, downgrade=downgrade,
        since=since, baseline=baseline, fix=fix, diff=diff, fix_style=fix_style, prove=prove,
        evidence=evidence, explain=explain, statistics=statistics, format=format,
        no_cache=no_cache,
    )  # fmt: skip
    if code := linted(parsed(words)):
        raise Exit(code=code)


def _flags(**given: str | bool) -> list[str]:
    """As they are typed; without those that nobody gave."""
    named = {f"--{name.replace('_', '-')}": value for name, value in given.items() if value}
    return [flag if value is True else f"{flag}={value}" for flag, value in named.items()]


def _written(answer: Answer, hive: "Hive", message: str) -> Outcome:
    from toolkit.bootstrap.connections import Connections
    from toolkit.database.migrations_new import new_revision
    from toolkit.ensure.autogenerate import converging
    from toolkit.setup.declared import blueprint

    migrations = blueprint(hive).migrations
    if migrations is None:
        raise UsageError(
            "this project has no Alembic configuration",
            why="there is neither an alembic.ini nor [tool.alembic] in pyproject.toml",
            next="alembic init migrations",
        )
    begin = time.monotonic()
    answer.started("migration")
    with closing(Connections(hive.target(), answer, answer.settings.deadline)) as here:
        made = new_revision(migrations, here.site, message, converging)
    changes = tuple(f"write {file.relative_to(migrations.root)}" for file in made.files)
    notes = made.warnings or (() if changes else ("nothing to do: the database has it all",))
    status = Status.CHANGED if changes else Status.UNCHANGED
    return Outcome("migration", status, time.monotonic() - begin, changes, notes)
