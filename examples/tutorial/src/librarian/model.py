"""Which model answers: HIVE_MODEL, else the provider whose key is set, else the offline one."""

import os

from pydantic_ai.models import Model, infer_model
from pydantic_ai.models.function import FunctionModel

from librarian import offline

PROVIDERS = {"ANTHROPIC_API_KEY": "anthropic:claude-sonnet-4-5", "OPENAI_API_KEY": "openai:gpt-5"}
OFFLINE = "offline"


class ModelError(Exception):
    """No such model, no key, or not the package for it."""


def name() -> str:
    """As `provider:model`, or `offline`."""
    found = (model for key, model in PROVIDERS.items() if os.environ.get(key))
    return os.environ.get("HIVE_MODEL") or next(found, OFFLINE)


def chosen() -> Model:
    """Constructed only now: without its key, or its package, a provider's model cannot be."""
    if name() == OFFLINE:
        return FunctionModel(offline.respond, model_name=OFFLINE)
    try:
        return infer_model(name())
    except Exception as error:  # each provider's package has its own
        raise ModelError(f"the model {name()} cannot be used: {error}") from error
