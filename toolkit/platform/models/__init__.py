"""The platform's tables as SQLAlchemy models; `metadata` is what migrations must arrive at."""

from toolkit.platform.models.agents import Agent, Session
from toolkit.platform.models.base import metadata
from toolkit.platform.models.contexts import Context, ContextRelationship, ContextRetrieval
from toolkit.platform.models.messages import Message
from toolkit.platform.models.observability import AgentEvent, PerformanceMetric, Transcript
from toolkit.platform.models.security import AccessToken, AuditEntry, Identity, Role, RoleAssignment
from toolkit.platform.models.sleep import Checkpoint, ConsolidationJob, SleepWindow
from toolkit.platform.models.tasks import Conversation, Task
from toolkit.platform.models.workflows import Workflow, WorkflowTask

__all__ = [
    "AccessToken",
    "Agent",
    "AgentEvent",
    "AuditEntry",
    "Checkpoint",
    "ConsolidationJob",
    "Context",
    "ContextRelationship",
    "ContextRetrieval",
    "Conversation",
    "Identity",
    "Message",
    "PerformanceMetric",
    "Role",
    "RoleAssignment",
    "Session",
    "SleepWindow",
    "Task",
    "Transcript",
    "Workflow",
    "WorkflowTask",
    "metadata",
]
