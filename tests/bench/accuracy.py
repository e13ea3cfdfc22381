"""What the linter says, held against what a replay shows, on projects that are not ours.

`nox -s accuracy -- FOLDER …`: the truth about every revision is what `rerun` came to on a scratch
server, without the project's env.py; what could not be run counts for nothing. Profile: strict.
"""

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from toolkit.commands.replay import configuration_of
from toolkit.findings import Claim, Finding, Judgement, Severity, Silence
from toolkit.lint.linter import STRICT, lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES
from toolkit.replay.part import Replay
from toolkit.replay.run import replay
from toolkit.replay.workers import warm
from toolkit.setup.scratch_server import COPIED, served

EXPERIMENTS = ("first", "rerun", "crash")


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
        return f"| {self.name} | {counts} | {alarms} | {self.alarms:.3f} | {dict(self.crashes)} |"


def accuracy(folder: Path, server: sa.URL) -> Accuracy:
    asked = Replay(
        folder,
        configuration_of(folder, isolated=True),
        server,
        COPIED,
        EXPERIMENTS,
        url_names=("DATABASE_URL",),
        isolated=True,
    )
    history = asked.runner().migrations.history
    paths = {step.revision.revision: Path(step.revision.path) for step in history}
    files, found = Files(), Accuracy(folder.name)
    for one in replay(asked, Silence(), jobs=2):
        verdicts = {verdict.experiment: verdict.verdict for verdict in one.verdicts}
        path = paths[one.revision]
        findings = lint(path, Project(), RULES, files=files, profile=STRICT).findings
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


def main(folders: list[str]) -> int:
    print("| project | found | recall | false alarms | share | claims of a crash |")
    print("|---|---|---|---|---|---|")
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
            for part in ("hit", "missed", "false_alarm", "right"):
                getattr(every, part).extend(getattr(one, part))
            every.crashes.update(one.crashes)
    print(every.row())
    return 0 if every.recall >= 0.99 and every.alarms <= 0.05 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
