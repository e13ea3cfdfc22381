"""What is asked of the linter: the table [tool.hive.lint], and flags over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.errors import SettingsError, UsageError
from toolkit.findings import Severity
from toolkit.lint import names

DEFAULT, STRICT = PROFILES = ("default", "strict")
LEVELS = tuple(one.value for one in Severity)


@dataclass(frozen=True)
class Options:
    """`select` None: every rule. Patterns are held against paths below `root`."""

    root: Path
    profile: str = DEFAULT
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    fail_on: Severity = Severity.ERROR
    exclude: tuple[str, ...] = ()
    baseline: Path | None = None
    downgrade: bool = False
    per_file_ignores: Mapping[str, frozenset[str]] = field(default_factory=dict)


def of_table(root: Path, table: Mapping[str, Any]) -> Options:
    """SettingsError where a key or a value is none."""
    options = Options(root)
    for key, value in table.items():
        if key not in READ:
            raise _wrong(root, key, f"{key} is not a key of [tool.hive.lint]{hint(key, READ)}")
        try:
            read = READ[key](root, value)
        except (ValueError, UsageError) as error:
            raise _wrong(root, key, str(getattr(error, "what", error))) from None
        options = replace(options, **{key.replace("-", "_"): read})
    return options


def rules(given: Iterable[str]) -> frozenset[str]:
    """UsageError where one is no rule's name."""
    found = frozenset(one.strip().replace("_", "-") for one in given if one.strip())
    known = names.every()
    for one in sorted(found.difference(known)):
        raise UsageError(
            f"{one!r} is no rule{hint(one, known)}",
            next=f"hive-lint --explain {nearest(one, known)}",
        )
    return found


def nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return get_close_matches(word, list(known), n=1, cutoff=0.0)[0]


def hint(word: str, known: Iterable[str]) -> str:
    return f"; the nearest is {nearest(word, known)}"


def _text(_: Path, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it is a text")
    return value


def _texts(root: Path, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("it is a list of texts")
    return tuple(_text(root, one) for one in value)


def _profile(root: Path, value: Any) -> str:
    if value not in PROFILES:
        raise ValueError(f"it is one of {', '.join(PROFILES)}")
    return _text(root, value)


def _level(_: Path, value: Any) -> Severity:
    if value not in LEVELS:
        raise ValueError(f"it is one of {', '.join(LEVELS)}")
    return Severity(value)


def _flag(_: Path, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it is true or false")
    return value


def _rules(root: Path, value: Any) -> frozenset[str]:
    return rules(_texts(root, value))


def _by_pattern(root: Path, value: Any) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        raise ValueError("it is a table: a pattern of paths = a list of rules")
    return {pattern: _rules(root, given) for pattern, given in value.items()}


READ = {
    "profile": _profile,
    "select": _rules,
    "ignore": _rules,
    "fail-on": _level,
    "exclude": _texts,
    "baseline": lambda root, value: root / _text(root, value),
    "downgrade": _flag,
    "per-file-ignores": _by_pattern,
}


def _wrong(root: Path, key: str, why: str) -> SettingsError:
    return SettingsError(
        f"pyproject.toml: {key} of [tool.hive.lint] cannot be read",
        why=why,
        state="No file was read.",
        next=f"Mend it in {root / 'pyproject.toml'}, then try again",
    )
