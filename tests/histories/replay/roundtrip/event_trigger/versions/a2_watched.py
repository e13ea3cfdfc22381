"""what an event trigger calls"""

from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION watched()")
