"""One object that is compared by itself, and what is done about another definition of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from toolkit.catalog.kinds.kind import Kind
from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import array, literal
from toolkit.catalog.twin import Comparison, Known, decided

_NAME_IT = "name in `replaces` what it replaces"


@dataclass(frozen=True)
class Single:
    """`home`, `there` and what makes the `twin` are expressions: its schema, is it there?

    `meant` tells the twin from other things in pg_temp; without it, the name does. `replace` is
    what puts this definition in the place of another; empty where nothing can.
    """

    kind: Kind
    name: str
    home: str
    there: str
    create: Sequence[str]
    twin: Sequence[str]
    relation: str = ""
    meant: str = ""
    words: str = ""
    replace: Sequence[str] = ()

    def program(self, replaces: Literal[True] | Self | None = None) -> Program:
        """What it `replaces`, any definition or that one, is as good a beginning as none."""
        kind = self.kind.NAME
        absent = decided(
            "absent", kind, self.relation, self.name, literal(kind.upper()), self.create
        )
        body = self._compared()
        if self.replace:
            body = f"{body}\n  {self._replaced(replaces)}"
        what = " ".join(one for one in ("ensure", kind, self.relation, self.name) if one)
        return Program(what, self.home, unless(self.there, absent, body), self._known().json())

    def _known(self) -> Known:
        words = (self.kind.NAME, self.relation, self.name, self.words)
        return Known(words=[words] if self.words else [])

    def _compared(self) -> str:
        named = f"(p.relation, p.name) = ({literal(self.relation)}, {literal(self.name)})"
        compared = Comparison(
            [self.relation or self.name], self.twin, (self.kind,),
            self._known(), self.meant or named, self.create,
        )  # fmt: skip
        return compared.body(self.kind.NAME, self.relation, self.name)

    def _replaced(self, replaces: Literal[True] | Self | None) -> str:
        """What is there is of this kind, and another: not one that PostgreSQL refused to make."""
        if replaces is None:
            then = _also("ways_out", [_NAME_IT])
        elif replaces is True:
            then = _also("sql", self.replace)
        else:
            then = f"""hive_one := hive_decided;
    {replaces._compared()}
    IF hive_decided->0->>'verdict' IN ('equal', 'broken') THEN
      hive_decided := hive_one;
      {_also("sql", self.replace)}
    ELSE
      hive_decided := hive_one;
    END IF;"""
        return f"""IF hive_decided->0->>'verdict' = 'different'
      AND hive_decided->0->'found'->>'kind' = {literal(self.kind.NAME)} THEN
    {then}
  END IF;"""


def _also(key: str, words: Sequence[str]) -> str:
    return (
        f"hive_decided := pg_catalog.jsonb_set(hive_decided, '{{0,{key}}}',"
        f" hive_decided->0->'{key}' || pg_catalog.to_jsonb({array(words)}));"
    )
