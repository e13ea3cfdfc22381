"""With a key a provider's model works: its client is real, who answers it is a server of ours."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hello_world.offline import respond
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from test_offline import INFO
from test_run import commits, end

pytest.importorskip("anthropic")
pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no DATABASE_URL")


class Provider(BaseHTTPRequestHandler):
    """Speaks the provider's protocol, thinks as the offline model does."""

    keyed: ClassVar[list[bool]] = []

    def do_POST(self) -> None:
        self.keyed.append("a-key" in str(self.headers))
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        parts = respond(list(_understood(asked["messages"])), INFO).parts
        answer = {
            "id": "message", "type": "message", "role": "assistant", "model": asked["model"],
            "content": [_said(part, len(asked["messages"])) for part in parts],
            "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1},
        }  # fmt: skip
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is enough."""


def _understood(messages: list[dict[str, Any]]) -> Iterator[ModelMessage]:
    """What the tools have returned, out of the provider's words."""
    names: dict[str, str] = {}
    for part in (part for one in messages for part in one["content"] if isinstance(part, dict)):
        if part["type"] == "tool_use":
            names[part["id"]] = part["name"]
            yield ModelResponse([ToolCallPart(part["name"], part["input"], part["id"])])
        elif part["type"] == "tool_result":
            text = part["content"]
            said = text if isinstance(text, str) else "".join(one["text"] for one in text)
            name = names[part["tool_use_id"]]
            yield ModelRequest([ToolReturnPart(name, said, part["tool_use_id"])])


def _said(part: object, turn: int) -> dict[str, Any]:
    if isinstance(part, ToolCallPart):
        call = {"type": "tool_use", "id": f"call_{turn}", "name": part.tool_name}
        return {**call, "input": part.args_as_dict()}
    assert isinstance(part, TextPart)
    return {"type": "text", "text": part.content}


@contextmanager
def provider() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_a_key_is_enough(tmp_path: Path) -> None:
    with provider() as url:
        code, printed = end(tmp_path, ANTHROPIC_API_KEY="a-key", ANTHROPIC_BASE_URL=url)
    assert code == 0, printed
    assert printed.startswith("model    anthropic:claude-sonnet-4-5\nsandbox  bwrap: ")
    assert set(Provider.keyed) == {True}
    assert "run_tests   failed" in printed
    assert len(commits(tmp_path)) == 1
    assert "a-key" not in printed
    assert [path for path in tmp_path.rglob("*.json*") if "a-key" in path.read_text()] == []


def test_a_provider_that_does_not_answer_ends_with_a_report(tmp_path: Path) -> None:
    code, printed = end(
        tmp_path, ANTHROPIC_API_KEY="a-key", ANTHROPIC_BASE_URL="http://127.0.0.1:1"
    )
    assert code == 1, printed
    assert "stopped: " in printed
    assert "Traceback" not in printed
