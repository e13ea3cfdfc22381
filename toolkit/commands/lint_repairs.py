"""What each file would be with its fixes, and its being written."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from io import BytesIO, StringIO
from pathlib import Path
from tokenize import detect_encoding
from warnings import catch_warnings, simplefilter

from toolkit import files
from toolkit.errors import ToolkitError
from toolkit.findings import Finding
from toolkit.lint import selection
from toolkit.lint.baseline import Baseline
from toolkit.lint.fixes.lines import encoded
from toolkit.lint.fixes.mending import Lint, mended
from toolkit.lint.linter import lint
from toolkit.lint.options import Options
from toolkit.lint.project import Project
from toolkit.lint.projects import Projects
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES
from toolkit.lint.source import Source, decoded
from toolkit.lint.workers import Checked
from toolkit.report.lint.linting import Fixes

LETTERS = "the encoding of the file has not every letter of it"
CHANGED = "it was changed meanwhile"


@dataclass(frozen=True)
class Repair:
    """One file. `after` is what it would hold; the fixes of `refused` were not taken."""

    source: Source
    after: bytes
    fixed: tuple[Finding, ...] = ()
    refused: tuple[tuple[Finding, str], ...] = ()

    def undone(self, why: str) -> Repair:
        """The file as it is."""
        refused = (*self.refused, *((one, why) for one in self.fixed))
        return Repair(self.source, self.source.data, (), refused)

    @property
    def diff(self) -> str:
        """As `patch` reads it."""
        shown = self.source.shown
        names = (shown, shown) if Path(shown).is_absolute() else (f"a/{shown}", f"b/{shown}")
        before, after = _lines(self.source.data), _lines(self.after)
        return "".join(map(_ended, unified_diff(before, after, *names)))


@dataclass(frozen=True)
class Fixed:
    """What there is to say of it; `error`: what could not be written; `text`: of standard input."""

    fixes: Fixes
    written: tuple[Source, ...] = ()
    error: ToolkitError | None = None
    text: bytes | None = None


@dataclass(frozen=True)
class Fixing:
    """What a finding must be to be fixed: chosen, and neither suppressed nor in the baseline."""

    wanted: Options
    known: Baseline
    projects: Projects

    def repairs(
        self, checked: Mapping[str, Checked], sources: Mapping[str, Source]
    ) -> Iterator[Repair]:
        for path, source in sorted(sources.items()):
            found = checked[path].findings if path in checked else ()
            if any(one.fix for one in self._open(found, path)):
                with catch_warnings():
                    simplefilter("ignore")  # Python's own, of what stands in the file
                    repair = self._repair(source)
                if repair.fixed or repair.refused:
                    yield repair

    def _open(self, found: tuple[Finding, ...], path: str) -> Iterator[Finding]:
        """All of them; those that are not to be fixed without their fixes."""
        rules = {one.rule for one in selection.chosen(found, path, self.wanted)}
        known = replace(self.known, left=Counter(self.known.left))
        for one in known.applied(found):
            chosen = one.rule in rules and one.suppressed is None
            yield one if chosen else replace(one, fix=None)

    def _repair(self, source: Source) -> Repair:
        repair = Repair(source, source.data)
        try:
            done = mended(decoded(source.data), self._lint(source, self.projects.of(source.path)))
            repair = replace(repair, fixed=done.fixed, refused=done.refused)
            return replace(repair, after=encoded(source.data, done.text))
        except (RecursionError, MemoryError):
            return repair
        except UnicodeEncodeError:
            return repair.undone(LETTERS)

    def _lint(self, source: Source, project: Project) -> Lint:
        beside, path = Files(), Path(source.path)

        def linted(text: str) -> Iterator[Finding]:
            found = lint(path, project, RULES, files=beside, text=text, shown=source.shown)
            return self._open(found.findings, source.path)

        return linted


def write(repair: Repair) -> str:
    """Whole or not at all; why not."""
    path = Path(os.path.realpath(repair.source.path))
    try:
        if path.read_bytes() != repair.source.data:
            return CHANGED
        files.write(path, repair.after, mode=path.stat().st_mode & 0o7777)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _lines(data: bytes) -> list[str]:
    encoding = detect_encoding(BytesIO(data).readline)[0]
    return list(StringIO(data.decode(encoding.removesuffix("-sig")), newline="\n"))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
