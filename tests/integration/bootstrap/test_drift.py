"""Drift of the models is drift, with both definitions and the ways out, in every way to look."""

import shutil

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap, validate
from toolkit.database.migrations import Migrations
from toolkit.errors import DriftError
from toolkit.findings import Status

REVISION = """revision = "a3"
down_revision = "a2"
import sqlalchemy as sa
from toolkit import ensure
def upgrade():
    ensure.column("users", sa.Column("name", sa.Integer))
"""


def test_drift_in_a_revision_names_it(target, history, tmp_path):
    shutil.copytree(history("plain").root, tmp_path / "plain")
    (tmp_path / "plain/migrations/versions/a3.py").write_text(REVISION)
    with pytest.raises(DriftError) as caught:
        bootstrap(target, Blueprint(Migrations(tmp_path / "plain", "alembic.ini")))
    error = caught.value
    assert error.what.startswith("Revision a3 stopped: Not what was declared: column public.users")
    assert "declared: integer" in error.why
    assert "a3.py, line 6" in error.why
    assert error.state.startswith("The database is left at a2; nothing of the failed revision")


def test_a_lost_table_and_another_type_are_drift_beside_damage(target, history):
    data = sa.MetaData()
    sa.Table(
        "users",
        data,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Index("ix_users_name", "name"),
    )
    sa.Table("lost", data, sa.Column("id", sa.Integer))
    blueprint = Blueprint(history("plain"), models=data)
    bootstrap(target, Blueprint(history("plain")))
    for outcomes in (
        bootstrap(target, blueprint, plan=True),
        bootstrap(target, blueprint),
        validate(target, blueprint),
    ):
        (models,) = [one for one in outcomes if one.name == "models"]
        assert models.status is Status.DRIFT
        lost, other, damage = sorted(models.notes, key=lambda note: "public.lost" not in note)
        assert "way out:" in lost
        assert other.splitlines()[0] == "column public.users.id"
        assert "declared: bigint" in other
        assert "found:    integer" in other
        assert "ix_users_name is missing" in damage
        assert "bootstrap --repair" in damage
