"""HTML that cannot be anything else: what is not a tag of ours is text, legible and escaped."""

from collections.abc import Iterable
from html import escape

from toolkit.report.legible import legible


class Html(str):
    """Markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool) -> Html:
    """An element; text among the children is escaped. `class_` is `class`, `a_b` is `a-b`.

    Attributes are escaped only: they are ours, or must stay what they are, like an address.
    """
    words = "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{name}{words}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Html:
    return Html("".join(one if isinstance(one, Html) else _text(one) for one in children))


def _text(one: str) -> str:
    return escape(legible(one))


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{escape(value)}"'
