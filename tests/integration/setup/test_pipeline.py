"""The stages behind setup-complete, on a given server: where they begin, and where they end."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.errors import NotConvergedError, ServiceError, UsageError
from toolkit.findings import Outcome, Silence, Status, converged
from toolkit.settings import load
from toolkit.setup import pipeline
from toolkit.setup.hive import Hive
from toolkit.setup.proof import prove

PROOF = """
from sqlalchemy import text
from toolkit.errors import NotConvergedError

def hello(connection):
    connection.execute(text("CREATE TABLE IF NOT EXISTS seen (id int PRIMARY KEY)"))
    add = "INSERT INTO seen VALUES (1) ON CONFLICT DO NOTHING"
    return ["row 1"] * connection.execute(text(add)).rowcount

def _good(connection):
    connection.execute(text("INSERT INTO seen VALUES (2)"))
    return "a row written"

def _false(connection):
    raise NotConvergedError("it is not so")

def _broken(connection):
    connection.execute(text("SELECT * FROM nowhere"))

PROOFS = (("good", _good), ("false", _false), ("broken", _broken), ("after", _good))
"""

MODELS = """
import sqlalchemy as sa
m = sa.MetaData()
sa.Table("gone", m, sa.Column("id", sa.Integer))
"""


@dataclass
class Heard(Silence):
    """A Listener that remembers."""

    outcomes: list[Outcome] = field(default_factory=list)

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def statuses(self) -> dict[str, Status]:
        return {one.name: one.status for one in self.outcomes}


Go = Callable[..., tuple[Heard, Hive]]


@pytest.fixture
def go(tmp_path: Path, database: sa.URL) -> Go:
    """Run setup-complete on the test's own database."""
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)

    def run(start_at: str = "", **environ: str) -> tuple[Heard, Hive]:
        given = {"HIVE_SERVICES": "external", "DATABASE_URL": url, **environ}
        loaded, heard = load(tmp_path, given), Heard()
        journal = pipeline.journal(loaded.settings, heard)
        return heard, pipeline.setup_complete(loaded, journal, start_at=start_at)

    return run


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Modules of a test's project are not those of the next one's."""
    before = list(sys.path)
    yield
    sys.path[:] = before
    for name in [name for name in sys.modules if name.endswith("_of_test")]:
        del sys.modules[name]


@pytest.fixture
def own(tmp_path: Path) -> str:
    """A proof of the project's own."""
    (tmp_path / "proof_of_test.py").write_text(PROOF)
    return "proof_of_test"


def last(root: Path) -> str:
    return (root / ".hive/journal.jsonl").read_text().splitlines()[-1]


def test_all_stages_with_the_generic_proof(go: Go, tmp_path: Path) -> None:
    heard, _ = go(HIVE_EXTENSIONS="vector,pg_trgm")
    assert set(heard.statuses().values()) <= {Status.UNCHANGED, Status.CHANGED}
    names = list(heard.statuses())
    assert names[:2] == ["doctor", "postgres"]
    assert names[-4:] == ["proof: write", "proof: enum", "proof: vector", "proof: trigram"]
    assert '"done"' in last(tmp_path)
    again, _ = go(HIVE_EXTENSIONS="vector,pg_trgm")
    assert set(again.statuses().values()) == {Status.UNCHANGED}


@pytest.mark.parametrize(
    ("step", "first"), [("services", "postgres"), ("bootstrap", "role"), ("proof", "proof: write")]
)
def test_from_a_step(go: Go, step: str, first: str) -> None:
    heard, _ = go(step)
    assert heard.outcomes[0].name == first
    assert heard.outcomes[-1].name == "proof: enum"


def test_from_no_step_names_them_and_forgets_nothing(go: Go, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        go("nowhere")
    assert "doctor, services, bootstrap, hello, proof, example" in caught.value.why
    assert not (tmp_path / ".hive/journal.jsonl").exists()


def test_from_a_step_that_needs_services_which_do_not_run(go: Go) -> None:
    with pytest.raises(ServiceError, match="postgres cannot be used"):
        go("proof", DATABASE_URL="postgresql://me@127.0.0.1:1/d")


def test_a_machine_that_is_not_ready_ends_the_run(go: Go, tmp_path: Path) -> None:
    with pytest.raises(NotConvergedError, match=r"alembic\.ini is not there") as caught:
        go(HIVE_ALEMBIC="alembic.ini")
    assert caught.value.next == "mend `alembic` in [tool.hive]"
    assert '"doctor"' in last(tmp_path)


def test_a_failed_check_ends_the_run(go: Go, tmp_path: Path) -> None:
    (tmp_path / "models_of_test.py").write_text(MODELS)
    heard, _ = go(HIVE_MODELS="models_of_test:m")
    assert heard.outcomes[-1].name == "models"
    assert not converged(heard.outcomes)
    assert '"done"' in last(tmp_path)


def test_hello_and_proofs_of_the_projects_own(go: Go, own: str, connection: sa.Connection) -> None:
    heard, _ = go(HIVE_PROOF=own)
    found = {one.name: one for one in heard.outcomes}
    assert found["hello"].changes == ("row 1",)
    assert found["proof: good"].notes == ("a row written",)
    assert found["proof: false"].notes == ("it is not so",)
    assert "nowhere" in found["proof: broken"].notes[0]
    wrong = [name for name, status in heard.statuses().items() if status is Status.FAILED]
    assert wrong == ["proof: false", "proof: broken"]
    assert connection.scalars(sa.text("SELECT id FROM seen")).all() == [1]
    again, _ = go("hello", HIVE_PROOF=own)
    assert again.outcomes[0] == Outcome("hello", Status.UNCHANGED, again.outcomes[0].seconds)


def test_the_example_of_the_page_of_settings(go: Go, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/settings.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "page_of_test.py").write_text(example)
    first, _ = go(HIVE_PROOF="page_of_test")
    assert first.outcomes[-2].changes == ("order 1",)
    assert first.outcomes[-1].notes == ("order 1 found",)
    again, _ = go("hello", HIVE_PROOF="page_of_test")
    assert set(again.statuses().values()) == {Status.UNCHANGED}


def test_a_hello_that_fails_ends_the_run_and_is_no_bug(go: Go, own: str, tmp_path: Path) -> None:
    module = tmp_path / "proof_of_test.py"
    module.write_text(PROOF.replace("return [", "raise LookupError('oh')\n    return ["))
    heard, _ = go(HIVE_PROOF=own)
    assert heard.outcomes[-1].name == "hello"
    assert heard.outcomes[-1].notes == ("LookupError: oh",)


def test_a_redis_that_takes_no_value_is_a_failed_proof(go: Go, tmp_path: Path) -> None:
    loaded = load(tmp_path, {"HIVE_SERVICES": "external"})
    _, hive = go("proof")
    url = hive.target().url
    (*_, redis) = prove(loaded.settings, url, "redis://:hunter22@127.0.0.1:1/0", Silence())
    assert (redis.name, redis.status) == ("proof: redis", Status.FAILED)
    assert "hunter22" not in str(redis)
