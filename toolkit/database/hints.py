"""From SQLSTATE to advice, for the errors that people meet when migrations run."""

ALREADY = (
    "It is there already: made by hand, by another tool, or by a revision that stopped half-way."
    " Make the revision convergent (toolkit.ensure), or, if what is there is right, stamp the"
    " revision with `alembic stamp`."
)
TYPE_ALREADY = (
    " If it is an enum type: `enums` must not name what a revision creates plainly, since absent"
    " types are made before the migrations. Take it out of `enums`, or write the revision with"
    " toolkit.ensure.enum()."
)
MISSING = (
    "It is not there: a revision that makes it was stamped but never ran, it was dropped by hand,"
    " or it lives in a schema that is not on the search_path."
)
HINTS = {
    "42P07": ALREADY,
    "42701": ALREADY,
    "42710": ALREADY + TYPE_ALREADY,
    "42P06": ALREADY,
    "42723": ALREADY,
    "42P01": MISSING,
    "42703": MISSING,
    "42883": MISSING + " A function of an extension needs that extension among `extensions`.",
    "42704": MISSING + " A type of an extension needs that extension among `extensions`.",
    "3F000": MISSING,
    "42501": "The role may not do this. Let the object's owner run it, or grant the role what it"
    " needs.",
    "25006": "The session is read-only: use the primary's URL, and a role whose"
    " default_transaction_read_only is off.",
    "55P03": "Another session holds the lock, and part of the revision was committed already, so"
    " that it is not tried again by itself. End that session, mend what was committed, and go on.",
    "40P01": "Two sessions waited for each other. Stop the application while it runs, and run it"
    " again.",
    "40001": "Another transaction changed the same rows. Run it again.",
    "53300": "The server has no connection left. End sessions that are not needed, or raise"
    " max_connections.",
    "53200": "The server ran out of memory or of locks. Split the revision, or raise"
    " max_locks_per_transaction.",
    "53100": "The server's disk is full. Make room, and run it again.",
    "22P02": "A value does not fit its type: often an enum label that the type does not have.",
    "55P04": "A label added to an enum type cannot be used before it is committed. Add it in an"
    " autocommit_block(), or use it in a later revision.",
    "0A000": "This version of PostgreSQL cannot do that. See the server's message.",
    "25001": "This statement cannot run inside a transaction. Put it into"
    " `with op.get_context().autocommit_block():`.",
    "23505": "Rows that are there already are not unique. Clean them up in a revision before.",
    "23502": "Rows that are there already have no value. Give the column a server_default, or fill"
    " it in first.",
    "23503": "Rows that are there already point at nothing. Clean them up in a revision before.",
    "23514": "Rows that are there already break the constraint. Clean them up in a revision"
    " before.",
    "2BP01": "Something else depends on it. Drop that first, in this revision or one before.",
    "57014": "The statement was cancelled, by hand or by statement_timeout.",
    "58P01": "The server lacks a file of an extension. Install the extension's package on it.",
}


def hint(sqlstate: str | None) -> str:
    """What to do about it, or nothing."""
    return HINTS.get(sqlstate or "", "")
