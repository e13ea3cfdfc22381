"""psql, run and env: the hive's URLs, handed to whoever needs them."""

import shlex
import sys

from invoke.context import Context
from invoke.tasks import task

from toolkit import process
from toolkit.commands.answer import JSON, answering
from toolkit.errors import UsageError
from toolkit.report.redact import redact
from toolkit.report.terminal import out
from toolkit.settings import current
from toolkit.settings.example import example


@task
def psql(_: Context) -> None:
    """A psql on the hive's database: psql [-- ARGUMENTS]."""
    with answering("psql") as answer:
        from toolkit.database.url import parse
        from toolkit.setup.opening import open_hive
        from toolkit.setup.psql import psql_command

        hive = open_hive(answer.settings, answer, make=False)
        argv, environment = psql_command(hive, parse(hive.whole()["DATABASE_URL"]))
        process.replace([*argv, *rest()], {**current(), **environment})


@task
def run(_: Context) -> None:
    """Run a command with the hive's URLs: run -- COMMAND."""
    with answering("run") as answer:
        from toolkit.setup.opening import open_hive

        command = rest()
        if not command:
            raise UsageError("there is no command to run", next="invoke run -- COMMAND")
        hive = open_hive(answer.settings, answer, make=False)
        process.replace(command, {**current(), **hive.whole()})


@task(
    help={
        "export": "As `export KEY=value` lines, secrets included, for `eval`.",
        "example": "The whole of .env.example.",
        **JSON,
    }
)
def env(_: Context, export: bool = False, example_: bool = False, json: bool = False) -> None:
    """The hive's URLs, secrets left out; --export for your shell."""
    with answering("env", json=json) as answer:
        from toolkit.setup.opening import open_hive

        if json and (export or example_):
            raise UsageError("--json is an answer of its own", next="invoke env --json")
        if example_:
            out(example())
            return
        hive = open_hive(answer.settings, answer, make=True)
        hive.hand_over()
        for key, url in hive.settings.named(hive.urls).items():
            if export:
                out(f"export {key}={shlex.quote(url)}")
            else:
                answer.face.line(f"{key}={url}")
                answer.extra.setdefault("urls", {})[key] = redact(url)


def rest() -> list[str]:
    """The words after `--`: Invoke hands them over as one text, in which quotes are lost."""
    words = sys.argv[1:]
    return words[words.index("--") + 1 :] if "--" in words else []
