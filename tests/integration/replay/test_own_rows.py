"""Rows of the project's own: before each revision, with its name, beside the generated ones."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.errors import SettingsError
from toolkit.findings import Judgement, Silence
from toolkit.replay.part import Replay
from toolkit.replay.run import replay

PLAIN = Path(__file__).parents[2] / "histories/plain"
OWN = """
from sqlalchemy import text

def rows(connection, revision):
    if revision == "a2":
        connection.execute(text("INSERT INTO users (id) VALUES (7) ON CONFLICT DO NOTHING"))
"""
REVISION = """
from alembic import op
revision, down_revision = "a3", "a2"
def upgrade():
    op.execute("ALTER TABLE users ADD CONSTRAINT no_seven CHECK (id <> 7)")
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(PLAIN, tmp_path / "shop", ignore=shutil.ignore_patterns(".hive"))
    (tmp_path / "shop/rows_of_shop.py").write_text(OWN)
    (tmp_path / "shop/migrations/versions/a3.py").write_text(REVISION)
    return tmp_path / "shop"


def asked(shop: Path, server: sa.URL, own_rows: str) -> Replay:
    return Replay(shop, "alembic.ini", server, experiments=("first",), own_rows=own_rows)


@pytest.mark.parametrize(("own", "without"), [("rows_of_shop:rows", True), ("", False)])
def test_they_are_there(shop: Path, server: sa.URL, own: str, without: bool) -> None:
    """The check of the last revision is broken by them, and by no generated row."""
    (last,) = [one for one in replay(asked(shop, server, own), Silence()) if one.revision == "a3"]
    (verdict,) = last.verdicts
    assert verdict.verdict is Judgement.PROVED
    assert ("without rows, with which it failed" in verdict.reason) is without


def test_a_function_that_is_not_there_is_told(shop: Path, server: sa.URL) -> None:
    with pytest.raises(SettingsError, match="replay_rows names none, which rows_of_shop does not"):
        replay(asked(shop, server, "rows_of_shop:none"), Silence())
