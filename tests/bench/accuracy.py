"""What the linter says, held against what a replay shows, on projects that are not ours.

`nox -s accuracy -- FOLDER …`: the truth about every revision is what `rerun` came to on a scratch
server, without the project's env.py; what could not be run counts for nothing. Profile: strict, in
which whatever stands above a note fails. Then the same with every fix applied, to a copy: which
became re-runnable, which came out different the first time, which broke.
"""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from isolated import isolated

from toolkit.findings import Claim, Finding, Judgement, Replayed, Severity, Silence
from toolkit.lint.fixes.mending import mended
from toolkit.lint.linter import lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES
from toolkit.replay.part import Replay
from toolkit.replay.prints import prints
from toolkit.replay.run import replay
from toolkit.replay.workers import warm
from toolkit.setup.scratch_server import served

EXPERIMENTS = ("first", "rerun", "crash")
LEFT_OUT = (".git", ".hive", "node_modules", "js")


@dataclass
class Accuracy:
    """Revisions of one project, by what is true of them and what was said."""

    name: str
    hit: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    false_alarm: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    crashes: Counter[str] = field(default_factory=Counter)
    """Claims of a crash, by what the replay said of it."""

    mended: list[str] = field(default_factory=list)
    unmended: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return len(self.hit) / max(1, len(self.hit) + len(self.missed))

    @property
    def alarms(self) -> float:
        """Among those that are re-runnable."""
        return len(self.false_alarm) / max(1, len(self.false_alarm) + len(self.right))

    def row(self) -> str:
        counts = f"{len(self.hit)}/{len(self.hit) + len(self.missed)} | {self.recall:.3f}"
        alarms = f"{len(self.false_alarm)}/{len(self.false_alarm) + len(self.right)}"
        share = f"{len(self.mended)}/{len(self.mended) + len(self.unmended)}"
        harm = f"{len(self.different)} | {len(self.broken)}"
        said = f"{counts} | {alarms} | {self.alarms:.3f} | {dict(self.crashes)}"
        return f"| {self.name} | {said} | {share} | {harm} |"

    @property
    def fixed(self) -> float:
        return len(self.mended) / max(1, len(self.mended) + len(self.unmended))


def accuracy(folder: Path, server: sa.URL) -> Accuracy:
    asked = isolated(folder, server, EXPERIMENTS)
    history = asked.runner().migrations.history
    paths = {step.revision.revision: Path(step.revision.path) for step in history}
    files, found = Files(), Accuracy(folder.name)
    replayed = replay(asked, Silence(), jobs=2)
    _fixed(folder, server, asked, paths, replayed, found)
    for one in replayed:
        verdicts = {verdict.experiment: verdict.verdict for verdict in one.verdicts}
        path = paths[one.revision]
        findings = lint(path, Project(), RULES, files=files, text=path.read_bytes()).findings
        _count(found, one.revision, path, verdicts, findings)
    return found


def _count(
    found: Accuracy, revision: str, path: Path, verdicts: dict[str, Judgement],
    findings: tuple[Finding, ...],
) -> None:  # fmt: skip
    said = [one for one in findings if one.severity is not Severity.NOTE]
    reported = any(one.claim in (Claim.FIRST, Claim.RERUN) for one in said)
    truth = verdicts["rerun"]
    name = f"{path.name} ({revision})"
    if any(one.claim is Claim.CRASH for one in said):
        found.crashes[verdicts["crash"].value] += 1
    if truth is Judgement.REFUTED:
        (found.hit if reported else found.missed).append(name)
    elif truth is Judgement.PROVED:
        (found.false_alarm if reported else found.right).append(name)


def _fixed(
    folder: Path, server: sa.URL, asked: Replay, paths: Mapping[str, Path],
    replayed: Sequence[Replayed], found: Accuracy,
) -> None:  # fmt: skip
    """The same of a copy in which every fix is applied."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / folder.name
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for path in paths.values():
            _fix(copy / path.absolute().relative_to(folder))
        again = isolated(copy, server, EXPERIMENTS)
        after = {one.revision: one for one in replay(again, Silence(), jobs=2)}
        ends = prints(asked), prints(again)
    for one in replayed:
        before, now = _verdicts(one), _verdicts(after[one.revision])
        label = f"{paths[one.revision].name} ({one.revision})"
        if before["rerun"] is Judgement.REFUTED:
            mended = now["rerun"] is Judgement.PROVED
            (found.mended if mended else found.unmended).append(label)
        worse = before["first"] is Judgement.PROVED and now["first"] is not Judgement.PROVED
        worse = worse or (before["rerun"] is Judgement.PROVED) > (now["rerun"] is Judgement.PROVED)
        if worse:
            found.broken.append(label)
        elif ends[0].get(one.revision) != ends[1].get(one.revision):
            found.different.append(label)


def _verdicts(one: Replayed) -> dict[str, Judgement]:
    return {verdict.experiment: verdict.verdict for verdict in one.verdicts}


def _fix(path: Path) -> None:
    def found(text: str) -> tuple[Finding, ...]:
        return lint(path, Project(), RULES, files=Files(), text=text).findings

    path.write_text(mended(path.read_text("utf-8"), found).text, "utf-8")


def main(folders: list[str]) -> int:
    print(HEAD)
    every = Accuracy("together")
    warm()
    with served(60, Silence()) as server:
        for folder in folders:
            one = accuracy(Path(folder).resolve(), server)
            print(one.row(), flush=True)
            for name in one.missed:
                sys.stderr.write(f"missed: {name}\n")
            for name in one.false_alarm:
                sys.stderr.write(f"false alarm: {name}\n")
            for part in ("unmended", "different", "broken"):
                for name in getattr(one, part):
                    sys.stderr.write(f"{part}: {name}\n")
            for part in PARTS:
                getattr(every, part).extend(getattr(one, part))
            every.crashes.update(one.crashes)
    print(every.row())
    holds = every.recall >= 0.99 and every.alarms <= 0.05 and every.fixed >= 0.95
    return 0 if holds and not every.broken and not every.different else 1


PARTS = ("hit", "missed", "false_alarm", "right", "mended", "unmended", "different", "broken")
HEAD = """\
| project | found | recall | false alarms | share | claims of a crash | fixed | different | broken |
|---|---|---|---|---|---|---|---|---|"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
