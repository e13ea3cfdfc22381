"""What a revision makes outside databases is not as it was before: nobody can say it fails."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.findings import Judgement, Silence
from toolkit.replay.part import Replay
from toolkit.replay.run import replay

REVISION = """
from alembic import op
revision, down_revision = "a1", None
def upgrade():
    op.execute("CREATE ROLE {role}")
"""


@pytest.fixture
def role(server: sa.URL) -> Iterator[str]:
    name = f"reader_{uuid.uuid4().hex[:8]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name}")
        yield name
        connection.exec_driver_sql(f"DROP ROLE {name}")


def test_a_role_that_another_run_has_made(role: str, tmp_path: Path, server: sa.URL) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions/a1.py").write_text(REVISION.format(role=role))
    asked = Replay(tmp_path, ".", server, experiments=("first",), isolated=True)
    ((verdict,),) = [one.verdicts for one in replay(asked, Silence())]
    assert verdict.verdict is Judgement.NOT_RUN
    assert verdict.reason == f'role "{role}" already exists on this server, outside databases'
