"""What agents hand each other."""

from pydantic import BaseModel, Field, field_validator


class Item(BaseModel):
    """One piece of the plan: a module to write, and the tests that decide. They come with the plan
    and are never the coder's to change."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,60}$", description="The module's name.")
    specification: str = Field(min_length=1, max_length=4000)
    tests: str = Field(description="A unittest module that imports units.NAME.", max_length=20_000)

    @property
    def module(self) -> str:
        return f"units/{self.name}.py"

    @property
    def test(self) -> str:
        return f"tests/test_{self.name}.py"


class Plan(BaseModel):
    """What a request comes to; each item can be done without the others."""

    items: list[Item] = Field(min_length=1, max_length=50)

    @field_validator("items")
    @classmethod
    def _each_its_own(cls, items: list[Item]) -> list[Item]:
        if len({item.name for item in items}) < len(items):
            raise ValueError("two items have the same name")
        return items


class Draft(BaseModel):
    """A coder's module, whole."""

    text: str
    message: str = Field(
        min_length=1, max_length=200, description="One line: what the commit does."
    )


class Verdict(BaseModel):
    """A reviewer's word. `lesson` is worth keeping for other tasks; often there is none."""

    approved: bool
    notes: str = Field("", max_length=4000)
    lesson: str = Field("", max_length=300)


class Made(BaseModel):
    """A commit, what it changes, and why it may not even be looked at: "" where it may."""

    commit: str = ""
    diff: str = ""
    problem: str = ""


class Tested(BaseModel):
    passed: bool
    report: str


class Landed(BaseModel):
    """The commit on main, or why there is none; then `main` is what to begin anew from."""

    commit: str = ""
    main: str = ""
    problem: str = ""
