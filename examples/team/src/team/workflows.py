"""The work itself: a request is planned, each task coded, reviewed, tested and merged.

Three workflows on three queues. A worker may die between any two lines of them: DBOS goes on after
the last step that was recorded, in that worker again or in one that adopts its work. So they hold
no state of their own, and whatever touches the world is a step.
"""

from uuid import UUID

from dbos import DBOS, SetWorkflowID
from pydantic_ai.exceptions import AgentRunError
from sqlalchemy.exc import DBAPIError

from team import ledger, memory, names, repository, settings, tester
from team.agents import LIMITS, coder, planner, reviewer
from team.engine import CODERS, MERGES
from team.sandbox import SandboxError
from team.steps import step
from team.work import Draft, Item, Landed, Made, Plan, Tested, Verdict

FAILURES = (AgentRunError, repository.GitError, SandboxError, DBAPIError, ValueError)
POLL = 0.05  # seconds; DBOS's own second would be most of the time spent


@DBOS.workflow()
def lead(request: str) -> dict[str, str]:
    """A request, done: what each of its tasks came to."""
    run = str(DBOS.workflow_id)
    begin(run, request)
    plan = planner.run_sync(request, usage_limits=LIMITS).output
    assign(run, plan)
    handles = []
    for number, item in enumerate(plan.items):
        with SetWorkflowID(f"{run}/{number}"):
            handles.append(DBOS.enqueue_workflow(CODERS, work, item))
    results = [handle.get_result(polling_interval_sec=POLL) for handle in handles]
    end(run)
    return dict(zip((item.name for item in plan.items), results, strict=True))


@DBOS.workflow()
def work(item: Item) -> str:
    """One task: rounds of draft, review and test until it is merged or given up."""
    at, base = take()
    problem = ""
    for number in range(1, settings.ROUNDS + 1):
        try:
            before, (problem, landed) = problem, _round(item, number, base, at, problem)
        except FAILURES as error:  # a limit is reached, or what the model says cannot be done
            return finish("", f"{type(error).__name__}: {error}"[: tester.REPORT])
        if landed.commit or problem == before:  # the same refusal twice: it would come a third time
            return finish(landed.commit, problem)
        base = landed.main or base
    return finish("", f"given up after {settings.ROUNDS} rounds: {problem}")


def _round(item: Item, number: int, base: str, at: int, problem: str) -> tuple[str, Landed]:
    """What is wrong with it, or where it landed."""
    prompt = f"{item.module}: {item.specification}"
    if problem:
        prompt += f"\n\nRefused before:\n{problem}"
    draft = coder.run_sync(prompt, usage_limits=LIMITS).output
    made = commit(item, number, base, at, draft)
    if made.problem:
        return made.problem, Landed()
    verdict = reviewer.run_sync(made.diff, usage_limits=LIMITS).output
    review(number, verdict)
    if not verdict.approved:
        return verdict.notes, Landed()
    tested = test(item, made.commit, number)
    if not tested.passed:
        return tested.report, Landed()
    with SetWorkflowID(f"{DBOS.workflow_id}/merge-{number}"):
        handle = DBOS.enqueue_workflow(MERGES, merge, item, made.commit, number, at)
    landed = handle.get_result(polling_interval_sec=POLL)
    return landed.problem, landed


@DBOS.workflow()
def merge(item: Item, made: str, number: int, at: int) -> Landed:
    """Onto main, if it still passes together with what was merged before. One at a time."""
    merged = combine(item, made, at)
    if merged.conflict:
        return Landed(main=merged.main, problem=merged.conflict)
    together = test(item, merged.commit, number)
    if not together.passed:
        return Landed(main=merged.main, problem=f"not together with main:\n{together.report}")
    return publish(item, merged)


@step("planner", "task_started")
def begin(run: str, request: str) -> None:
    repository.make()
    ledger.open_session(run, DBOS.executor_id, request)


@step("planner", "task_assigned")
def assign(run: str, plan: Plan) -> None:
    ledger.plan(run, plan.items)


@step("planner", "task_completed")
def end(run: str) -> None:
    ledger.close_session(run)


@step("coder", "task_started")
def take() -> tuple[int, str]:
    """When it was taken, for the dates of its commits, and what main was then."""
    return int(ledger.take(_task(), DBOS.executor_id)), repository.main()


@step("coder")
def commit(item: Item, number: int, base: str, at: int, draft: Draft) -> Made:
    """The draft and the plan's tests, as one commit on a branch of the task's own."""
    if len(draft.text.encode()) > settings.DRAFT:
        return Made(problem=f"{item.module} is longer than {settings.DRAFT} bytes")
    files = {item.module: draft.text, item.test: item.tests}
    branch = _branch(item)
    made = repository.commit(DBOS.executor_id, base, branch, files, draft.message, at + number)
    ledger.committed(_task(), DBOS.executor_id, branch, made, draft.message, at + number)
    return Made(commit=made, diff=repository.diff(base, made))


@step("reviewer", "message_sent")
def review(number: int, verdict: Verdict) -> None:
    """The verdict, and what others can learn from it."""
    reviewer_id = names.agent("reviewer", DBOS.executor_id)
    ledger.reviewed(_task(), DBOS.executor_id, number, verdict)
    ledger.say(_run(), _task(), reviewer_id, f"reviewed-{number}", verdict.notes)
    if verdict.lesson:
        memory.remember(reviewer_id, names.key("session", _run()), verdict.lesson)


@step("tester")
def test(item: Item, made: str, number: int) -> Tested:
    tested = tester.verdict(item, made)
    ledger.tested(_run(), _task(), DBOS.executor_id, number, tested)
    return tested


@step("merger")
def combine(item: Item, made: str, at: int) -> repository.Merged:
    return repository.merge(made, _subject(item), at)


@step("merger")
def publish(item: Item, merged: repository.Merged) -> Landed:
    """main moves. Where it moved on by itself, it is merged anew in the next round."""
    if not repository.publish(merged):
        return Landed(main=repository.main(), problem="main moved on meanwhile")
    ledger.merged(_task(), _branch(item))
    return Landed(commit=merged.commit)


@step("coder", "task_completed")
def finish(commit: str, problem: str) -> str:
    """A line on what came of it."""
    ledger.finish(_task(), commit, problem)
    return f"merged {commit[:12]}" if commit else f"failed: {problem}"


def _run() -> str:
    return names.run_of(str(DBOS.workflow_id))


def _task() -> UUID:
    task = names.task_of(str(DBOS.workflow_id))
    assert task is not None
    return task


def _branch(item: Item) -> str:
    return f"{_run()}-{item.name}"


def _subject(item: Item) -> str:
    return f"Merge {item.name} ({_run()})"
