"""a crash that rolls back has used up numbers, too"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute(
        "INSERT INTO owners (name) SELECT 'nobody'"
        " WHERE NOT EXISTS (SELECT FROM owners WHERE name = 'nobody')"
    )
    with op.get_context().autocommit_block():
        op.execute("VACUUM owners")


def downgrade() -> None:
    op.execute("DELETE FROM owners WHERE name = 'nobody'")
