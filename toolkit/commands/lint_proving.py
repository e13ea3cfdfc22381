"""`hive-lint --prove`: fixes are replayed in a copy; those that are not proved are undone."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from toolkit.commands.lint_repairs import Repair
from toolkit.commands.replay import configuration_of
from toolkit.commands.stopping import stoppable
from toolkit.errors import ToolkitError
from toolkit.findings import DOWNGRADE, Judgement, Replayed, Silence
from toolkit.lint.projects import Projects
from toolkit.replay.part import Replay
from toolkit.replay.prints import prints
from toolkit.replay.run import replay
from toolkit.replay.workers import warm
from toolkit.report.lint.stream import aside
from toolkit.report.redact import redact
from toolkit.settings import Settings, load
from toolkit.settings.load import find_root
from toolkit.setup.replaying import server as serving

EXPERIMENTS = ("first", "rerun")
ROUND_TRIP = "roundtrip"
"""Where something in downgrade() is fixed."""
LEFT_OUT = frozenset({".git", ".hive", "node_modules", "__pycache__"})
INSTALLED = "pyvenv.cfg"
ELSEWHERE = "it is not in the project that is replayed"
DIFFERENT = "with it the first run ends elsewhere"

Kept = dict[str, Repair]


def proved(asked: Namespace, projects: Projects, repairs: Sequence[Repair]) -> list[Repair]:
    """All of them; those that a replay does not confirm are undone."""
    gc.enable()  # this is no short run
    with aside(), stoppable():
        return _proved(asked, projects, repairs)


def _proved(asked: Namespace, projects: Projects, repairs: Sequence[Repair]) -> list[Repair]:
    settings = load(find_root(projects.root.folder)).settings
    top = settings.root.resolve()
    kept = {one.source.path: one for one in repairs if one.fixed}
    undone = {path: ELSEWHERE for path in kept if top not in Path(path).resolve().parents}
    warm()
    with serving(asked.database_url, settings.deadline, Silence()) as (url, strategy):
        proof = Proof(settings, top, url, strategy)
        before = proof.before()
        while left := {path: one for path, one in kept.items() if path not in undone}:
            wrong = proof.wrong(left, before)
            if not wrong:
                break
            undone |= wrong
    return [
        one.undone(redact(undone[one.source.path])) if one.source.path in undone else one
        for one in repairs
    ]


@dataclass
class Proof:
    """`isolated` where it comes further without the project's env.py."""

    settings: Settings
    top: Path
    server: URL
    strategy: str
    isolated: bool = False

    def before(self) -> Mapping[str, str]:
        """What is there after each revision, without any fix."""
        with self._copy({}) as folder:
            found, whole = self._prints(folder)
            if whole:
                return found
            self.isolated = True
            alone, _ = self._prints(folder)
            self.isolated = len(alone) > len(found)
            return alone if self.isolated else found

    def _prints(self, folder: Path) -> tuple[Mapping[str, str], bool]:
        """As far as it comes, and whether that is the end."""
        with suppress(ToolkitError):
            asked = self._asked(folder)
            found = prints(asked)
            return found, len(found) == len(asked.runner().migrations.history)
        return {}, False

    def wrong(self, kept: Kept, before: Mapping[str, str]) -> dict[str, str]:
        """Files whose fixes are not confirmed, and why; of what comes out different, the first."""
        paths = {one.fixed[0].revision: path for path, one in kept.items()}
        with self._copy(kept) as folder:
            wanted = {one.fixed[0].revision: _experiments(one) for one in kept.values()}
            asked = self._asked(folder, frozenset(paths), max(wanted.values(), key=len))
            found = replay(asked, Silence(), jobs=2)
            said = ((one, _unproved(one, wanted[one.revision])) for one in found)
            wrong = {paths[one.revision]: why for one, why in said if why}
            if not wrong:
                after = prints(self._asked(folder))
                other = (name for name in before if before[name] != after.get(name))
                wrong = {paths[name]: DIFFERENT for name in other if name in paths}
        return dict(list(wrong.items())[:1]) if DIFFERENT in wrong.values() else wrong

    def _asked(
        self, folder: Path, only: frozenset[str] | None = None,
        experiments: tuple[str, ...] = EXPERIMENTS,
    ) -> Replay:  # fmt: skip
        return Replay(
            folder,
            self.settings.alembic or configuration_of(folder, isolated=self.isolated),
            self.server,
            self.strategy,
            experiments,
            only,
            url_names=("DATABASE_URL", *self.settings.url_names),
            isolated=self.isolated,
            own_rows=self.settings.replay_rows,
        )

    @contextmanager
    def _copy(self, kept: Kept) -> Iterator[Path]:
        """The project with these fixes, in a folder that nobody has read anything from yet."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve() / self.top.name
            shutil.copytree(self.top, folder, symlinks=True, ignore=_left_out)
            for path, one in kept.items():
                (folder / Path(path).resolve().relative_to(self.top)).write_bytes(one.after)
            yield folder


def _left_out(folder: str, names: list[str]) -> list[str]:
    """What no migration needs: an environment is used where it stands."""
    return [
        one for one in names
        if one in LEFT_OUT or Path(folder, one, INSTALLED).is_file() or _special(folder, one)
    ]  # fmt: skip


def _special(folder: str, name: str) -> bool:
    """A socket, say."""
    path = Path(folder, name)
    return not (path.is_symlink() or path.is_file() or path.is_dir()) or not os.access(
        path, os.R_OK, follow_symlinks=False
    )


def _experiments(one: Repair) -> tuple[str, ...]:
    """Those that show what its fixes do."""
    back = any(finding.function == DOWNGRADE for finding in one.fixed)
    return (*EXPERIMENTS, ROUND_TRIP) if back else EXPERIMENTS


def _unproved(one: Replayed, experiments: Sequence[str]) -> str:
    """Why it is not confirmed."""
    said = {verdict.experiment: verdict for verdict in one.verdicts}
    for name in experiments:
        verdict = said.get(name)
        if verdict is None or verdict.verdict is not Judgement.PROVED:
            reason = verdict.reason.splitlines()[0] if verdict and verdict.reason else ""
            what = verdict.verdict.value if verdict else Judgement.NOT_RUN.value
            return f"{name} is {what}: {reason}" if reason else f"{name} is {what}"
    return ""
