"""The files of a run of the linter, and what is known or found in each."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from toolkit.commands.lint_flags import STDIN
from toolkit.lint import cache, discovery, selection
from toolkit.lint.cache import Cache
from toolkit.lint.discovery import Sources
from toolkit.lint.options import Options
from toolkit.lint.projects import Projects
from toolkit.lint.pyproject import Root
from toolkit.lint.source import Source
from toolkit.lint.workers import Checked, check_all

NAMELESS = Path("<stdin>")


def start(asked: Namespace) -> Path:
    """The folder that all paths have in common."""
    paths = [str(one) for one in [*asked.paths, asked.stdin_filename or STDIN] if one != STDIN]
    common = Path(os.path.commonpath(map(os.path.abspath, paths))) if paths else Path.cwd()
    return common if common.is_dir() else common.parent


def sources(asked: Namespace, wanted: Options, root: Root) -> Sources:
    """UsageError where nothing is named and there is no project."""
    excluded = partial(selection.excluded, options=wanted)
    here = str(Path.cwd())
    if STDIN in asked.paths:
        into = Sources(here, excluded, given=_stdin(whole=asked.fix))
        return _named(asked.stdin_filename or NAMELESS, into)
    paths = asked.paths or map(str, Projects(root).folders())
    found = discovery.sources(paths, here, excluded)
    if asked.since:
        from toolkit.commands.changed import changed

        meant = changed(start(asked), asked.since)
        found.keep(lambda path: Path(path).resolve() in meant)
    return found


def _stdin(*, whole: bool) -> bytes:
    """Where it is not given back, no more than is looked at."""
    return sys.stdin.buffer.read(-1 if whole else discovery.LARGEST + 1)


def _named(name: Path, into: Sources) -> Sources:
    path = str(name.absolute())
    if not into.excluded(path):
        into.take(path, into.given)
    return into


def checked(
    asked: Namespace, root: Root, found: Mapping[str, Source], projects: Projects
) -> dict[str, Checked]:
    """From the cache, where that still holds."""
    place = root.folder / cache.PLACE
    keeps = root.known and not asked.no_cache and STDIN not in asked.paths
    kept = cache.read(place) if keeps else Cache()
    works = {path: (one, projects.of(path)) for path, one in found.items()}
    results = {path: kept.get(*work) for path, work in works.items()}
    fresh = [works[path] for path, one in results.items() if one is None]
    for path, one in check_all(fresh, asked.jobs):
        results[path] = one
        if keeps:
            kept.put(*works[path], one)
    if keeps and kept.changed:
        _keep(place, kept)
    return {path: one for path, one in results.items() if one is not None}


def _keep(place: Path, kept: Cache) -> None:
    """Where that is not allowed, every run reads anew."""
    from contextlib import suppress

    from toolkit import files

    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        ignore = place.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        files.write(place, kept.text())
