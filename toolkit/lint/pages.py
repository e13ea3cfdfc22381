"""A page for each rule, made of itself: its docstring, its examples, what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from toolkit.findings import Claim, Finding
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended
from toolkit.lint.linter import lint
from toolkit.lint.names import UNUSED
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rule import Example, Rule
from toolkit.lint.rule import name as rule_name
from toolkit.lint.rules import RULES

CLAIMS = {
    Claim.FIRST: "the first run fails",
    Claim.RERUN: "running it again fails or changes something",
    Claim.CRASH: "a run that died part-way leaves harm behind",
}
UNUSED_PAGE = """\
# unused-suppression

A comment `# hive: ignore[rule]` that silences nothing, or whose `until=` is over, hides the next
finding that comes to stand there. It is a warning.
"""


def name(rule: Rule) -> str:
    return rule_name(rule.__name__)  # type: ignore[attr-defined]


def about(rule: Rule) -> str:
    """The first sentence of its docstring."""
    return re.split(r"(?<=[.])\s", " ".join((rule.__doc__ or "").split()), maxsplit=1)[0]


def every() -> dict[str, str]:
    """The pages by the names of their rules."""
    return {name(rule): page(rule) for rule in RULES} | {UNUSED: UNUSED_PAGE}


def page(rule: Rule) -> str:
    return "\n".join(_parts(rule))


def index() -> str:
    """Of all pages, with the first sentence of each."""
    rows = [f"| [{name(it)}]({name(it)}.md) | {_fixed(it)} | {about(it)} |" for it in RULES]
    rows.append(f"| [{UNUSED}]({UNUSED}.md) | no | A comment that silences nothing. |")
    return "\n".join(["# Rules", "", "| rule | `--fix` | why |", "|---|---|---|", *rows, ""])


def _parts(rule: Rule) -> Iterator[str]:
    yield f"# {name(rule)}\n"
    yield f"{(rule.__doc__ or '').strip()}\n"
    yield from sorted({_says(rule, one) for one in rule.EXAMPLES} - {""})
    yield ""
    for number, one in enumerate(rule.EXAMPLES):
        yield f"{'What it finds:' if not number else 'Or:'}\n"
        yield _code("\n".join(filter(None, [one.head.strip(), one.bad])))
        if one.good is not None:
            yield "What `--fix` makes of it:\n" if _is_fixed(one) else "What holds:\n"
            yield _code(one.good)
    yield f"To live with it: `# hive: ignore[{name(rule)}] the reason`."
    yield ""


def _says(rule: Rule, example: Example) -> str:
    """How bad it is, in the default profile."""
    for one in _found([rule], source(example.bad, example)):
        if one.rule == name(rule):
            return f"- {one.severity}{f': {CLAIMS[one.claim]}' if one.claim else ''}"
    return ""


def _fixed(rule: Rule) -> str:
    found = set(map(_is_fixed, rule.EXAMPLES))
    return "in part" if len(found) > 1 else "yes" if found == {True} else "no"


def _is_fixed(example: Example) -> bool:
    """Whether what holds is what its fixes come to."""
    done = mended(source(example.bad, example), partial(_found, RULES))
    return done.text == source(example.good or "", example)


def _found(rules: Sequence[Rule], text: str) -> Sequence[Finding]:
    return lint(Path("b2.py"), Project(), rules, files=Files(), text=text).findings


def _code(text: str) -> str:
    return f"```python\n{text.strip()}\n```\n"
