"""Core enum types. The labels are frozen here; later revisions add theirs with enum_value."""

from toolkit import ensure

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

ENUMS = {
    "agentstatus": ("starting", "idle", "busy", "sleeping", "stopped", "failed"),
    "taskstatus": (
        "pending",
        "assigned",
        "in_progress",
        "blocked",
        "completed",
        "failed",
        "cancelled",
    ),
    "taskpriority": ("low", "normal", "high", "critical"),
    "tasktype": (
        "research",
        "planning",
        "feature",
        "bugfix",
        "refactoring",
        "testing",
        "review",
        "documentation",
    ),
    "contexttype": ("observation", "conversation", "decision", "document", "code", "lesson"),
    "workflowstatus": ("draft", "ready", "running", "paused", "completed", "failed", "cancelled"),
    "messagetype": ("request", "response", "notification", "broadcast", "error"),
    "eventtype": (
        "agent_started",
        "task_assigned",
        "task_started",
        "tool_called",
        "message_sent",
        "context_stored",
        "context_retrieved",
        "task_completed",
        "task_failed",
        "agent_stopped",
    ),
    "contextstatus": ("active", "stale", "compressed", "archived"),
    "consolidationstatus": ("pending", "running", "completed", "failed", "skipped"),
    "repositorystatus": ("registered", "cloning", "ready", "failed", "archived"),
    "issuestate": ("open", "in_progress", "closed"),
    "branchstatus": ("active", "merged", "stale", "deleted"),
    "modificationsafety": ("safe", "guarded", "risky", "forbidden"),
    "modificationstatus": (
        "proposed",
        "sandboxed",
        "approved",
        "applied",
        "rejected",
        "rolled_back",
    ),
    "prompt_status": ("draft", "testing", "active", "retired"),
}


def upgrade() -> None:
    for name, labels in ENUMS.items():
        ensure.enum(name, *labels)


def downgrade() -> None:
    for name in reversed(ENUMS):
        ensure.no_enum(name)
