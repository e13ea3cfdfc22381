"""Reading a list out of one text: `a,b`, `["a", "b"]`, one a line, or empty."""

import json

ACCEPTED = 'a,b | ["a", "b"] | one a line in quotes | empty'


def parse(text: str) -> tuple[str, ...]:
    """The items; ValueError that names the accepted forms, never the text."""
    stripped = text.strip()
    if stripped.startswith("["):
        return _json(stripped)
    separator = "\n" if "\n" in stripped else ","
    items = [item.strip() for item in stripped.split(separator)]
    if separator == "\n":
        items = [item.removesuffix(",").strip() for item in items if item]
    if not stripped:
        return ()
    if any(not item or set(item) & set("[]{}\"',") for item in items):
        raise ValueError(f"not a list; accepted: {ACCEPTED}")
    return tuple(items)


def _json(text: str) -> tuple[str, ...]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise ValueError(f"not a list of texts; accepted: {ACCEPTED}")
    return tuple(items)
