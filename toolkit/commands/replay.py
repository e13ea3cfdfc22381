"""The entry point `hive-replay`: flags, a replay, a report, an exit code."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.exceptions import Exit

from toolkit.commands.answer import Answer, answering
from toolkit.commands.changed import changed
from toolkit.commands.stopping import hold
from toolkit.errors import UsageError
from toolkit.settings import Settings
from toolkit.setup import state

if TYPE_CHECKING:
    from toolkit.database.migrations import Migrations
    from toolkit.findings import Replayed
    from toolkit.replay.part import Replay

INI = "alembic.ini"
FORMATS = ("text", "json", "junit", "html")
REFUTED, NOTHING_RUN = 1, 2


def main() -> None:
    """Run `hive-replay`."""
    hold()
    asked = parsed(sys.argv[1:])
    try:
        replayed(asked)
    except Exit as end:
        sys.exit(end.code)


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """As typed; wrong usage exits 2."""
    return _parser().parse_args(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hive-replay",
        description="Run every revision of an Alembic project again, crash it, and take it back, on"
        " scratch databases; compare what is there with an undisturbed run.",
    )
    add = parser.add_argument
    add("project", nargs="?", default=Path(), type=_folder, help="its folder (here)")
    server = parser.add_mutually_exclusive_group()
    server.add_argument("--database-url", metavar="URL", help="a server to make databases on")
    server.add_argument("--embedded", action="store_true", help="on one of our own (the default)")
    add("--url-env", metavar="NAME", action="append", default=[],
        help="a variable in which env.py looks for the URL")  # fmt: skip
    add("-x", metavar="ARG", action="append", default=[], help="as Alembic's own -x")
    add("--only", metavar="REV..REV", help="revisions after the first and up to the second")
    add("--since", metavar="GIT_REV", help="revisions whose files changed since")
    add("--experiments", metavar="NAME,…", help="first, rerun, crash, strict-crash, roundtrip, …")
    add("--rows", metavar="N", type=_number, default=3, help="in each table, before each revision")
    add("--jobs", metavar="N", type=_number, default=2, help="processes")
    add("--isolated", action="store_true",
        help="without the project's env.py and modules that cannot be imported")  # fmt: skip
    add("--format", choices=FORMATS, default="text", help="of what stands on stdout")
    return parser


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is no folder")
    return Path(text)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)


def replayed(asked: argparse.Namespace) -> None:
    """Leaves with the exit code as `invoke.Exit`."""
    folder = asked.project.resolve()
    json, text = asked.format == "json", asked.format == "text"
    with answering("hive-replay", json=json, quiet=not text, folder=folder) as answer:
        from toolkit.setup.replaying import verdicts

        answer.started("replay")
        settings = answer.settings
        found = verdicts(
            _asked(settings, asked), asked.database_url, state.folder(settings.root) / "replay",
            answer, jobs=asked.jobs, deadline=settings.deadline,
        )  # fmt: skip
        _told(answer, asked.format, found)


def _asked(settings: Settings, asked: argparse.Namespace) -> "Replay":
    from toolkit.replay.part import Replay

    every = Replay(
        root=settings.root,
        alembic=settings.alembic or configuration_of(settings.root, isolated=asked.isolated),
        experiments=_experiments(asked.experiments),
        rows=asked.rows,
        url_names=("DATABASE_URL", *settings.url_names, *asked.url_env),
        x=asked.x,
        isolated=asked.isolated,
        own_rows=settings.replay_rows,
    )
    return replace(every, only=_only(asked, every.runner().migrations))


def configuration_of(root: Path, *, isolated: bool) -> str:
    """The only alembic.ini somewhere beneath the folder; without env.py a folder will do."""
    found = sorted(one for depth in ("*", "*/*", "*/*/*") for one in root.glob(f"{depth}/{INI}"))
    if len(found) == 1:
        return str(found[0].relative_to(root))
    if not found and isolated:
        return "."
    raise UsageError(
        f"{root} has {'several configurations' if found else 'no configuration'} of Alembic",
        why=f"found: {', '.join(map(str, found))}"
        if found
        else f"there is no {INI}, and no [tool.alembic] in a pyproject.toml",
        next=f"hive-replay {found[0].parent if found else 'FOLDER'}",
    )


def _only(asked: argparse.Namespace, migrations: "Migrations") -> frozenset[str] | None:
    """The revisions that both flags leave; None: all."""
    found = []
    if asked.only:
        found.append(migrations.among(asked.only))
    if asked.since:
        files = changed(migrations.root, asked.since)
        paths = {one.revision.revision: one.revision.path for one in migrations.history}
        found.append(frozenset(name for name, path in paths.items() if Path(path) in files))
    return frozenset.intersection(*found) if found else None


def _experiments(names: str | None) -> Sequence[str]:
    """In their own order, whichever they were given in."""
    from toolkit.replay.experiments import NAMES

    given = [name.strip() for name in names.split(",")] if names else NAMES
    if unknown := [name for name in given if name not in NAMES]:
        raise UsageError(
            f"{unknown[0]!r} is no experiment", next=f"--experiments {','.join(NAMES)}"
        )
    return [name for name in NAMES if name in given]


def _told(answer: Answer, form: str, found: Sequence["Replayed"]) -> None:
    from toolkit.findings import Judgement
    from toolkit.report import json, junit, page
    from toolkit.report.terminal import out
    from toolkit.report.verdicts import counts, flattened

    answer.extra["verdicts"] = json.verdicts(found)
    if form == "text":
        answer.face.replay(found)
    elif form != "json":
        out(junit.replay("hive-replay", found) if form == "junit" else page.replay("Replay", found))
    number = counts(flattened(found))
    if number[Judgement.REFUTED]:
        answer.found = REFUTED
    elif found and not number[Judgement.PROVED]:
        answer.found = NOTHING_RUN


if __name__ == "__main__":
    main()
