"""The librarian: what it is told, what it is asked, its tools, and when it is believed."""

import asyncio
import os
from functools import cache
from pathlib import Path

from dbos import DBOS
from pydantic import BaseModel, Field
from pydantic_ai import Agent, ModelRetry, RunContext, UsageLimits
from pydantic_ai.durable_exec.dbos import DBOSDurability

from librarian import model
from librarian.judge import source
from librarian.memory import nearest
from librarian.sandbox import Result, Sandbox, choose

NOTES = Path("notes")
LIMITS = UsageLimits(request_limit=30, tool_calls_limit=30)
INSTRUCTIONS = """
You answer a question about the notes of somebody else: search them, read those that may help.
What they do not say, you do not know. Your answer is refused unless its quote stands, word for
word, in what a tool returned. Never reckon yourself: write a program.
"""


class Answer(BaseModel):
    """What the librarian says."""

    text: str = Field(description="The answer, in one sentence.")
    quote: str = Field(description='The words that prove it, of a note; "" if none says so.')


class Proven(BaseModel):
    """What the librarian says, and where we found that."""

    answer: Answer
    source: str


agent = Agent(
    model.chosen(),
    name="librarian",
    output_type=Answer,
    instructions=INSTRUCTIONS,
    model_settings={"max_tokens": 2000, "timeout": 60},
    retries={"tools": 3, "output": 2},
    capabilities=[DBOSDurability()],
)


@agent.tool_plain
@DBOS.step()
async def search_notes(question: str) -> str:
    """The names of the three notes that are most like it, one a line."""
    notes = {path.name: path.read_text("utf-8") for path in NOTES.glob("*.md")}
    return told("search", "\n".join(await asyncio.to_thread(nearest, question, notes)))


@agent.tool_plain
@DBOS.step()
async def read_note(name: str) -> str:
    """A note, whole."""
    if Path(name).name != name or not (NOTES / name).is_file():
        return told("read_note", "there is no such note")
    told("read_note", name)
    return (NOTES / name).read_text("utf-8")


@agent.tool_plain
async def compute(program: str) -> str:
    """What a Python program prints. It finds all notes in its folder `notes`, and nothing else."""
    done = await executed(program)
    if done.code or done.stopped:
        raise ModelRetry(f"failed: {done.stopped or done.output[-1000:]}")
    return done.output


@DBOS.step()
async def executed(program: str) -> Result:
    """A model wrote it: it runs where it can reach nothing."""
    files = {str(path): path.read_text("utf-8") for path in NOTES.glob("*.md")}
    done = await asyncio.to_thread(box().run, ["-I", "-c", program], files)
    told("compute", done.stopped or done.output.strip().split("\n")[-1])
    return done


@cache
def box() -> Sandbox:
    """The one asked for. Only the offline model's programs may do without, and that is said."""
    asked = os.environ.get("LIBRARIAN_SANDBOX", "")
    return choose(asked, trusted=model.name() == model.OFFLINE)


@agent.output_validator
async def proven(ctx: RunContext[object], answer: Answer) -> Answer:
    """Refuse what nothing proves. The model hears why, and may try twice more."""
    if answer.quote and not source(answer.quote, ctx.messages):
        told("refused", answer.quote)
        raise ModelRetry(f"no tool returned this, word for word: {answer.quote}")
    return answer


async def ask(question: str) -> Proven:
    """The answer to one question; UnexpectedModelBehavior if there is none that is proven."""
    done = await agent.run(question, usage_limits=LIMITS)
    answer = done.output
    return Proven(answer=answer, source=answer.quote and source(answer.quote, done.all_messages()))


def told(tool: str, said: str) -> str:
    """Show the first line of what a tool came to, and hand all of it on."""
    run = (DBOS.workflow_id or "")[:4]
    print(f"  {run:<4} {tool:<11} {(said.splitlines() or [''])[0][:80]}", flush=True)
    return said
