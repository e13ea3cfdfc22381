"""Repositories: branches, work trees, commits, issues, pull requests, reviews."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _repositories()
    _branches()
    _work_trees()
    _commits()
    _issues()
    _pull_requests()
    ensure.enum("reviewverdict", "approved", "changes_requested", "commented")
    _reviews()


def downgrade() -> None:
    ensure.no_table("reviews")
    ensure.no_enum("reviewverdict")
    ensure.no_table("pull_requests")
    ensure.no_table("issues")
    ensure.no_table("commits")
    ensure.no_table("work_trees")
    ensure.no_table("branches")
    ensure.no_table("repositories")


def _repositories() -> None:
    ensure.table(
        "repositories",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "default_branch", sa.Text(), server_default=sa.text("'main'::text"), nullable=False
        ),
        sa.Column(
            "status",
            ENUM(name="repositorystatus", create_type=False),
            server_default=sa.text("'registered'::repositorystatus"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_repositories"),
        sa.UniqueConstraint("name", name="uq_repositories_name"),
        sa.UniqueConstraint("url", name="uq_repositories_url"),
        comment="Git repositories that agents work in, and how usable our copies are",
    )


def _branches() -> None:
    ensure.table(
        "branches",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("repository_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            ENUM(name="branchstatus", create_type=False),
            server_default=sa.text("'active'::branchstatus"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_branches"),
        sa.UniqueConstraint("repository_id", "name", name="uq_branches_repository_id_name"),
        sa.ForeignKeyConstraint(
            ["repository_id"],
            ["repositories.id"],
            name="fk_branches_repository_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_branches_task_id", ondelete="SET NULL"
        ),
        comment="Branches of a repository, the task each serves and what became of it",
    )
    ensure.index("ix_branches_task_id", "branches", ["task_id"])


def _work_trees() -> None:
    ensure.table(
        "work_trees",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_work_trees"),
        sa.UniqueConstraint("branch_id", name="uq_work_trees_branch_id"),
        sa.UniqueConstraint("path", name="uq_work_trees_path"),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name="fk_work_trees_branch_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_work_trees_agent_id", ondelete="SET NULL"
        ),
        comment="Where a branch is checked out, and which agent works there",
    )
    ensure.index("ix_work_trees_agent_id", "work_trees", ["agent_id"])


def _commits() -> None:
    ensure.table(
        "commits",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("repository_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid()),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commits"),
        sa.UniqueConstraint("repository_id", "hash", name="uq_commits_repository_id_hash"),
        sa.CheckConstraint("hash ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'::text", name="ck_commits_hash"),
        sa.ForeignKeyConstraint(
            ["repository_id"],
            ["repositories.id"],
            name="fk_commits_repository_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name="fk_commits_branch_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_commits_agent_id", ondelete="SET NULL"
        ),
        comment="Commits of a repository, the branch each was made on and by which agent",
    )
    ensure.index("ix_commits_branch_id_committed_at", "commits", ["branch_id", "committed_at"])
    ensure.index("ix_commits_agent_id", "commits", ["agent_id"])


def _issues() -> None:
    ensure.table(
        "issues",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("repository_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "state",
            ENUM(name="issuestate", create_type=False),
            server_default=sa.text("'open'::issuestate"),
            nullable=False,
        ),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_issues"),
        sa.UniqueConstraint("repository_id", "number", name="uq_issues_repository_id_number"),
        sa.CheckConstraint("number >= 1", name="ck_issues_number"),
        sa.CheckConstraint("closed_at >= opened_at", name="ck_issues_times"),
        sa.CheckConstraint(
            "(state = 'closed'::issuestate) = (closed_at IS NOT NULL)", name="ck_issues_closed"
        ),
        sa.ForeignKeyConstraint(
            ["repository_id"],
            ["repositories.id"],
            name="fk_issues_repository_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_issues_task_id", ondelete="SET NULL"
        ),
        comment="What a repository is asked for, and the task that answers it",
    )
    ensure.index("ix_issues_task_id", "issues", ["task_id"])


def _pull_requests() -> None:
    ensure.table(
        "pull_requests",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid()),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("merged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pull_requests"),
        sa.CheckConstraint("source_id <> target_id", name="ck_pull_requests_ends"),
        sa.CheckConstraint("closed_at >= opened_at", name="ck_pull_requests_times"),
        sa.CheckConstraint("NOT merged OR closed_at IS NOT NULL", name="ck_pull_requests_merged"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["branches.id"], name="fk_pull_requests_source_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["branches.id"], name="fk_pull_requests_target_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name="fk_pull_requests_issue_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["agents.id"], name="fk_pull_requests_author_id", ondelete="SET NULL"
        ),
        comment="Wishes to merge one branch into another, open until they are closed",
    )
    ensure.index("ix_pull_requests_source_id", "pull_requests", ["source_id"])
    ensure.index("ix_pull_requests_target_id", "pull_requests", ["target_id"])
    ensure.index("ix_pull_requests_issue_id", "pull_requests", ["issue_id"])
    ensure.index("ix_pull_requests_author_id", "pull_requests", ["author_id"])


def _reviews() -> None:
    ensure.table(
        "reviews",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("pull_request_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid()),
        sa.Column("verdict", ENUM(name="reviewverdict", create_type=False), nullable=False),
        sa.Column("body", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "reviewed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(
            ["pull_request_id"],
            ["pull_requests.id"],
            name="fk_reviews_pull_request_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["agents.id"], name="fk_reviews_reviewer_id", ondelete="SET NULL"
        ),
        comment="What agents think of a pull request; the latest of each reviewer counts",
    )
    ensure.index(
        "ix_reviews_pull_request_id_reviewed_at", "reviews", ["pull_request_id", "reviewed_at"]
    )
    ensure.index("ix_reviews_reviewer_id", "reviews", ["reviewer_id"])
