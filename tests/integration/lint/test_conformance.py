"""The linter held against PostgreSQL: what really becomes of each body, run twice, is what it says.

The truth is the server's, of this very run.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.lint import calls_twice, taken_away, test_harmless_executed
from tests.unit.lint.linted import PROJECT, grave, linted
from tests.unit.lint.sql import statements_twice
from toolkit.findings import Claim
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended
from toolkit.lint.project import Project

from .twice import Server, Truth

pytestmark = pytest.mark.filterwarnings("ignore:Can't validate argument")
STATEMENTS = (*statements_twice.MISBEHAVE, *statements_twice.CONVERGE)
LINES = Path(__file__).with_name("statements.sql").read_text("utf-8").splitlines()[1:]
CASES = [
    *((calls_twice.SETUP, body) for body in (*calls_twice.CALLS, *taken_away.BODIES)),
    *((calls_twice.SETUP, f"op.execute({text!r})") for text in LINES),
    *((statements_twice.SETUP, f"op.execute({text!r})") for text in STATEMENTS),
    *((test_harmless_executed.SETUP, body) for body in test_harmless_executed.BODIES),
]
MAY_BE_SAID = {
    Truth.CONVERGES: {None},
    Truth.CHANGES: {Claim.RERUN},
    Truth.FAILS: {Claim.RERUN},
    # What stands in the way from before is not in the file: the second run is known to fail.
    Truth.FIRST: {Claim.FIRST, Claim.RERUN},
}
Asked = Callable[[str, str], Truth]


@pytest.fixture(scope="module")
def truth(server: sa.URL) -> Asked:
    """What becomes of a migration, after its setup; executed once."""
    own = Server(server)
    return cache(own.truth)


@pytest.mark.parametrize(("setup", "body"), CASES, ids=[body for _, body in CASES])
def test_what_happens_is_said(truth: Asked, setup: str, body: str) -> None:
    text = source(body)
    assert claimed(text) in MAY_BE_SAID[truth(setup, text)]


@pytest.mark.parametrize("body", taken_away.BODIES)
def test_what_happens_after_the_fix_is_said(truth: Asked, body: str) -> None:
    """Whatever is left of it: no fix hides what it does not mend."""
    text = mended(source(body), linted).text
    assert claimed(text) in MAY_BE_SAID[truth(calls_twice.SETUP, text)]


@pytest.mark.parametrize(("setup", "body"), CASES[::9], ids=[body for _, body in CASES[::9]])
def test_what_happens_in_downgrade_is_said(truth: Asked, setup: str, body: str) -> None:
    text = source(body).replace("def upgrade()", "def downgrade()")
    assert claimed(text, Project(downgrade=True)) in MAY_BE_SAID[truth(setup, text)]
    assert claimed(text) is None


def test_there_are_enough_of_both(
    truth: Asked, record_property: Callable[[str, object], None]
) -> None:
    found = Counter(truth(setup, source(body)) for setup, body in CASES)
    for one, number in found.items():
        record_property(one.name, number)
    print(dict(found))
    converge = found[Truth.CONVERGES]
    assert converge > 150
    assert found.total() - converge > 150


def claimed(text: str, project: Project = PROJECT) -> Claim | None:
    """The worst that is said above a note, in so far as it is about a run that ends by itself."""
    claims = {one.claim for one in grave(text, project)}
    return next((one for one in (Claim.FIRST, Claim.RERUN) if one in claims), None)
