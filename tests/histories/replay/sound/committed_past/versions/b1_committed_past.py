"""the driver commits, and nobody hears it"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    driver = op.get_bind().connection
    with driver.cursor() as cursor:
        cursor.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS author text")
        cursor.execute("UPDATE notes SET author = 'nobody' WHERE author IS NULL")
    driver.commit()
    ensure.table("authors", sa.Column("name", sa.Text))


def downgrade() -> None:
    ensure.no_table("authors")
    op.execute("ALTER TABLE notes DROP COLUMN author")
