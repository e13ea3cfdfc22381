"""Migrated databases for tests: clones of a template that the bootstrap made, as it makes a hive.

The server is the run's own, embedded and in memory where there is room; or, with external services,
that of DATABASE_URL, on which databases named hive_test_… come and go. The hive's own database is
never used.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import URL

from toolkit import settings
from toolkit.database import scratch
from toolkit.database.scratch import Scratch
from toolkit.database.target import Target
from toolkit.errors import SettingsError, ToolkitError
from toolkit.findings import Silence
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.settings import Settings
from toolkit.settings.load import find_root
from toolkit.settings.local_file import BRANCH, recorded
from toolkit.setup import run_folder, scratch_target
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive
from toolkit.setup.scratch_server import COPIED, FORGETFUL


@dataclass
class Clones:
    """What hands out databases to one process; nothing is done before the first is wanted.

    `folder` is in the project; processes that name the same `run` there share a template.
    """

    folder: Path
    run: str
    stack: ExitStack = field(default_factory=ExitStack)
    failed: bool = False
    ready: tuple[URL, Scratch] | None = None

    @contextmanager
    def one(self) -> Iterator[URL]:
        """A migrated database, as the application's role; ToolkitError, in full only once."""
        url, part = self.ready or self._made()
        with part.clone() as name:
            yield url.set(database=name)

    def close(self) -> None:
        """Leave the run; the last one removes what it made."""
        self.stack.close()

    def _made(self) -> tuple[URL, Scratch]:
        if self.failed:
            raise scratch.failed_before()
        try:
            hive, target, part = self.stack.enter_context(_joined(self.folder, self._digits()))
            part.template(partial(scratch_target.bootstrapped, hive, target))
        except ToolkitError:
            self.failed = True  # and stay in the run, so that others hear of it
            raise
        self.ready = target.url, part
        return self.ready

    def _digits(self) -> str:
        return sha256(f"{self.folder} {self.run}".encode()).hexdigest()[:12]


@contextmanager
def _joined(folder: Path, run: str) -> Iterator[tuple[Hive, Target, Scratch]]:
    """Take part in the run: its server, the template as a target, and what makes databases."""
    given = settings.load(find_root(folder)).settings
    if not (given.alembic or given.extensions or given.enums or given.rows):
        raise _nothing(given)
    with _served(given, run) as hive:
        strategy = COPIED if hive.target().admin else ""
        with scratch_target.joined(hive, run, strategy) as (target, part):
            yield hive, target, part


@contextmanager
def _served(given: Settings, run: str) -> Iterator[Hive]:
    """The project's hive, but on the server of the run. A branch database is on one that is not
    for tests, and its role may make none there."""
    if given.services == "external" and not recorded(given.root, BRANCH):
        yield open_hive(given, Silence(), make=False)
        return
    with run_folder.joined(run) as home:
        made = open_hive(
            given.model_copy(update={"root": home, "services": "embedded"}), Silence(), make=True
        )
        assert isinstance(made.postgres, EmbeddedPostgres)  # services are embedded
        postgres = replace(made.postgres, options=FORGETFUL)
        postgres.start(given.deadline)
        yield replace(made, settings=given, postgres=postgres, redis=None)


def _nothing(given: Settings) -> SettingsError:
    return SettingsError(
        f"{given.root} declares no database",
        why="there is no alembic.ini, and no [tool.hive] or [tool.alembic] in pyproject.toml",
        state="No test got a database.",
        next="Run pytest in the project's folder, or give it --rootdir",
    )
