"""The tables, as the migrations leave them."""

import sqlalchemy as sa

metadata = sa.MetaData()

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("mailing", sa.Text, primary_key=True),
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)
sa.Index("ix_letters_sent_at", letters.c.sent_at)
