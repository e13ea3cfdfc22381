"""The models: nobody who imports the base alone knows of them."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from shop.base import Base


class Order(Base):
    __tablename__ = "orders"
    __table_args__: ClassVar = (
        sa.Index(
            "ix_orders_note",
            "note",
            postgresql_using="gin",
            postgresql_ops={"note": "gin_trgm_ops"},
        ),
    )

    id = sa.Column(sa.Integer, primary_key=True)
    customer = sa.Column(postgresql.CITEXT)
    note = sa.Column(sa.Text)
    mood = sa.Column(postgresql.ENUM("calm", "busy", name="mood", create_type=False))
    size = sa.Column(sa.Enum("small", "large", name="size"))
