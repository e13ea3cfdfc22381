"""Security: identities, roles and who has them, access tokens, audit entries."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from toolkit import ensure

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

ROLES = sa.table(
    "roles",
    sa.column("id", sa.Uuid(as_uuid=False)),
    sa.column("name", sa.Text()),
    sa.column("description", sa.Text()),
    sa.column("permissions", ARRAY(sa.Text())),
)


def upgrade() -> None:
    _identities()
    _roles()
    _reference_roles()
    _role_assignments()
    _access_tokens()
    _audit_entries()


def downgrade() -> None:
    ensure.no_table("audit_entries")
    ensure.no_table("access_tokens")
    ensure.no_table("role_assignments")
    ensure.no_table("roles")
    ensure.no_table("identities")


def _identities() -> None:
    ensure.table(
        "identities",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.UniqueConstraint("agent_id", name="uq_identities_agent_id"),
        sa.UniqueConstraint("name", name="uq_identities_name"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_identities_agent_id", ondelete="CASCADE"
        ),
        comment="Who may ask something of the hive: an agent, or a person where there is none",
    )


def _roles() -> None:
    ensure.table(
        "roles",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "permissions",
            ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
        sa.UniqueConstraint("name", name="uq_roles_name"),
        comment="Named sets of permissions that identities can be given",
    )


def _reference_roles() -> None:
    """Their ids are fixed, so that every hive means the same by them."""
    ensure.rows(
        ROLES,
        [
            {
                "id": "75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0001",
                "name": "administrator",
                "description": "Gives roles and tokens, and takes them away",
                "permissions": ["identities.manage", "roles.assign", "audit.read"],
            },
            {
                "id": "75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0002",
                "name": "operator",
                "description": "Starts and stops work",
                "permissions": ["tasks.manage", "agents.manage", "workflows.manage"],
            },
            {
                "id": "75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0003",
                "name": "worker",
                "description": "Does tasks and remembers; what an agent needs",
                "permissions": ["tasks.work", "contexts.read", "contexts.write"],
            },
            {
                "id": "75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0004",
                "name": "auditor",
                "description": "Reads what was done, changes nothing",
                "permissions": ["audit.read"],
            },
        ],
        key="id",
    )


def _role_assignments() -> None:
    ensure.table(
        "role_assignments",
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid()),
        sa.Column(
            "assigned_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("identity_id", "role_id", name="pk_role_assignments"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name="fk_role_assignments_identity_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name="fk_role_assignments_role_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"],
            ["identities.id"],
            name="fk_role_assignments_assigned_by_id",
            ondelete="SET NULL",
        ),
        comment="Which identity has which role, and who gave it",
    )
    ensure.index("ix_role_assignments_role_id", "role_assignments", ["role_id"])
    ensure.index("ix_role_assignments_assigned_by_id", "role_assignments", ["assigned_by_id"])


def _access_tokens() -> None:
    ensure.table(
        "access_tokens",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_access_tokens"),
        sa.UniqueConstraint("sha256", name="uq_access_tokens_sha256"),
        sa.CheckConstraint("length(sha256) = 32", name="ck_access_tokens_sha256"),
        sa.CheckConstraint("expires_at > created_at", name="ck_access_tokens_times"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name="fk_access_tokens_identity_id",
            ondelete="CASCADE",
        ),
        comment="What identities prove themselves with; the hash alone is kept, never the token",
    )
    ensure.index("ix_access_tokens_identity_id", "access_tokens", ["identity_id"])


def _audit_entries() -> None:
    ensure.table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("identity_id", sa.Uuid()),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("details", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name="fk_audit_entries_identity_id",
            ondelete="SET NULL",
        ),
        comment="Who asked to do what to what, and whether it was allowed; only ever appended to",
    )
    ensure.index(
        "ix_audit_entries_identity_id_occurred_at",
        "audit_entries",
        ["identity_id", "occurred_at"],
    )
