"""What the tests of the fault matrix come to, row by row; in full it is docs/reliability.md."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.acceptance.conftest import EXAMPLE, copied
from tests.integration.faults import Result, page
from tests.integration.reliability import stages as _stages
from tests.integration.reliability.grounds import *  # noqa: F403 (fixtures)
from tests.integration.reliability.halfway import climbed
from tests.integration.reliability.keyboard import Keyboard, sat_down
from tests.integration.reliability.stages import EMPTY, Stages
from toolkit.recovery.ladder import Ladder

RESULTS = pytest.StashKey[dict[str, Result]]()
PAGE = Path(__file__).parents[3] / "docs/reliability.md"


@pytest.fixture
def cases(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """A test that goes through several cases says how many; else it is one."""
    return lambda count: record_property("cases", count)


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout of this repository."""
    root = copied(tmp_path_factory.mktemp("project") / "hive")
    pyproject = root / "pyproject.toml"
    pyproject.write_text(pyproject.read_text("utf-8").replace(EXAMPLE, ""), encoding="utf-8")
    yield root
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def stages(project: Path, server: sa.URL) -> Stages:
    """Its database after each revision."""
    return _stages.made(project, server)


@pytest.fixture(scope="session")
def rungs(stages: Stages) -> Ladder:
    """What a database has after each revision."""
    with stages.case(EMPTY) as case:
        return climbed(case)


@pytest.fixture(scope="session")
def keyboard(project: Path) -> Iterator[Keyboard]:
    """For its commands."""
    with sat_down(project) as process:
        yield Keyboard(process)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESULTS] = {}
    config.pluginmanager.register(Collected(config.stash[RESULTS]))


class Collected:
    """Hears every report, also those of other processes."""

    def __init__(self, results: dict[str, Result]) -> None:
        self.results = results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if "/reliability/" not in report.nodeid or (report.passed and report.when != "call"):
            return
        name = report.nodeid.rpartition("::test_")[2].partition("[")[0]
        count = int(str(dict(report.user_properties).get("cases", 1)))
        result = Result(held=count) if report.passed else Result(broke=1)
        self.results[name] = self.results.get(name, Result()) + result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The whole matrix, also into its page."""
    config = terminalreporter.config
    if config.getoption("--full"):
        text = page(config.stash[RESULTS])
        PAGE.write_text(text, encoding="utf-8")
        terminalreporter.write(text)
