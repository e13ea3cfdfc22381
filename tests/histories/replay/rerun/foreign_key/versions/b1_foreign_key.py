"""a column that may be there, and a key that may not"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    owner = sa.Column("owner_id", sa.Integer, sa.ForeignKey("owners.id", name="fk_notes_owner"))
    op.add_column("notes", owner, if_not_exists=True)


def downgrade() -> None:
    op.drop_column("notes", "owner_id")
