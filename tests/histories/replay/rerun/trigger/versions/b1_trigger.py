"""a trigger"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER stamped BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION stamped()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER stamped ON notes")
