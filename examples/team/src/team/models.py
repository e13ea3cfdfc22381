"""Which model answers: HIVE_MODEL, else the provider whose key is set, else the offline one."""

import os
from collections.abc import Callable
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, infer_model
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from team import live, offline, settings
from team.steps import began

PROVIDERS = {"ANTHROPIC_API_KEY": "anthropic:claude-sonnet-4-5", "OPENAI_API_KEY": "openai:gpt-5"}
OFFLINE = "offline"


def chosen() -> str:
    """As `provider:model`, or `offline`."""
    found = (name for key, name in PROVIDERS.items() if os.environ.get(key))
    return os.environ.get("HIVE_MODEL") or next(found, OFFLINE)


def is_offline() -> bool:
    return chosen() == OFFLINE


def model(role: str, answer: Callable[..., ModelResponse]) -> Model:
    """The chosen model, or `answer` as one; each request leaves an event."""
    wrapped = offline.model(answer) if is_offline() else infer_model(chosen())
    return Observed(wrapped, role)


class Observed(WrapperModel):
    """A model whose requests are seen, and counted where somebody else counts them too."""

    def __init__(self, wrapped: Model, role: str) -> None:
        super().__init__(wrapped)
        self.role = role

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        *rest: Any,
    ) -> ModelResponse:
        began("model", self.role, "tool_called")
        if not is_offline():
            live.wait_for_turn(settings.calls_per_minute())
        return await super().request(messages, model_settings, model_request_parameters, *rest)
