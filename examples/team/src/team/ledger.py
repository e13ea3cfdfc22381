"""What the team does, as rows of the hive: each written once, however often its step runs."""

import json
from collections.abc import Sequence
from uuid import UUID

from team import names, repository
from team.database import execute
from team.work import Item, Tested, Verdict

REPOSITORY = "team-project"


def arrive(worker: str, pid: int) -> None:
    """A worker's five agents, one a role, are there."""
    for role in names.ROLES:
        execute(
            """INSERT INTO agents (id, name, role, status, capabilities, last_seen_at)
               VALUES (:id, :name, :role, 'idle', :able, now())
               ON CONFLICT (id) DO UPDATE SET status = 'idle', last_seen_at = now(),
                                              capabilities = excluded.capabilities""",
            id=names.agent(role, worker),
            name=f"team-{role}-{worker}",
            role=role,
            able=json.dumps([f"pid {pid}"]),
        )


def depart(worker: str) -> None:
    execute(
        "UPDATE agents SET status = 'stopped', last_seen_at = now() WHERE id = ANY(:ids)",
        ids=[names.agent(role, worker) for role in names.ROLES],
    )


def open_session(run: str, worker: str, goal: str) -> None:
    session, place = names.key("session", run), _repository()
    execute(
        """INSERT INTO sessions (id, agent_id, goal) VALUES (:session, :planner, :goal)
           ON CONFLICT DO NOTHING""",
        """INSERT INTO conversations (id, session_id, topic) VALUES (:talk, :session, :goal)
           ON CONFLICT DO NOTHING""",
        """INSERT INTO repositories (id, name, url, status)
           VALUES (:repository, :name, :url, 'ready') ON CONFLICT DO NOTHING""",
        """INSERT INTO branches (id, repository_id, name) VALUES (:main, :repository, 'main')
           ON CONFLICT DO NOTHING""",
        session=session,
        planner=names.agent("planner", worker),
        goal=goal,
        talk=names.key("talk", run),
        repository=place,
        name=f"{REPOSITORY}-{str(place)[:8]}",
        url=repository.path().as_uri(),
        main=_branch("main"),
    )


def close_session(run: str) -> None:
    execute(
        """UPDATE sessions SET status = 'closed', ended_at = now()
           WHERE id = :session AND status <> 'closed'""",
        session=names.key("session", run),
    )


def plan(run: str, items: Sequence[Item]) -> None:
    """Tasks, waiting in the queue in the order of the plan."""
    for number, item in enumerate(items):
        task = names.key("task", run, number)
        execute(
            """INSERT INTO tasks (id, session_id, title, description, type, max_attempts)
               VALUES (:task, :session, :title, :text, 'feature', :most) ON CONFLICT DO NOTHING""",
            """INSERT INTO queue_entries (id, task_id, position) VALUES (:id, :task, :position)
               ON CONFLICT DO NOTHING""",
            task=task,
            session=names.key("session", run),
            title=item.name,
            text=item.specification,
            most=4,
            id=names.key("queue", task),
            position=float(number),
        )


def take(task: UUID, worker: str) -> float:
    """The task is this worker's; the time it was first taken, in seconds since 1970."""
    (row,) = execute(
        """UPDATE queue_entries SET agent_id = :coder, claimed_at = coalesce(claimed_at, now()),
                  attempts = attempts + 1 WHERE task_id = :task""",
        """UPDATE tasks SET status = 'in_progress', agent_id = :coder,
                  started_at = coalesce(started_at, now())
           WHERE id = :task AND finished_at IS NULL""",
        "SELECT extract(epoch FROM started_at)::float8 AS at FROM tasks WHERE id = :task",
        coder=names.agent("coder", worker),
        task=task,
    )
    return float(row["at"])


def committed(task: UUID, worker: str, branch: str, commit: str, message: str, at: int) -> None:
    """A branch and its commit; a pull request towards main, open until the task ends."""
    execute(
        """INSERT INTO branches (id, repository_id, task_id, name)
           VALUES (:branch, :repository, :task, :name) ON CONFLICT DO NOTHING""",
        """INSERT INTO commits (id, repository_id, branch_id, agent_id, hash, message, committed_at)
           VALUES (:id, :repository, :branch, :coder, :hash, :message, to_timestamp(:at))
           ON CONFLICT DO NOTHING""",
        """INSERT INTO pull_requests (id, source_id, target_id, author_id, title)
           VALUES (:pull, :branch, :main, :coder, :message) ON CONFLICT DO NOTHING""",
        branch=_branch(branch),
        repository=_repository(),
        task=task,
        name=branch,
        id=names.key("commit", _repository(), commit),
        coder=names.agent("coder", worker),
        hash=commit,
        message=message,
        at=at,
        pull=names.key("pull", task),
        main=_branch("main"),
    )


def reviewed(task: UUID, worker: str, round_: int, verdict: Verdict) -> None:
    execute(
        """INSERT INTO reviews (id, pull_request_id, reviewer_id, verdict, body)
           VALUES (:id, :pull, :reviewer, :verdict, :body) ON CONFLICT DO NOTHING""",
        id=names.key("review", task, round_),
        pull=names.key("pull", task),
        reviewer=names.agent("reviewer", worker),
        verdict="approved" if verdict.approved else "changes_requested",
        body=verdict.notes,
    )


def say(
    run: str, task: UUID, sender: UUID, what: str, content: str, kind: str = "response"
) -> None:
    """A message to all of the team; `what` tells it from the sender's others about the task."""
    execute(
        """INSERT INTO messages (id, conversation_id, sender_id, task_id, type, content)
           VALUES (:id, :talk, :sender, :task, :kind, :content) ON CONFLICT DO NOTHING""",
        id=names.key("message", task, what),
        talk=names.key("talk", run),
        sender=sender,
        task=task,
        kind=kind,
        content=content or "-",
    )


def merged(task: UUID, branch: str) -> None:
    execute(
        """UPDATE pull_requests SET merged = true, closed_at = now()
           WHERE id = :pull AND closed_at IS NULL""",
        "UPDATE branches SET status = 'merged' WHERE id = :branch",
        pull=names.key("pull", task),
        branch=_branch(branch),
    )


def finish(task: UUID, commit: str, problem: str) -> None:
    """Completed with a commit, or failed with a problem."""
    execute(
        """UPDATE tasks SET status = :status, finished_at = now(), result = :result
           WHERE id = :task AND finished_at IS NULL""",
        """UPDATE pull_requests SET closed_at = now() WHERE id = :pull AND closed_at IS NULL""",
        "DELETE FROM queue_entries WHERE task_id = :task",
        task=task,
        status="failed" if problem else "completed",
        result=json.dumps({"problem": problem} if problem else {"commit": commit}),
        pull=names.key("pull", task),
    )


def tested(run: str, task: UUID, worker: str, round_: int, result: Tested) -> None:
    kind = "response" if result.passed else "error"
    tester = names.agent("tester", worker)
    say(run, task, tester, f"tested-{round_}", result.report, kind)


def _repository() -> UUID:
    """One a place: another folder's project is another repository."""
    return names.key("repository", repository.path())


def _branch(name: str) -> UUID:
    return names.key("branch", _repository(), name)
