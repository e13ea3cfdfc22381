"""The repositories that agents work in, as far as the hive needs to know them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import BranchStatus, RepositoryStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class Repository(Base):
    """One Git repository; `fetched_at` is when our copy was last brought up to date."""

    __tablename__ = "repositories"
    __table_args__ = (
        {"comment": "Git repositories that agents work in, and how usable our copies are"},
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(unique=True)
    default_branch: Mapped[str] = mapped_column(server_default=text("'main'::text"))
    status: Mapped[RepositoryStatus] = mapped_column(
        server_default=text("'registered'::repositorystatus")
    )
    created_at: Mapped[Moment]
    fetched_at: Mapped[datetime | None]


class Branch(Base):
    """One branch, and the task it was made for."""

    __tablename__ = "branches"
    __table_args__ = (
        UniqueConstraint("repository_id", "name"),
        {"comment": "Branches of a repository, the task each serves and what became of it"},
    )

    id: Mapped[Key]
    repository_id: Mapped[UUID] = reference("repositories.id", "CASCADE", index=False)
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    name: Mapped[str]
    status: Mapped[BranchStatus] = mapped_column(server_default=text("'active'::branchstatus"))
    created_at: Mapped[Moment]


class WorkTree(Base):
    """One folder in which a branch is checked out: Git allows one a branch."""

    __tablename__ = "work_trees"
    __table_args__ = ({"comment": "Where a branch is checked out, and which agent works there"},)

    id: Mapped[Key]
    branch_id: Mapped[UUID] = mapped_column(
        ForeignKey("branches.id", ondelete="CASCADE"), unique=True
    )
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    path: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]


class Commit(Base):
    """One commit, known by its SHA-1 or SHA-256; it outlives its branch."""

    __tablename__ = "commits"
    __table_args__ = (
        CheckConstraint("hash ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'::text", name="ck_commits_hash"),
        UniqueConstraint("repository_id", "hash"),
        Index(None, "branch_id", "committed_at"),
        {"comment": "Commits of a repository, the branch each was made on and by which agent"},
    )

    id: Mapped[Key]
    repository_id: Mapped[UUID] = reference("repositories.id", "CASCADE", index=False)
    branch_id: Mapped[UUID | None] = reference("branches.id", "SET NULL", index=False)
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    hash: Mapped[str]
    message: Mapped[str]
    committed_at: Mapped[datetime]
