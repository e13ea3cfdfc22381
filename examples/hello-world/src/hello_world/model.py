"""Which model works: HIVE_MODEL, else the provider whose key is set, else the offline one."""

import os
from typing import Any

from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models import infer_model
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.models.wrapper import WrapperModel

from hello_world import offline
from hello_world.trajectory import note

PROVIDERS = {"ANTHROPIC_API_KEY": "anthropic:claude-sonnet-4-5", "OPENAI_API_KEY": "openai:gpt-5"}
OFFLINE = "offline"


class ModelError(Exception):
    """No such model, no key, or not the package for it."""


def name() -> str:
    """As `provider:model`, or `offline`."""
    found = (model for key, model in PROVIDERS.items() if os.environ.get(key))
    return os.environ.get("HIVE_MODEL") or next(found, OFFLINE)


def chosen() -> "Noted":
    """Constructed only now: without its key, or its package, a provider's model cannot be."""
    if name() == OFFLINE:
        return Noted(FunctionModel(offline.respond, model_name=OFFLINE))
    try:
        return Noted(infer_model(name()))
    except Exception as error:  # each provider's package has its own
        raise ModelError(f"the model {name()} cannot be used: {error}") from error


class Noted(WrapperModel):
    """Any model, with its turns in the trajectory."""

    async def request(self, *request: Any, **options: Any) -> ModelResponse:
        response = await super().request(*request, **options)
        calls = [part.tool_name for part in response.parts if isinstance(part, ToolCallPart)]
        note("model", f"calls {', '.join(calls)}" if calls else f"says {response.text}")
        return response
