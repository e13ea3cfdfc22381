"""Extensions proven by use: a question whose answer is known."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.database.sqlstate import message

# Wherever an administrator put the extension: the search path of a project need not go there.
FIND = text("""SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ',
    pg_catalog.quote_ident(n.nspname), pg_catalog.current_setting('search_path')), true)
  FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = :extension""")


@dataclass(frozen=True)
class Answer:
    """`sql` answers true, or `promise` is not kept."""

    name: str
    extension: str
    sql: str
    promise: str

    def problem(self, here: Connections) -> str | None:
        connection = here.app  # once: where there is none, it is not waited for again
        try:
            connection.execute(FIND, {"extension": self.extension})
            kept = connection.exec_driver_sql(self.sql).scalar()
        except DBAPIError as error:
            return f"{self.promise}: {message(error)}"
        finally:
            connection.rollback()
        return None if kept else f"{self.promise}: the answer is wrong"


VECTOR = Answer(
    "vector distance",
    "vector",
    "SELECT '[1,2,2]'::vector <-> '[1,2,5]'::vector = 3",
    "vectors can be compared",
)
UUID = Answer(
    "v4 uuid",
    "uuid-ossp",
    "SELECT uuid_generate_v4()::text ~"
    " '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'",
    "random UUIDs can be made",
)
TRIGRAM = Answer(
    "trigram similarity",
    "pg_trgm",
    "SELECT similarity('bootstrap', 'bootsrtap') > similarity('bootstrap', 'shutdown')",
    "words can be compared by their trigrams",
)
BY_EXTENSION = {one.extension: one for one in (VECTOR, UUID, TRIGRAM)}
