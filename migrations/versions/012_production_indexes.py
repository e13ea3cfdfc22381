"""Indexes for a hive in production, built while it works.

CONCURRENTLY cannot run inside a transaction, so each index is durable as soon as it is there, and
one that a crash left INVALID is built again.
"""

from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_contexts_embedding_active", "contexts"),
    ("ix_tasks_title", "tasks"),
    ("ix_tasks_unfinished", "tasks"),
    ("ix_messages_content", "messages"),
    ("ix_messages_unread", "messages"),
    ("ix_agent_events_occurred_at", "agent_events"),
    ("ix_performance_metrics_labels", "performance_metrics"),
    ("ix_consolidation_jobs_unfinished", "consolidation_jobs"),
    ("ix_audit_entries_occurred_at", "audit_entries"),
    ("ix_issues_title", "issues"),
    ("uq_pull_requests_open", "pull_requests"),
    ("ix_modifications_undecided", "modifications"),
)

_index: Callable[..., None] = partial(ensure.index, postgresql_concurrently=True)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        _vectors()
        _spelling()
        _labels()
        _open_work()
        _times()


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for name, table in reversed(INDEXES):
            ensure.no_index(name, table, postgresql_concurrently=True)


def _vectors() -> None:
    """A search among active memories alone, which an index of all would answer with too few."""
    _index(
        "ix_contexts_embedding_active",
        "contexts",
        ["embedding"],
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
        postgresql_where=sa.text("status = 'active'::contextstatus"),
    )


def _spelling() -> None:
    """What people look for with half a word in mind: trigrams find it without reading all."""
    _trigrams("tasks", "title")
    _trigrams("messages", "content")
    _trigrams("issues", "title")


def _trigrams(table: str, column: str) -> None:
    _index(
        f"ix_{table}_{column}",
        table,
        [column],
        postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"},
    )


def _labels() -> None:
    """Figures are picked by labels, any of them."""
    _index(
        "ix_performance_metrics_labels",
        "performance_metrics",
        ["labels"],
        postgresql_using="gin",
        postgresql_ops={"labels": "jsonb_path_ops"},
    )


def _open_work() -> None:
    """What is open is little and asked for all the time; what is done only grows."""
    # An agent asks what it still has to do, the most urgent first.
    _partial("ix_tasks_unfinished", "tasks", ["agent_id", "priority"], "finished_at IS NULL")
    # An agent asks what it has not read, in the order it was sent.
    _partial("ix_messages_unread", "messages", ["recipient_id", "sent_at"], "read_at IS NULL")
    # Whoever wakes an agent asks whether its memories are at rest.
    _partial(
        "ix_consolidation_jobs_unfinished", "consolidation_jobs", ["status"], "finished_at IS NULL"
    )
    # Reviewers ask for what waits for them, the oldest first.
    _partial(
        "ix_modifications_undecided",
        "modifications",
        ["created_at"],
        "status IN ('proposed', 'sandboxed')",
    )
    # One open wish for the same two branches is enough; it is found by them, too.
    _partial(
        "uq_pull_requests_open",
        "pull_requests",
        ["source_id", "target_id"],
        "closed_at IS NULL",
        unique=True,
    )


def _partial(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    _index(name, table, columns, unique=unique, postgresql_where=sa.text(where))


def _times() -> None:
    """Rows come in the order of time: a few bytes for many pages find a day."""
    for table in ("agent_events", "audit_entries"):
        _index(f"ix_{table}_occurred_at", table, ["occurred_at"], postgresql_using="brin")
