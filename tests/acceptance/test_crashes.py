"""SIGKILL after a statement of a revision: the next `invoke bootstrap` converges without loss."""

import json
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from toolkit.catalog.fingerprint import Fingerprint, fingerprint

SAMPLE = 3
REPORT = Path(__file__).parents[2] / "docs/crashes.md"
ROWS = "tests/integration/platform/rows"
EACH = {"a transaction for each": True, "one for all": False}
VARYING = """SELECT table_name, column_name FROM information_schema.columns
  WHERE table_schema = 'public'
    AND (data_type LIKE 'timestamp%' OR column_default LIKE 'gen_random_uuid%')"""


@dataclass(frozen=True)
class Crashing:
    """crashing.py at work in a checkout, on databases of the tests' server."""

    root: Path
    server: sa.URL
    process: "subprocess.Popen[str]"

    def order(self, **words: Any) -> dict[str, int]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        answer: dict[str, int] = json.loads(self.process.stdout.readline())
        return answer

    def upgrade(
        self, name: str, revision: str, *, each: bool = True, after: int | None = None
    ) -> dict[str, int]:
        """Run a revision, killed after its n-th statement where one is named."""
        return self.order(revision=revision, url=self.url(name), each=each, after=after)

    def converge(self, name: str) -> Fingerprint:
        """What `invoke bootstrap` makes of a database: catalog and rows, without what varies."""
        url = self.url(name).replace("+psycopg", "")
        answer = self.order(bootstrap={"HIVE_SERVICES": "external", "DATABASE_URL": url})
        assert answer["exit"] == answer["signal"] == 0
        with sa.create_engine(self.url(name), poolclass=sa.NullPool).connect() as connection:
            mask = [(table, column) for table, column in connection.execute(sa.text(VARYING))]
            return fingerprint(connection, mask=mask)

    def url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def cloned(self, template: str) -> Iterator[str]:
        name = f"crash_{uuid.uuid4().hex[:12]}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield name
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    def administer(self, statement: str) -> None:
        engine = sa.create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def insert(self, name: str, revision: str) -> None:
        """The rows of a revision, where it has any."""
        path = self.root / ROWS / f"{revision}.sql"
        with sa.create_engine(self.url(name), poolclass=sa.NullPool).begin() as connection:
            if path.exists():
                connection.exec_driver_sql(
                    path.read_text(), execution_options={"no_parameters": True}
                )


@pytest.fixture
def crashing(clone: Callable[..., Any], server: sa.URL) -> Iterator[Crashing]:
    root = clone().root
    process = subprocess.Popen(
        [sys.executable, str(root / "tests/acceptance/crashing.py")],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        yield Crashing(root, server, process)


@pytest.fixture
def stages(crashing: Crashing) -> Iterator[Mapping[str, str]]:
    """By revision: a template at the one before it, with the rows of all revisions so far."""
    script = ScriptDirectory.from_config(Config(toml_file=crashing.root / "pyproject.toml"))
    names: dict[str, str] = {}
    with crashing.cloned("template0") as history:
        for revision in [one.revision for one in reversed(list(script.walk_revisions()))]:
            names[revision] = f"before_{revision}"
            crashing.administer(f"CREATE DATABASE {names[revision]} TEMPLATE {history}")
            crashing.upgrade(history, revision)
            crashing.insert(history, revision)
    yield names
    for name in names.values():
        crashing.administer(f"DROP DATABASE {name}")


@pytest.mark.parametrize("each", EACH)
def test_killed_after_a_statement(
    crashing: Crashing, stages: Mapping[str, str], full: bool, each: str
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    crashes = 0
    for revision in stages if full else chance.sample(list(stages), SAMPLE):
        with crashing.cloned(stages[revision]) as name:
            total = crashing.upgrade(name, revision, each=EACH[each])["statements"]
            undisturbed = crashing.converge(name)
        for number in range(1, total + 1) if full else [chance.randint(1, total)]:
            with crashing.cloned(stages[revision]) as name:
                ended = crashing.upgrade(name, revision, each=EACH[each], after=number)
                assert ended["signal"] == SIGKILL, (revision, number)
                difference = undisturbed.difference(crashing.converge(name))
            assert difference == "", (seed, each, revision, number)
            crashes += 1
    if full:
        report(crashes, stages, each)


def report(crashes: int, stages: Mapping[str, str], each: str) -> None:
    """What a full run came to stands in docs/crashes.md, below what `nox -s crashes` writes."""
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(
            f"- after each statement of each of the {len(stages)} revisions, with {each}:"
            f" {crashes} crashes,\n  all converged\n"
        )


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))
