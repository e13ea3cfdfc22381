"""The platform's tables as SQLAlchemy models; `metadata` is what migrations must arrive at."""

from toolkit.platform.models.agents import Agent, Session
from toolkit.platform.models.base import metadata
from toolkit.platform.models.commands import CommandExecution, CommandPolicy, CustomCommand
from toolkit.platform.models.contexts import Context, ContextRelationship, ContextRetrieval
from toolkit.platform.models.documents import Document, DocumentChunk
from toolkit.platform.models.executions import ExecutionLog, TaskDependency, WorkflowSnapshot
from toolkit.platform.models.knowledge import ContextCompression, KnowledgeShare, SharedKnowledge
from toolkit.platform.models.messages import Message
from toolkit.platform.models.modifications import (
    Modification,
    ModificationFeedback,
    ModificationSession,
    SandboxExecution,
)
from toolkit.platform.models.observability import AgentEvent, PerformanceMetric, Transcript
from toolkit.platform.models.orchestrator import (
    CapabilityScore,
    OrchestratorHealth,
    QueueEntry,
    RoutingDecision,
)
from toolkit.platform.models.prompts import (
    PromptEvaluation,
    PromptExperiment,
    PromptTemplate,
    PromptVariant,
)
from toolkit.platform.models.repositories import Branch, Commit, Repository, WorkTree
from toolkit.platform.models.reviews import Issue, PullRequest, Review
from toolkit.platform.models.scheduler import (
    FeatureFlag,
    LoadPrediction,
    ScheduledRun,
    ScheduledTask,
    SchedulerDecision,
)
from toolkit.platform.models.security import AccessToken, AuditEntry, Identity, Role, RoleAssignment
from toolkit.platform.models.sleep import Checkpoint, ConsolidationJob, SleepWindow
from toolkit.platform.models.tasks import Conversation, Task
from toolkit.platform.models.workflows import Workflow, WorkflowTask

__all__ = [
    "AccessToken",
    "Agent",
    "AgentEvent",
    "AuditEntry",
    "Branch",
    "CapabilityScore",
    "Checkpoint",
    "CommandExecution",
    "CommandPolicy",
    "Commit",
    "ConsolidationJob",
    "Context",
    "ContextCompression",
    "ContextRelationship",
    "ContextRetrieval",
    "Conversation",
    "CustomCommand",
    "Document",
    "DocumentChunk",
    "ExecutionLog",
    "FeatureFlag",
    "Identity",
    "Issue",
    "KnowledgeShare",
    "LoadPrediction",
    "Message",
    "Modification",
    "ModificationFeedback",
    "ModificationSession",
    "OrchestratorHealth",
    "PerformanceMetric",
    "PromptEvaluation",
    "PromptExperiment",
    "PromptTemplate",
    "PromptVariant",
    "PullRequest",
    "QueueEntry",
    "Repository",
    "Review",
    "Role",
    "RoleAssignment",
    "RoutingDecision",
    "SandboxExecution",
    "ScheduledRun",
    "ScheduledTask",
    "SchedulerDecision",
    "Session",
    "SharedKnowledge",
    "SleepWindow",
    "Task",
    "TaskDependency",
    "Transcript",
    "WorkTree",
    "Workflow",
    "WorkflowSnapshot",
    "WorkflowTask",
    "metadata",
]
