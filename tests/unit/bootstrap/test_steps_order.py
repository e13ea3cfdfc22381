"""The order of the steps, and that what is not declared is left out."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

import toolkit.bootstrap.steps
from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.checks import checks_of
from toolkit.bootstrap.steps import later_steps, role_and_database
from toolkit.database.migrations import Migrations

WHOLE = Blueprint(
    Migrations(Path("/"), "alembic.ini"),
    extensions=("vector", "uuid-ossp", "pg_trgm", "citext"),
    enums={"mood": ("ok",)},
    models=sa.MetaData(),
    rows={"users": ()},
    redis_url="redis://localhost",
)
ORDER = (
    "role",
    "database",
    "extensions",
    "enum types",
    "snapshot",
    "migrations",
    "enum labels",
    "reference rows",
    "repair",
)


def keep(revisions: Sequence[str]) -> str:
    return f"snapshot at {revisions}"


def test_all_steps_in_their_order():
    steps = (*role_and_database(), *later_steps(WHOLE, repair=True, keep=keep))
    assert tuple(one.name for one in steps) == ORDER


def test_nothing_is_mended_unasked():
    assert "repair" not in [one.name for one in later_steps(WHOLE, repair=False)]


def test_what_is_not_declared_is_left_out():
    assert later_steps(Blueprint(), repair=True) == ()
    assert checks_of(Blueprint()) == ()


def test_all_checks_in_their_order():
    assert [one.name for one in checks_of(WHOLE)] == [
        "vector distance",
        "v4 uuid",
        "trigram similarity",
        "single head",
        "models",
        "redis round trip",
    ]


def test_every_step_is_in_the_order():
    """A file beside the others that nobody lists would be a step that never runs."""
    folder = Path(toolkit.bootstrap.steps.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    steps = (*role_and_database(), *later_steps(WHOLE, repair=True, keep=keep))
    assert {type(one).__module__.rpartition(".")[2] for one in steps} == files


def test_a_blueprint_hides_its_secrets():
    blueprint = Blueprint(
        Migrations(Path("/"), "x", {"DATABASE_URL": "postgresql://a:s3cret@b/c"}),
        redis_url="redis://:s3cret@b",
    )
    assert "s3cret" not in repr(blueprint)
