"""what is rolled back has used up numbers: rows may get later ones"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute(
        "INSERT INTO owners (name) SELECT 'nobody'"
        " WHERE NOT EXISTS (SELECT FROM owners WHERE name = 'nobody')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM owners WHERE name = 'nobody'")
