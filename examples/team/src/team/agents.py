"""The three that think: planner, coder, reviewer. The tester runs tests, and they do not argue.

Each request to the model is a step: what it answered is never asked again after a crash.
"""

from dbos import DBOS
from pydantic_ai import Agent, UsageLimits
from pydantic_ai.durable_exec.dbos import DBOSDurability
from pydantic_ai.settings import ModelSettings

from team import memory, models, names, offline, settings
from team.steps import step
from team.work import Draft, Plan, Verdict

LIMITS = UsageLimits(
    request_limit=settings.REQUESTS,
    tool_calls_limit=settings.REQUESTS,
    output_tokens_limit=settings.TOKENS * settings.REQUESTS,
)
SETTINGS = ModelSettings(max_tokens=settings.TOKENS, timeout=60)


planner = Agent(
    models.model("planner", offline.plan),
    name="planner",
    output_type=Plan,
    capabilities=[DBOSDurability()],
    model_settings=SETTINGS,
    instructions="Cut the request into modules that can be written apart, each a Python module in"
    " the package units with one function of the same name, and a unittest module for it.",
)

coder = Agent(
    models.model("coder", offline.code),
    name="coder",
    output_type=Draft,
    capabilities=[DBOSDurability()],
    model_settings=SETTINGS,
    instructions="Write the module that the specification asks for, standard library only. First"
    " recall what the team learned. Where a draft was refused, mend what was refused.",
)

reviewer = Agent(
    models.model("reviewer", offline.review),
    name="reviewer",
    output_type=Verdict,
    capabilities=[DBOSDurability()],
    model_settings=SETTINGS,
    instructions="Say whether this diff may be merged. The tests are run by somebody else. Where"
    " others would make the same mistake, give a lesson of one sentence.",
)


@coder.tool_plain(name="recall")
@step("coder", "context_retrieved")
def recall(question: str) -> list[str]:
    """What the team learned before, nearest to the question first."""
    asked = f"{DBOS.workflow_id}:{DBOS.step_id}"
    return memory.recall(names.agent("coder", DBOS.executor_id), question, asked)
