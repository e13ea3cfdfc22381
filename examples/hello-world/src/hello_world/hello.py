"""A request becomes a plan, code, tests, a failure that is read and repaired, and one commit.

Read from top to bottom: what the agent is told, its three tools, and the workflow around it. What
is decorated with `DBOS.step` is recorded in PostgreSQL when it ends: after a kill the same command
goes on behind the last recorded step. Whatever a step does may therefore be done twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dbos import DBOS
from pydantic_ai import Agent, RunContext, UsageLimits
from pydantic_ai.durable_exec.dbos import DBOSDurability
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import ModelMessage, ToolReturnPart

from hello_world import git, model
from hello_world.files import mine, write
from hello_world.judge import PASSED, what_tests_say
from hello_world.trajectory import keep, note

VERSION = "1"  # DBOS takes up only what this version began; its own default changes with each edit
ROUNDS = 4  # runs of the tests: the first and three repairs
LIMITS = UsageLimits(request_limit=16, tool_calls_limit=16, output_tokens_limit=20_000)

INSTRUCTIONS = """
You develop one small Python module in an empty folder. Standard library only.
1. plan: say in a few steps what you will do.
2. write_file: the code, then its tests as test_*.py for unittest. Tests, once written, stay as they
   are: mend the code, not the measure.
3. run_tests. Read what fails, repair the code with write_file, run them again.
When they pass, answer with one line of at most 70 characters: the commit message.
"""


class StopError(Exception):
    """The agent does not get any further."""


@dataclass(frozen=True)
class Task:
    """What one run is about: recorded as the workflow's input."""

    room: Path
    request: str
    accepted: str
    sandbox: str


@dataclass(frozen=True)
class Report:
    """How it ended: the commit, or why there is none."""

    commit: str
    why: str


agent = Agent(
    model.chosen(),
    name="developer",  # stands in the names of the recorded steps
    deps_type=Task,
    instructions=INSTRUCTIONS,
    model_settings={"max_tokens": 4000, "timeout": 60},
    capabilities=[DBOSDurability()],
)


@agent.tool
async def plan(_: RunContext[Task], steps: list[str]) -> str:
    """Say what you will do, before you do it."""
    return await planned(steps)


@agent.tool
async def write_file(ctx: RunContext[Task], name: str, text: str) -> str:
    """Write a Python file of the folder, whole."""
    return await written(ctx.deps, name, text)


@agent.tool
async def run_tests(ctx: RunContext[Task]) -> str:
    """Run all tests in the sandbox: "passed", or what failed."""
    before = list(failures(ctx.messages))
    if len(before) == ROUNDS:
        raise StopError(f"the tests failed {ROUNDS} times, most lately:\n{before[-1]}")
    said = await tried(ctx.deps)
    if said in before:
        raise StopError(f"the same failure twice:\n{said}")
    return said


@DBOS.step()
async def planned(steps: list[str]) -> str:
    return note("plan", "; ".join(steps))


@DBOS.step()
async def written(task: Task, name: str, text: str) -> str:
    return note("write_file", write(task.room, name, text))


@DBOS.step()
async def tried(task: Task) -> str:
    return note("run_tests", await what_tests_say(mine(task.room), task.sandbox))


@DBOS.step()
async def judged(task: Task) -> str:
    """What was accepted before there was code, in a sandbox that the agent has never been in."""
    files = {**mine(task.room), "test_accepted.py": task.accepted}
    return note("verdict", await what_tests_say(files, task.sandbox))


@DBOS.step()
async def committed(task: Task, message: str) -> str:
    return note("commit", git.commit(task.room, mine(task.room), message))


@DBOS.workflow()
async def develop(task: Task) -> Report:
    """From the request to one commit, or to the reason why there is none."""
    keep(task.room / "trajectory.jsonl")
    try:
        message = (await agent.run(task.request, deps=task, usage_limits=LIMITS)).output
    except (StopError, AgentRunError) as error:
        return Report("", str(error))
    verdict = await judged(task)
    if verdict != PASSED:
        return Report("", f"the verdict on it:\n{verdict}")
    return Report(await committed(task, message), "")


def failures(messages: list[ModelMessage]) -> Iterator[str]:
    """What the tests have said so far, as the messages have it: so it survives a kill."""
    for part in (part for message in messages for part in message.parts):
        if isinstance(part, ToolReturnPart) and part.tool_name == "run_tests":
            yield str(part.content)
