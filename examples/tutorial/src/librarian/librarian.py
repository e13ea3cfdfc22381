"""The librarian: what it is told, what it is asked, its tools, and when it is believed."""

from pathlib import Path

from pydantic import BaseModel, Field
from pydantic_ai import Agent, ModelRetry, RunContext, UsageLimits
from pydantic_ai.models.function import FunctionModel

from librarian import offline
from librarian.judge import source

NOTES = Path("notes")
LIMITS = UsageLimits(request_limit=30, tool_calls_limit=30)
INSTRUCTIONS = """
You answer a question about the notes of somebody else: list them, read those that may help.
What they do not say, you do not know. Your answer is refused unless its quote stands, word for
word, in what a tool returned.
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
    FunctionModel(offline.respond, model_name="offline"),
    name="librarian",
    output_type=Answer,
    instructions=INSTRUCTIONS,
    retries={"output": 2},
)


@agent.tool_plain
async def list_notes() -> str:
    """The names of all notes, one a line."""
    return told("list_notes", "\n".join(sorted(path.name for path in NOTES.glob("*.md"))))


@agent.tool_plain
async def read_note(name: str) -> str:
    """A note, whole."""
    if Path(name).name != name or not (NOTES / name).is_file():
        return told("read_note", "there is no such note")
    told("read_note", name)
    return (NOTES / name).read_text("utf-8")


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
    print(f"  {tool:<11} {(said.splitlines() or [''])[0][:80]}", flush=True)
    return said
