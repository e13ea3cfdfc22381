"""`.env.example`, written from the model so that it cannot lag behind it."""

from toolkit.settings.model import FIELDS, LISTS, SECRETS, Settings, variable

HEAD = """\
# What this hive can be told. Nothing here is needed: `make setup-complete` works without.
# Copy a line to .env (shared by the team) or .env.local (yours alone), then change it.
# Stronger to weaker: environment, .env.local, .env, [tool.hive] in pyproject.toml.
# Lists: a,b | ["a", "b"] | one a line in quotes | empty
"""


def example() -> str:
    """The whole file."""
    return HEAD + "".join(_entry(name) for name in FIELDS)


def _entry(name: str) -> str:
    field = Settings.model_fields[name]
    key = variable(name)
    default = "" if field.default is None or name in LISTS or key in SECRETS else field.default
    value = f"{default:g}" if isinstance(default, float) else default
    return f"\n# {field.description}\n# {key}={value}\n"
