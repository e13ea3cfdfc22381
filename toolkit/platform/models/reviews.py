"""What repositories are asked for, and how changes get in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import IssueState, ReviewVerdict
from toolkit.platform.models.base import Base, Key, Moment, reference


class Issue(Base):
    """One issue, by the number its repository gave it."""

    __tablename__ = "issues"
    __table_args__ = (
        CheckConstraint("number >= 1", name="ck_issues_number"),
        CheckConstraint("closed_at >= opened_at", name="ck_issues_times"),
        CheckConstraint(
            "(state = 'closed'::issuestate) = (closed_at IS NOT NULL)", name="ck_issues_closed"
        ),
        UniqueConstraint("repository_id", "number"),
        Index(
            "ix_issues_title",
            "title",
            postgresql_using="gin",
            postgresql_ops={"title": "gin_trgm_ops"},
        ),
        {"comment": "What a repository is asked for, and the task that answers it"},
    )

    id: Mapped[Key]
    repository_id: Mapped[UUID] = reference("repositories.id", "CASCADE", index=False)
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(server_default=text("''::text"))
    state: Mapped[IssueState] = mapped_column(server_default=text("'open'::issuestate"))
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None]


class PullRequest(Base):
    """A wish to merge the branch `source` into the branch `target`."""

    __tablename__ = "pull_requests"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="ck_pull_requests_ends"),
        CheckConstraint("closed_at >= opened_at", name="ck_pull_requests_times"),
        CheckConstraint("NOT merged OR closed_at IS NOT NULL", name="ck_pull_requests_merged"),
        Index(
            "uq_pull_requests_open",
            "source_id",
            "target_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        {"comment": "Wishes to merge one branch into another, open until they are closed"},
    )

    id: Mapped[Key]
    source_id: Mapped[UUID] = reference("branches.id", "CASCADE")
    target_id: Mapped[UUID] = reference("branches.id", "CASCADE")
    issue_id: Mapped[UUID | None] = reference("issues.id", "SET NULL")
    author_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    title: Mapped[str]
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None]
    merged: Mapped[bool] = mapped_column(server_default=text("false"))


class Review(Base):
    """One agent's word on a pull request."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(None, "pull_request_id", "reviewed_at"),
        {"comment": "What agents think of a pull request; the latest of each reviewer counts"},
    )

    id: Mapped[Key]
    pull_request_id: Mapped[UUID] = reference("pull_requests.id", "CASCADE", index=False)
    reviewer_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    verdict: Mapped[ReviewVerdict]
    body: Mapped[str] = mapped_column(server_default=text("''::text"))
    reviewed_at: Mapped[Moment]
