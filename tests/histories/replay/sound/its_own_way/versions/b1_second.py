"""it connects a second time, to where it is, and imports from a folder that it names itself"""

import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"

sys.path.append(str(Path(__file__).parent / "beside"))


def upgrade() -> None:
    from lengths import LONGEST

    engine = sa.create_engine(op.get_bind().engine.url, poolclass=sa.NullPool)
    with engine.connect() as second:
        second.execute(sa.text("SELECT 1"))
    ensure.column("notes", sa.Column("heading", sa.String(LONGEST)))


def downgrade() -> None:
    ensure.no_column("notes", "heading")
