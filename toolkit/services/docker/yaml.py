"""Data as YAML that every version reads alike: strings are always quoted."""

import json
from collections.abc import Iterator, Mapping
from typing import Any


def document(value: Mapping[str, Any]) -> str:
    """The whole text. Empty mappings and None are left out by whoever makes `value`."""
    return "".join(f"{line}\n" for line in _lines(value, ""))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{indent}{key}:"
            yield from _lines(inner, indent + "  ")
        elif isinstance(inner, list):
            yield f"{indent}{key}:"
            for item in inner:
                yield from _item(item, indent + "  ")
        else:
            yield f"{indent}{key}: {json.dumps(inner, ensure_ascii=False)}"


def _item(value: Any, indent: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{indent}- {json.dumps(value, ensure_ascii=False)}"
        return
    first, *rest = _lines(value, indent + "  ")
    yield f"{indent}- {first.lstrip()}"
    yield from rest
