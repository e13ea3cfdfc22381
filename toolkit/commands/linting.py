"""A run of the linter: which files, what is found in them, what of it counts."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands import lint_flags, lint_sources
from toolkit.errors import BugError, ToolkitError
from toolkit.findings import Finding, Severity, Span
from toolkit.lint import baseline, evidence, options, pyproject, selection
from toolkit.lint.baseline import Baseline
from toolkit.lint.discovery import Sources
from toolkit.lint.names import UNREADABLE
from toolkit.lint.options import Options
from toolkit.lint.projects import Projects
from toolkit.lint.source import Source, decoded
from toolkit.lint.workers import Checked
from toolkit.report.lint.linting import Linting

if TYPE_CHECKING:
    from toolkit.commands.lint_repairs import Fixed

MOST = 5
"""Files that an error names."""


def linting(asked: Namespace, *, own_versions: bool) -> Linting:
    """All that there is to say; ToolkitError where there is nothing."""
    root = pyproject.root(lint_sources.start(asked))
    wanted = lint_flags.options(asked, options.of_table(root.folder, root.table))
    known = _baseline(asked, wanted)
    verdicts = evidence.read(asked.evidence) if asked.evidence else None
    sources = lint_sources.sources(asked, wanted, root)
    style = asked.fix_style or ""
    projects = Projects(root, sources.found, own_versions, style, wanted.downgrade)
    checked = lint_sources.checked(asked, root, sources.found, projects)
    fixed = _fixed(asked, wanted, known, projects, sources, checked)
    unread = {**sources.unread, **{path: one.unread for path, one in checked.items() if one.unread}}
    unread = {sources.shown(path): why for path, why in unread.items()}
    failed = map(_unreadable, unread, unread.values())
    found = sorted([*_chosen(checked, wanted), *failed], key=_place)
    if verdicts is not None:
        found = list(evidence.marked(found, verdicts))
    if asked.write_baseline and wanted.baseline:
        _write(wanted.baseline, known, found, sources.found.values())
        known = baseline.read(wanted.baseline)
    error = _error(unread, [one.bug for one in checked.values() if one.bug])
    error = error or (fixed.error if fixed else None)
    told = _linting(asked, wanted, list(known.applied(found)), checked, error, sources.found)
    return replace(told, fixes=fixed.fixes, text=fixed.text) if fixed else told


def _fixed(
    asked: Namespace, wanted: Options, known: Baseline, projects: Projects, sources: Sources,
    checked: dict[str, Checked],
) -> Fixed | None:  # fmt: skip
    """What was written is looked at again."""
    if not asked.fix and not asked.diff:
        return None
    from toolkit.commands.lint_fixing import fixed
    from toolkit.commands.lint_repairs import Fixing

    done = fixed(asked, Fixing(wanted, known, projects), sources, checked)
    fresh = {one.path: one for one in done.written}
    sources.found.update(fresh)
    checked |= lint_sources.checked(asked, projects.root, fresh, projects)
    return done


def _baseline(asked: Namespace, wanted: Options) -> Baseline:
    """An empty one where there is none yet to be compared with."""
    if wanted.baseline is None or (asked.write_baseline and not wanted.baseline.exists()):
        return Baseline((wanted.baseline or wanted.root / "-").parent)
    return baseline.read(wanted.baseline)


def _chosen(checked: Mapping[str, Checked], wanted: Options) -> Iterator[Finding]:
    for path, one in checked.items():
        if one.findings:
            yield from selection.chosen(one.findings, path, wanted)


def _unreadable(path: str, why: str) -> Finding:
    remedy = "Mend it, or leave it out: exclude in [tool.hive.lint]."
    return Finding(path, Span(), UNREADABLE, Severity.ERROR, why, remedy)


def _place(one: Finding) -> tuple[str, int, int]:
    return one.path, one.span.line, one.span.column


def _write(path: Path, old: Baseline, found: Sequence[Finding], files: Iterable[Source]) -> None:
    from toolkit import files as written

    lived = [one for one in found if one.suppressed is None and one.rule != UNREADABLE]
    written.write(path, baseline.written(old, lived, [one.shown for one in files]), mode=0o644)


def _error(unread: Mapping[str, str], bugs: Sequence[str]) -> ToolkitError | None:
    if bugs:
        return BugError(
            f"{len(bugs)} files met a bug in the toolkit", why=bugs[0],
            state="What was found in other files stands above.", next="Report it with this",
        )  # fmt: skip
    if not unread:
        return None
    shown = [f"{path}: {why}" for path, why in list(unread.items())[:MOST]]
    return ToolkitError(
        f"{len(unread)} file{'' if len(unread) == 1 else 's'} could not be read",
        why="; ".join(shown),
        state="What was found in other files stands.",
        next="Mend them, or leave them out: exclude in [tool.hive.lint]",
    )


def _linting(
    asked: Namespace, wanted: Options, found: Sequence[Finding], checked: Mapping[str, Checked],
    error: ToolkitError | None, sources: Mapping[str, Source],
) -> Linting:  # fmt: skip
    told = Linting(
        findings=found,
        files=[one.shown for one in sources.values()],
        blind=sum(one.blind for one in checked.values()),
        error=error,
        bar=wanted.fail_on,
        baseline=baseline.KNOWN,
        statistics=asked.statistics,
        line=_lines({one.shown: one for one in sources.values()}),
    )
    if asked.format == "sarif":
        from toolkit.commands.rule_pages import abouts, version

        told = replace(told, rules=abouts(), version=version())
    return replace(told, exit=error.exit if error else int(any(map(told.fails, told.findings))))


def _lines(sources: Mapping[str, Source]) -> Callable[[str, int], str]:
    @cache
    def lines(path: str) -> list[str]:
        try:
            return decoded(sources[path].data).split("\n")
        except (KeyError, SyntaxError, ValueError):
            return []

    return lambda path, number: "".join(lines(path)[number - 1 : number])
