"""a type by name, with SQLAlchemy's own guard"""

from alembic import op
from sqlalchemy.dialects.postgresql import ENUM

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ENUM("low", "high", name="priority").create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    op.execute("DROP TYPE IF EXISTS priority")
