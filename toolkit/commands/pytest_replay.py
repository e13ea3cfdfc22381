"""`pytest --hive-replay`: a test for each revision and experiment."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from toolkit.findings import Replayed, Verdict
    from toolkit.replay.part import Replay
    from toolkit.settings import Settings

NAME = "hive-replay"


class Refuted(Exception):  # noqa: N818 (a verdict, and no mistake)
    """What a revision does not hold, as the text that a person reads."""


class History(pytest.Collector):
    """The project's revisions."""

    def collect(self) -> Iterator["Trial"]:
        from toolkit.replay.experiments import NAMES

        for step in self._asked.steps(self._asked.runner()):
            for experiment in NAMES:
                name = f"{step.revision.revision}[{experiment}]"
                yield Trial.from_parent(self, name=name, case=(step.revision.revision, experiment))

    @cached_property
    def found(self) -> dict[str, "Replayed"]:
        """All verdicts: whichever worker of pytest-xdist comes first finds them for all."""
        from toolkit.findings import Silence
        from toolkit.setup import state
        from toolkit.setup.replaying import verdicts

        root = self._settings.root
        with state.locked(root, "replay"):
            found = verdicts(
                self._asked, None, state.folder(root) / "replay", Silence(),
                jobs=2, deadline=self._settings.deadline,
            )  # fmt: skip
        return {one.revision: one for one in found}

    @cached_property
    def _settings(self) -> "Settings":
        from toolkit import settings
        from toolkit.settings.load import find_root

        return settings.load(find_root(self.config.rootpath)).settings

    @cached_property
    def _asked(self) -> "Replay":
        from toolkit.replay.part import Replay

        settings = self._settings
        return Replay(
            settings.root,
            settings.alembic,
            url_names=("DATABASE_URL", *settings.url_names),
            own_rows=settings.replay_rows,
        )


class Trial(pytest.Item):
    """`case`: a revision and an experiment."""

    def __init__(self, *, case: tuple[str, str], **more: Any) -> None:
        super().__init__(**more)
        self.case = case

    def runtest(self) -> None:
        from toolkit.findings import Judgement

        verdict = self._verdict()
        if verdict.verdict is Judgement.NOT_RUN:
            pytest.skip(verdict.reason)
        if verdict.verdict is Judgement.REFUTED:
            raise Refuted(self._told(verdict))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The verdict, and no traceback of ours."""
        if isinstance(excinfo.value, Refuted):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, f"{NAME}: {self.name}"

    def _verdict(self) -> "Verdict":
        assert isinstance(self.parent, History)
        revision, experiment = self.case
        verdicts = self.parent.found[revision].verdicts
        return next(one for one in verdicts if one.experiment == experiment)

    def _told(self, verdict: "Verdict") -> str:
        from dataclasses import replace

        from toolkit.report import text

        assert isinstance(self.parent, History)
        one = replace(self.parent.found[verdict.revision], verdicts=(verdict,))
        return "\n".join(text.lines(next(iter(text.blocks([one])))))


def items(session: pytest.Session) -> Iterator[pytest.Item]:
    """Those that `--hive-replay` asks for; pytest.UsageError where there is no project."""
    from toolkit.errors import ToolkitError

    history = History.from_parent(session, name=NAME, nodeid=NAME)
    try:
        yield from history.collect()
    except ToolkitError as error:
        raise pytest.UsageError(f"--hive-replay: {error}") from None
