"""`hive-lint --fix` and `--diff`: fixes are found, proved if that is asked for, and written."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from toolkit.commands.lint_flags import STDIN
from toolkit.commands.lint_repairs import Fixed, Fixing, Repair, write
from toolkit.errors import ToolkitError
from toolkit.lint.discovery import Sources
from toolkit.lint.source import Source
from toolkit.lint.workers import Checked
from toolkit.report.lint.linting import Fixes


def fixed(asked: Namespace, fixing: Fixing, sources: Sources, checked: dict[str, Checked]) -> Fixed:
    """Of what was found; a file that cannot be written stays as it is."""
    repairs = list(fixing.repairs(checked, sources.found))
    if asked.prove and any(one.fixed for one in repairs):
        from toolkit.commands.lint_proving import proved

        repairs = proved(asked, fixing.projects, repairs)
    if asked.diff:
        return Fixed(_fixes(repairs, diff="".join(one.diff for one in repairs), done=False))
    if STDIN in asked.paths:
        return _of_stdin(repairs, sources)
    unwritten = {one.source.path: why for one in repairs if one.fixed and (why := write(one))}
    repairs = [
        one.undone(unwritten[one.source.path]) if one.source.path in unwritten else one
        for one in repairs
    ]
    return Fixed(_fixes(repairs), _written(repairs), _error(sources, unwritten))


def _of_stdin(repairs: Sequence[Repair], sources: Sources) -> Fixed:
    text = repairs[0].after if repairs else sources.given
    return Fixed(_fixes(repairs), _written(repairs), text=text)


def _written(repairs: Sequence[Repair]) -> tuple[Source, ...]:
    return tuple(one.source._replace(data=one.after) for one in repairs if one.fixed)


def _fixes(repairs: Sequence[Repair], *, diff: str = "", done: bool = True) -> Fixes:
    return Fixes(
        [one for repair in repairs for one in repair.fixed],
        [one for repair in repairs for one in repair.refused],
        sum(bool(one.fixed) for one in repairs),
        done,
        diff,
    )


def _error(sources: Sources, unwritten: dict[str, str]) -> ToolkitError | None:
    if not unwritten:
        return None
    number = len(unwritten)
    shown = [f"{sources.shown(path)}: {why}" for path, why in unwritten.items()]
    return ToolkitError(
        f"{number} file{'' if number == 1 else 's'} could not be written",
        why="; ".join(shown),
        state="They are as they were; the others are fixed.",
        next="The same command goes on from here",
    )
