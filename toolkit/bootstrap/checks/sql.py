"""Extensions proven by use: a question whose answer is known."""

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.database.sqlstate import message


@dataclass(frozen=True)
class Answer:
    """`sql` answers true, or `promise` is not kept."""

    name: str
    sql: str
    promise: str

    def problem(self, here: Connections) -> str | None:
        try:
            kept = here.app.exec_driver_sql(self.sql).scalar()
        except DBAPIError as error:
            return f"{self.promise}: {message(error)}"
        finally:
            here.app.rollback()
        return None if kept else f"{self.promise}: the answer is wrong"


VECTOR = Answer(
    "vector distance",
    "SELECT '[1,2,2]'::vector <-> '[1,2,5]'::vector = 3",
    "vectors can be compared",
)
UUID = Answer(
    "v4 uuid",
    "SELECT uuid_generate_v4()::text ~"
    " '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'",
    "random UUIDs can be made",
)
TRIGRAM = Answer(
    "trigram similarity",
    "SELECT similarity('bootstrap', 'bootsrtap') > similarity('bootstrap', 'shutdown')",
    "words can be compared by their trigrams",
)
BY_EXTENSION = {"vector": VECTOR, "uuid-ossp": UUID, "pg_trgm": TRIGRAM}
