"""Lines and columns are those that an editor shows, whatever stands between them."""

from __future__ import annotations

import ast

import pytest

from toolkit.findings import Span
from toolkit.lint.places import Places


@pytest.mark.parametrize("before", ["", "\f\n", "X = 'a\u2028b\x1c\x85'\n", "# ä\n"])
def test_where_a_call_stands(before: str) -> None:
    text = f"{before}y = 'ä'; go(\n  1)\n"
    call = next(one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call))
    line = before.count("\n") + 1
    assert Places(text).span(call) == Span(line, 10, line + 1, 5)
    assert Places(text).source(call) == "go(\n  1)"
