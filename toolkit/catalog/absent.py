"""The one cheap question that an absent object costs: no twin is needed, only what makes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from toolkit.catalog.apply import not_made
from toolkit.catalog.sql import block, literal, run


@dataclass(frozen=True)
class Absent:
    """`home` and `there` are expressions: its schema, and, with hive_home for it, is it there?"""

    subject: str
    home: str
    there: str
    create: Sequence[str]

    def holds(self, connection: Connection) -> bool:
        """Nothing of its name is there."""
        sql = f"SELECT {self.there} FROM (SELECT {self.home} AS hive_home) h"  # noqa: S608 (quoted)
        ((there,),) = run(connection, sql)
        return not there

    def make(self, connection: Connection) -> None:
        """All of it in one statement. DriftError where rows do not allow it."""
        statements = [f"  EXECUTE {literal(one)};" for one in self.create]
        sql = self.create[0]
        if len(statements) > 1:
            sql = block("\n".join(["BEGIN", *statements, "END"]))
        try:
            run(connection, sql)
        except IntegrityError as error:
            raise not_made(self.subject, error) from None
