"""One migration as it stands in its file, and what both runs of a function of it come to."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.findings import UPGRADE
from toolkit.lint.effects import COMPLEX, Blind, TooComplexError, Verb
from toolkit.lint.events import Came, CaughtError, Event, LeaveError
from toolkit.lint.guards import is_harmful, main, pretends
from toolkit.lint.places import Places
from toolkit.lint.python.files import Files
from toolkit.lint.python.language import PYTHON
from toolkit.lint.python.reader import BrokenOffError, Reader, ReturnedError
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import Function, Later, Module
from toolkit.lint.run import Run

LONG, MOST_MARKS = 1_000_000, 600_000
"""More takes Python long, and memory without end; a long text alone does not."""
MOST_SKIPPED = 3
READ = frozenset({"tree", "module", "places"})
ENDS = (ReturnedError, BrokenOffError, CaughtError, LeaveError)


@dataclass
class MigrationFile:
    """`text` is what stands in the file at `path`; SyntaxError where that is no Python. `function`
    is the one that is run."""

    path: Path
    text: str
    files: Files
    shown: str = ""
    """What findings call it."""
    skipped: list[ast.stmt] = field(default_factory=list)
    """At the top of the file, too complex to be read."""
    function: str = UPGRADE
    cached: dict[str, object] = field(default_factory=dict)
    """What fixes found out about it."""

    def __post_init__(self) -> None:
        self.shown = self.shown or str(self.path)

    @cached_property
    def tree(self) -> ast.Module:
        if len(self.text) > LONG and sum(map(self.text.count, "\n,(=")) > MOST_MARKS:
            raise TooComplexError
        return ast.parse(self.text, str(self.path))

    def body(self, function: str) -> Sequence[ast.stmt]:
        """Of a function of the file, () where it has none so called."""
        functions = (one for one in self.tree.body if isinstance(one, ast.FunctionDef))
        return next((one.body for one in functions if one.name == function), ())

    @cached_property
    def module(self) -> Module:
        """Its names, as they are when it has been imported."""
        module = Module(str(self.path), {"__file__": str(self.path)}, "yield" in self.text)
        reader = Reader(PYTHON, module, self.files.finder(self.path))
        for node in self.tree.body:
            try:
                reader.execute([node], Scope(module.scope))
            except ENDS:
                break  # what is known by then is known
            except (TooComplexError, RecursionError):
                self.skipped.append(node)
                reader.steps = 0
                if len(self.skipped) > MOST_SKIPPED:
                    break
        return module

    @property
    def revision(self) -> Any:
        return self.module.scope.get("revision")

    @property
    def down_revision(self) -> Any:
        return self.module.scope.get("down_revision")

    @cached_property
    def places(self) -> Places:
        return Places(self.text)

    @property
    def is_migration(self) -> bool:
        """Whether it says which revision it is."""
        found = isinstance(self.revision, str) and "down_revision" in self.module.scope
        if not found and len(self.skipped) > MOST_SKIPPED:
            raise TooComplexError
        return found

    @cached_property
    def ran(self) -> Run:
        return self.run(self.function)

    @cached_property
    def harmful(self) -> Mapping[tuple[Verb, str], Sequence[Event]]:
        """What fails or changes something, the first time or again, by what is done to what kind;
        without what the same call fails at anyway, and what only looks guarded."""
        found: dict[tuple[Verb, str], list[Event]] = {}
        for one in main(event for event in self.ran.events if is_harmful(event)):
            if one.first is Came.FAILS or one.lacking or not pretends(one):
                found.setdefault((one.effect.verb, one.effect.name.kind), []).append(one)
        return found

    @cached_property
    def pretending(self) -> Sequence[Event]:
        """What looks guarded, and fails or changes something when it is run again."""
        harmful = (one for one in self.ran.events if one.misbehaves and not one.question)
        return [
            one for one in harmful
            if one.first is not Came.FAILS and not one.lacking and pretends(one)
        ]  # fmt: skip

    def misbehaving(self, verb: Verb, *kinds: str, but: Collection[str] = ()) -> Iterator[Event]:
        """Of some kinds, or of all the others, where none is named; not what lacks something."""
        for (done, kind), events in self.harmful.items():
            if done is verb and (kind in kinds if kinds else kind not in but):
                yield from (one for one in events if not one.lacking)

    def of(self, function: str) -> MigrationFile:
        """Of the same file, which is not read anew."""
        other = replace(self, function=function)
        for name in READ.intersection(self.__dict__):
            setattr(other, name, self.__dict__[name])
        return other

    def run(self, name: str) -> Run:
        """Twice on paper."""
        run = Run()
        function = self.module.scope.get(name)
        for node in self.skipped:
            run.unread(node, Blind(COMPLEX))
        if isinstance(function, Later):
            function = function.value()
        if isinstance(function, Function):
            self._once(run, function)
            run.again()
            self._once(run, function)
        return run

    def _once(self, run: Run, function: Function) -> None:
        reader = Reader(PYTHON, self.module, self.files.finder(self.path), run)
        try:
            if run.second and run.straight:
                run.repeat()
            else:
                reader.call(function.node, function, (), {})
        except ENDS:
            return
        except (TooComplexError, RecursionError):
            run.unread(function.node, Blind(COMPLEX))
