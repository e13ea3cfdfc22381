"""another body of a function stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION stamped() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN OLD; END'"
    )


def downgrade() -> None:
    pass
