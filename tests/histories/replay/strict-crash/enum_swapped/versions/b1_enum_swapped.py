"""a type is made anew, and its new label is taken for all"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    labels = op.get_bind().execute(sa.text("SELECT enum_range(NULL::mood)::text")).scalar_one()
    if "fine" in labels:
        return
    op.execute("ALTER TYPE mood RENAME TO mood_old")
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'fine')")
    op.execute("ALTER TABLE notes ALTER COLUMN mood TYPE mood USING mood::text::mood")
    op.execute("DROP TYPE mood_old")


def downgrade() -> None:
    op.execute("ALTER TYPE mood RENAME TO mood_new")
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    op.execute("ALTER TABLE notes ALTER COLUMN mood TYPE mood USING mood::text::mood")
    op.execute("DROP TYPE mood_new")
