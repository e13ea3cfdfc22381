"""Extensions: vectors, UUID functions, trigrams.

A bootstrap has made them before, mostly as an administrator; then they are found here and left.
`downgrade()` drops those that its role owns and nobody else uses. One that an administrator made
is not ours to drop: it was there before this revision, and may serve others.
"""

from alembic import op

from toolkit import ensure

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = ("vector", "uuid-ossp", "pg_trgm")

DROP_OURS = """
DO $drop_ours$
DECLARE
    extension name;
BEGIN
    FOR extension IN
        SELECT extname FROM pg_extension
        WHERE extname IN ('vector', 'uuid-ossp', 'pg_trgm') AND pg_has_role(extowner, 'USAGE')
    LOOP
        BEGIN
            EXECUTE 'DROP EXTENSION ' || quote_ident(extension);
        EXCEPTION WHEN dependent_objects_still_exist THEN
            RAISE NOTICE USING MESSAGE = extension || ' stays: it is in use';
        END;
    END LOOP;
END
$drop_ours$
"""


def upgrade() -> None:
    for name in EXTENSIONS:
        ensure.extension(name)


def downgrade() -> None:
    op.execute(DROP_OURS)
