"""What was found before and is lived with: counted by path, rule and statement, not by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from os.path import relpath
from pathlib import Path

from toolkit.errors import SettingsError
from toolkit.findings import Finding

KNOWN = "it is in the baseline"
VERSION = 1
Key = tuple[str, str, str]


@dataclass
class Baseline:
    """Paths in it are relative to `folder`."""

    folder: Path
    left: Counter[Key] = field(default_factory=Counter)

    def applied(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """As many of each as it has are suppressed."""
        if not self.left:
            yield from found
            return
        for one in found:
            key = self.key(one)
            if one.suppressed is None and self.left[key] > 0:
                self.left[key] -= 1
                yield replace(one, suppressed=KNOWN)
            else:
                yield one

    def key(self, one: Finding) -> Key:
        """The same wherever in the file the statement stands, and however it is laid out."""
        digest = blake2b(one.words.encode(errors="replace"), digest_size=8)
        return self.below(one.path), one.rule, digest.hexdigest()

    def below(self, file: str) -> str:
        """The path, from here, as it is in the baseline."""
        return relpath(file, self.folder)


def read(path: Path) -> Baseline:
    """SettingsError where it is not there, or is no baseline."""
    try:
        given = json.loads(path.read_text("utf-8"))
        return Baseline(path.parent, Counter(dict(_rows(given["findings"]))))
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise SettingsError(
            f"the baseline {path} cannot be read",
            why=getattr(error, "strerror", None) or str(error),
            state="Nothing was compared with it.",
            next=f"hive-lint --write-baseline --baseline {path}",
        ) from None


def _rows(given: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[Key, int]]:
    for file, counts in given.items():
        for words, count in counts.items():
            rule, statement = words.split(" ")
            yield (file, rule, statement), int(count)


def written(old: Baseline, found: Iterable[Finding], files: Iterable[str]) -> str:
    """The text of a baseline of these; what the old one has of other files that are there stays."""
    anew = {old.below(file) for file in files}
    kept = {key: count for key, count in old.left.items()
            if key[0] not in anew and (old.folder / key[0]).exists()}  # fmt: skip
    rows: dict[str, dict[str, int]] = {}
    for (file, rule, key), count in sorted((Counter(map(old.key, found)) + Counter(kept)).items()):
        rows.setdefault(file, {})[f"{rule} {key}"] = count
    return json.dumps({"version": VERSION, "findings": rows}, indent=1) + "\n"
