"""The platform's enum types: one definition that models, bootstrap and checks share."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class AgentStatus(StrEnum):
    """Where an agent stands between its start and its end."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    SLEEPING = "sleeping"
    STOPPED = "stopped"
    FAILED = "failed"


class TaskStatus(StrEnum):
    """A task's way from wish to result; the last three end it."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TaskPriority(StrEnum):
    """What goes first; PostgreSQL orders by place, so the largest is the most urgent."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


class TaskType(StrEnum):
    """What kind of work a task asks for."""

    RESEARCH = "research"
    PLANNING = "planning"
    FEATURE = "feature"
    BUGFIX = "bugfix"
    REFACTORING = "refactoring"
    TESTING = "testing"
    REVIEW = "review"
    DOCUMENTATION = "documentation"


class ContextType(StrEnum):
    """What a remembered context is about."""

    OBSERVATION = "observation"
    CONVERSATION = "conversation"
    DECISION = "decision"
    DOCUMENT = "document"
    CODE = "code"
    LESSON = "lesson"


class WorkflowStatus(StrEnum):
    """A workflow's way; the last three end it."""

    DRAFT = "draft"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MessageType(StrEnum):
    """What a message wants of whoever receives it."""

    REQUEST = "request"
    RESPONSE = "response"
    NOTIFICATION = "notification"
    BROADCAST = "broadcast"
    ERROR = "error"


class EventType(StrEnum):
    """What happened to an agent or by its hand."""

    AGENT_STARTED = "agent_started"
    TASK_ASSIGNED = "task_assigned"
    TASK_STARTED = "task_started"
    TOOL_CALLED = "tool_called"
    MESSAGE_SENT = "message_sent"
    CONTEXT_STORED = "context_stored"
    CONTEXT_RETRIEVED = "context_retrieved"
    TASK_COMPLETED = "task_completed"
    TASK_FAILED = "task_failed"
    AGENT_STOPPED = "agent_stopped"


class ContextStatus(StrEnum):
    """How alive a context is; search looks at active ones."""

    ACTIVE = "active"
    STALE = "stale"
    COMPRESSED = "compressed"
    ARCHIVED = "archived"


class ConsolidationStatus(StrEnum):
    """How far consolidating memories during sleep has come."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


class RepositoryStatus(StrEnum):
    """How usable our copy of a repository is."""

    REGISTERED = "registered"
    CLONING = "cloning"
    READY = "ready"
    FAILED = "failed"
    ARCHIVED = "archived"


class IssueState(StrEnum):
    """Whether an issue still wants work."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


class BranchStatus(StrEnum):
    """What became of a branch."""

    ACTIVE = "active"
    MERGED = "merged"
    STALE = "stale"
    DELETED = "deleted"


class ModificationSafety(StrEnum):
    """How much an agent's change to itself puts at risk, least first."""

    SAFE = "safe"
    GUARDED = "guarded"
    RISKY = "risky"
    FORBIDDEN = "forbidden"


class ModificationStatus(StrEnum):
    """An agent's change to itself, from idea to the end."""

    PROPOSED = "proposed"
    SANDBOXED = "sandboxed"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled_back"


class PromptStatus(StrEnum):
    """A prompt template's way into use and out of it."""

    DRAFT = "draft"
    TESTING = "testing"
    ACTIVE = "active"
    RETIRED = "retired"


class ReviewVerdict(StrEnum):
    """What a review comes to."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    COMMENTED = "commented"


_CORE: Mapping[type[StrEnum], str] = MappingProxyType(
    {
        AgentStatus: "agentstatus",
        TaskStatus: "taskstatus",
        TaskPriority: "taskpriority",
        TaskType: "tasktype",
        ContextType: "contexttype",
        WorkflowStatus: "workflowstatus",
        MessageType: "messagetype",
        EventType: "eventtype",
        ContextStatus: "contextstatus",
        ConsolidationStatus: "consolidationstatus",
        RepositoryStatus: "repositorystatus",
        IssueState: "issuestate",
        BranchStatus: "branchstatus",
        ModificationSafety: "modificationsafety",
        ModificationStatus: "modificationstatus",
        PromptStatus: "prompt_status",
    }
)


class DependencyCondition(StrEnum):
    """How a task must have ended for those that depend on it to begin."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    FINISHED = "finished"


class ExecutionOutcome(StrEnum):
    """How one run of a task or command ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


class CompressionMethod(StrEnum):
    """By what means a memory was made shorter."""

    SUMMARY = "summary"
    EXTRACT = "extract"
    TRUNCATION = "truncation"


class ScheduleKind(StrEnum):
    """How a schedule is read: a cron line, an ISO 8601 duration or an ISO 8601 moment."""

    CRON = "cron"
    INTERVAL = "interval"
    ONCE = "once"


class RunStatus(StrEnum):
    """What became of one time at which scheduled work was due."""

    DUE = "due"
    STARTED = "started"
    SKIPPED = "skipped"
    MISSED = "missed"


class SchedulerVerdict(StrEnum):
    """What the scheduler made of due work."""

    START = "start"
    DEFER = "defer"
    SKIP = "skip"


class LoadResource(StrEnum):
    """What can be too busy for more work."""

    AGENTS = "agents"
    QUEUE = "queue"
    DATABASE = "database"
    LANGUAGE_MODEL = "language_model"


class PolicyEffect(StrEnum):
    """Whether a command may be used, least allowed last."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


class SessionStatus(StrEnum):
    """Whether a stretch of work goes on."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Speaker(StrEnum):
    """Whose turn it is between an agent and its language model."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ContextRelation(StrEnum):
    """What one memory does to another."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    DERIVES_FROM = "derives_from"
    SUPERSEDES = "supersedes"


TYPE_NAMES: Mapping[type[StrEnum], str] = MappingProxyType(
    {
        **_CORE,
        ReviewVerdict: "reviewverdict",
        DependencyCondition: "dependencycondition",
        ExecutionOutcome: "executionoutcome",
        CompressionMethod: "compressionmethod",
        ScheduleKind: "schedulekind",
        RunStatus: "runstatus",
        SchedulerVerdict: "schedulerverdict",
        LoadResource: "loadresource",
        PolicyEffect: "policyeffect",
        SessionStatus: "sessionstatus",
        Speaker: "speaker",
        ContextRelation: "contextrelation",
    }
)
"""What each enum is called in the database."""

CORE_ENUMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(one.value for one in members) for members, name in _CORE.items()}
)
"""The labels of each type that all revisions build on, in order, by its name."""
