"""A key is enough, HIVE_MODEL says more, and what cannot be is named."""

import pytest
from librarian import model


def test_which_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert model.name() == "offline"
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    assert model.name().startswith("openai:")
    monkeypatch.setenv("HIVE_MODEL", "offline")
    assert model.chosen().model_name == "offline"


@pytest.mark.parametrize("name", ["openai:gpt-5", "anthropic:claude-sonnet-4-5", "nobody:nothing"])
def test_one_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("HIVE_MODEL", name)
    with pytest.raises(model.ModelError, match=f"the model {name} cannot be used"):
        model.chosen()
