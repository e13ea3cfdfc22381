"""What a replay showed of the revisions that findings are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.errors import SettingsError
from toolkit.findings import UPGRADE, Claim, Evidence, Finding, Judgement

SAID: Mapping[str, Evidence] = {
    Judgement.REFUTED: Evidence.CONFIRMED,
    Judgement.PROVED: Evidence.DENIED,
}
EXPERIMENTS = {Claim.FIRST: "first", Claim.RERUN: "rerun", Claim.CRASH: "crash"}

Verdicts = Mapping[tuple[str, str], str]
"""By revision and experiment."""


def read(path: Path) -> Verdicts:
    """Of what `hive-replay --format json` said; SettingsError."""
    try:
        given: Any = json.loads(path.read_bytes())["verdicts"]
        return {(one["revision"], one["experiment"]): one["verdict"] for one in given}
    except (OSError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise SettingsError(
            f"{path} is no answer of hive-replay",
            why=getattr(error, "strerror", None) or f"{type(error).__name__}: {error}",
            state="No finding was compared with it.",
            next=f"hive-replay --format json > {path}",
        ) from None


def marked(found: Iterable[Finding], verdicts: Verdicts) -> Iterator[Finding]:
    """A revision that is refuted confirms what claims it, one that is proved denies it;
    but for downgrade(), which those experiments do not run."""
    for one in found:
        if one.claim is None:
            yield one
        else:
            key = one.revision, EXPERIMENTS[one.claim]
            verdict = verdicts.get(key, "") if one.function == UPGRADE else ""
            yield replace(one, evidence=SAID.get(verdict, Evidence.NOT_RUN))
