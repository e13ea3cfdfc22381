"""Bodies of upgrade() as people write them: Alembic's calls, SQLAlchemy's, guards of every kind.

Nothing here says what becomes of them: PostgreSQL is asked.
"""

SETUP = """
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE doomed_type AS ENUM ('a');
CREATE TABLE orders (id serial PRIMARY KEY, note text, total int, doc json, docs jsonb, state mood,
                     old text, "at" timestamp);
ALTER TABLE orders ADD CONSTRAINT ck CHECK (id > 0);
CREATE INDEX ix ON orders (total);
CREATE TABLE lines (id int PRIMARY KEY, order_id int, name text,
                    CONSTRAINT fk_order FOREIGN KEY (order_id) REFERENCES orders (id),
                    CONSTRAINT uq_name UNIQUE (name));
CREATE TABLE bare (v int, t text);
CREATE TABLE doomed (x int);
CREATE SCHEMA other;
CREATE TABLE other.things (id int PRIMARY KEY, label text);
CREATE VIEW seen AS SELECT v FROM bare;
CREATE SEQUENCE numbers;
INSERT INTO orders (note, total, doc, docs, state, old) VALUES
    ('One', 10, '{"a": 1}', '{"a": 1}', 'a', 'x'), ('two', 20, NULL, NULL, 'b', 'y');
INSERT INTO lines VALUES (1, 1, 'first'), (2, 2, 'second');
INSERT INTO bare VALUES (1, 'one');
INSERT INTO doomed VALUES (1)"""

DIRECTIVES = (
    'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))',
    'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), if_not_exists=True)',
    'op.create_table("t", sa.Column("id", sa.Integer), sa.Index("ix_t", "id"), if_not_exists=True)',
    'op.create_table("t", sa.Column("id", sa.Integer, index=True), if_not_exists=True)',
    'op.create_table("t", sa.Column("id", sa.Integer, unique=True), if_not_exists=True)',
    'op.create_table("t", sa.Column("s", sa.Enum("a", name="e")), if_not_exists=True)',
    'op.create_table("t", sa.Column("s", sa.Enum("a", name="e", native_enum=False)),'
    " if_not_exists=True)",
    'op.create_table("t", sa.Column("s", postgresql.ENUM(name="mood", create_type=False)),'
    " if_not_exists=True)",
    'op.create_table("t", sa.Column("s", postgresql.ENUM("a", "b", name="mood")))',
    'op.create_table("t", sa.Column("id", sa.Integer), sa.UniqueConstraint("id", name="uq"),'
    ' sa.ForeignKeyConstraint(["id"], ["orders.id"]), if_not_exists=True)',
    'op.create_table("t", sa.Column("id", sa.Integer), schema="other", if_not_exists=True)',
    'op.create_table("orders", sa.Column("id", sa.Integer), if_not_exists=True)',
    'op.drop_table("doomed")',
    'op.drop_table("doomed", if_exists=True)',
    'op.drop_table("things", schema="other")',
    'op.drop_table("doomed", if_exists=True)\n'
    'op.create_table("doomed", sa.Column("y", sa.Integer))\n'
    'op.create_index("ix_doomed", "doomed", ["y"])',
    'op.create_table("t", sa.Column("id", sa.Integer))\nop.drop_table("t")',
    'op.rename_table("doomed", "kept")',
    'op.rename_table("doomed", "kept")\nop.rename_table("kept", "doomed")',
    'op.add_column("orders", sa.Column("more", sa.Integer))',
    'op.add_column("orders", sa.Column("more", sa.Integer), if_not_exists=True)',
    'op.add_column("orders", sa.Column("more", sa.Integer, unique=True), if_not_exists=True)',
    'op.add_column("orders", sa.Column("more", sa.Integer, index=True), if_not_exists=True)',
    'op.add_column("orders", sa.Column("more", sa.Integer, sa.ForeignKey("lines.id")),'
    " if_not_exists=True)",
    'op.add_column("orders", sa.Column("more", sa.Integer, sa.ForeignKey("lines.id", name="f")),'
    " if_not_exists=True)",
    'op.add_column("orders", sa.Column("more", sa.Integer, nullable=False, server_default="0"),'
    " if_not_exists=True)",
    'op.add_column("orders", sa.Column("more", sa.Enum("a", name="e")))',
    'op.add_column("things", sa.Column("more", sa.Text), schema="other", if_not_exists=True)',
    'op.drop_column("orders", "old")',
    'op.drop_column("orders", "old", if_exists=True)',
    'op.drop_column("orders", "old")\nop.add_column("orders", sa.Column("old", sa.Integer))',
    'op.add_column("orders", sa.Column("more", sa.Text))\nop.drop_column("orders", "more")',
    'op.alter_column("orders", "total", nullable=False)',
    'op.alter_column("orders", "total", type_=sa.BigInteger())',
    'op.alter_column("orders", "total", new_column_name="sum")',
    'op.alter_column("orders", "total", server_default="1")',
    'op.alter_column("orders", "total", server_default=None, comment="how much")',
    'op.alter_column("orders", "docs", type_=sa.Text(), postgresql_using="docs::text")',
    'op.alter_column("orders", "doc", type_=postgresql.JSONB(), postgresql_using="doc::jsonb")',
    'op.alter_column("orders", "total", type_=sa.BigInteger(), postgresql_using="total * 2")',
    'op.alter_column("orders", "note", type_=sa.Boolean(), postgresql_using="note = \'One\'")',
    'op.create_index("ix_new", "orders", ["note"])',
    'op.create_index("ix_new", "orders", ["note"], if_not_exists=True)',
    'op.create_index("ix_new", "orders", ["note", sa.text("lower(old)")], unique=True)',
    'op.create_index(None, "orders", ["note"])',
    'op.create_index(op.f("ix_orders_note"), "orders", ["note"], unique=False)',
    'op.create_index("ix_doc", "orders", ["doc"], postgresql_using="gin")',
    'op.create_index("ix_docs", "orders", ["docs"], postgresql_using="gin", if_not_exists=True)',
    'op.create_index("ix_note", "orders", ["note"], postgresql_using="gin")',
    'op.create_index("ix_new", "things", ["label"], schema="other", if_not_exists=True)',
    "with op.get_context().autocommit_block():\n"
    '    op.create_index("ix_new", "orders", ["note"], postgresql_concurrently=True)',
    "with op.get_context().autocommit_block():\n"
    '    op.create_index("ix_new", "orders", ["note"], postgresql_concurrently=True,'
    " if_not_exists=True)",
    'op.create_index("ix_new", "orders", ["note"], postgresql_concurrently=True)',
    'op.drop_index("ix")',
    'op.drop_index("ix", table_name="orders", if_exists=True)',
    'op.drop_index("ix", table_name="orders")\nop.create_index("ix", "orders", ["note"])',
    "with op.get_context().autocommit_block():\n"
    '    op.drop_index("ix", postgresql_concurrently=True, if_exists=True)',
    'op.create_unique_constraint("uq", "orders", ["note"])',
    'op.create_unique_constraint(None, "orders", ["note"])',
    'op.create_unique_constraint("uq", "orders", ["note"], if_not_exists=True)',
    'op.create_check_constraint("ck_new", "orders", "total > 0")',
    'op.create_check_constraint("ck_new", "orders", sa.column("total") > 0, if_not_exists=True)',
    'op.create_foreign_key("fk", "bare", "lines", ["v"], ["id"])',
    'op.create_foreign_key(None, "bare", "lines", ["v"], ["id"])',
    'op.create_primary_key("pk", "bare", ["v"])',
    'op.create_exclude_constraint("ex", "bare", ("v", "="), using="btree")',
    'op.drop_constraint("ck", "orders")',
    'op.drop_constraint("ck", "orders", type_="check", if_exists=True)',
    'op.drop_constraint("fk_order", "lines", type_="foreignkey")\n'
    'op.create_foreign_key("fk_order", "lines", "orders", ["order_id"], ["id"],'
    ' ondelete="CASCADE")',
    'op.drop_constraint("uq_name", "lines")\n'
    'op.create_unique_constraint("uq_names", "lines", ["name"])',
    'op.drop_constraint("uq_new", "lines", if_exists=True)\n'
    'op.create_unique_constraint("uq_new", "lines", ["name"])',
    'op.create_table_comment("orders", "sold")',
    'op.drop_table_comment("orders")',
)
BATCHES = (
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.add_column(sa.Column("more", sa.Integer))',
    'with op.batch_alter_table("orders", schema=None) as batch_op:\n'
    '    batch_op.add_column(sa.Column("more", sa.Integer), if_not_exists=True)\n'
    '    batch_op.create_index("ix_more", ["more"], if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.alter_column("total", existing_type=sa.Integer(), nullable=False)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.alter_column("total", new_column_name="sum")',
    'with op.batch_alter_table("orders") as batch_op:\n    batch_op.drop_constraint("ck")',
    'with op.batch_alter_table("lines") as batch_op:\n'
    '    batch_op.drop_constraint("fk_order", type_="foreignkey")\n'
    '    batch_op.create_foreign_key("fk_order", "orders", ["order_id"], ["id"])',
    'with op.batch_alter_table("things", schema="other") as batch_op:\n'
    '    batch_op.drop_column("label", if_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.create_unique_constraint("uq", ["note"])',
    'with op.batch_alter_table("orders") as batch_op:\n    batch_op.drop_index("ix")',
)
ENUMS = (
    'sa.Enum("a", name="e").create(op.get_bind())',
    'sa.Enum("a", name="e").create(op.get_bind(), checkfirst=True)',
    'sa.Enum("a", name="e").create(op.get_bind(), checkfirst=False)',
    'postgresql.ENUM("a", name="e").create(op.get_bind())',
    'postgresql.ENUM("a", name="e").create(op.get_bind(), checkfirst=False)',
    'e = postgresql.ENUM("a", name="e", create_type=False)\n'
    "e.create(op.get_bind(), checkfirst=True)\n"
    'op.add_column("orders", sa.Column("kind", e), if_not_exists=True)',
    'e = postgresql.ENUM("a", name="e")\n'
    "e.create(op.get_bind(), checkfirst=True)\n"
    'op.create_table("t", sa.Column("kind", e), if_not_exists=True)',
    'e = sa.Enum("a", name="e")\n'
    "e.create(op.get_bind(), checkfirst=True)\n"
    'op.create_table("t", sa.Column("kind", e), if_not_exists=True)',
    'sa.Enum(name="doomed_type").drop(op.get_bind(), checkfirst=True)',
    'sa.Enum(name="doomed_type").drop(op.get_bind(), checkfirst=False)',
    'postgresql.ENUM(name="doomed_type").drop(op.get_bind())',
    "with op.get_context().autocommit_block():\n    op.execute(\"ALTER TYPE mood ADD VALUE 'c'\")",
    "with op.get_context().autocommit_block():\n"
    "    op.execute(\"ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c'\")",
    "op.execute(\"ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c'\")\n"
    "op.execute(\"UPDATE orders SET state = 'c'\")",
    'op.execute("ALTER TYPE mood RENAME TO mood_old")\n'
    "op.execute(\"CREATE TYPE mood AS ENUM ('a', 'b', 'c')\")\n"
    'op.execute("ALTER TABLE orders ALTER state TYPE mood USING state::text::mood")\n'
    'op.execute("DROP TYPE mood_old")',
    'for label in ("c", "d"):\n'
    "    op.execute(f\"ALTER TYPE mood ADD VALUE IF NOT EXISTS '{label}'\")",
)
ROWS = (
    'op.bulk_insert(sa.table("bare", sa.column("v", sa.Integer)), [{"v": 5}])',
    'op.bulk_insert(sa.table("lines", sa.column("id", sa.Integer)), [{"id": 5}])',
    'op.bulk_insert(sa.table("bare", sa.column("v", sa.Integer)), [])',
    'op.execute("DELETE FROM bare")\n'
    'op.bulk_insert(sa.table("bare", sa.column("v", sa.Integer)), [{"v": 5}])',
    'op.execute(sa.insert(sa.table("bare", sa.column("v"))).values(v=5))',
    'op.execute(postgresql.insert(sa.table("lines", sa.column("id"))).values(id=5)'
    ".on_conflict_do_nothing())",
    'op.execute(sa.update(sa.table("orders", sa.column("total"))).values(total=1))',
    'orders = sa.table("orders", sa.column("total"))\n'
    "op.execute(orders.update().values(total=orders.c.total + 1))",
    'orders = sa.table("orders", sa.column("total"))\n'
    "op.execute(orders.update().where(orders.c.total == 10).values(total=11))",
    'orders = sa.table("orders", sa.column("note"))\n'
    "op.execute(orders.update().values(note=sa.func.lower(orders.c.note)))",
    'orders = sa.table("orders", sa.column("note"))\n'
    'op.execute(orders.update().values({"note": orders.c.note + "!"}))',
    'lines = sa.table("lines", sa.column("id"))\n'
    "op.get_bind().execute(lines.delete().where(lines.c.id == 1))",
    'op.execute("UPDATE orders SET total = total * 100")',
    'op.execute(sa.text("UPDATE orders SET note = :note").bindparams(note="x"))',
    'op.get_bind().execute(sa.text("INSERT INTO bare (v) VALUES (:v)"), {"v": 3})',
    'op.get_bind().execute(sa.text("INSERT INTO bare (v) VALUES (:v)"), [{"v": 3}, {"v": 4}])',
    'op.get_bind().exec_driver_sql("INSERT INTO lines VALUES (7) ON CONFLICT DO NOTHING")',
    'for number, name in ((7, "x"), (8, "y")):\n'
    "    op.execute(f\"INSERT INTO lines (id, name) VALUES ({number}, '{name}')"
    ' ON CONFLICT DO NOTHING")',
    'for name in ("x", "y"):\n    op.execute("INSERT INTO bare (t) VALUES (\'%s\')" % name)',
    "bind = op.get_bind()\n"
    'for id_, note in bind.execute(sa.text("SELECT id, note FROM orders")).fetchall():\n'
    '    bind.execute(sa.text("UPDATE orders SET note = :n WHERE id = :i"),'
    ' {"n": note.lower(), "i": id_})',
    "bind = op.get_bind()\n"
    'if not bind.execute(sa.text("SELECT 1 FROM bare WHERE v = 9")).scalar():\n'
    '    bind.execute(sa.text("INSERT INTO bare (v) VALUES (9)"))',
    'op.execute("UPDATE orders SET docs = docs || \'{\\"b\\": 1}\'")',
    "op.execute(\"UPDATE orders SET docs = jsonb_set(docs, '{a}', to_jsonb((docs->>'a')::int + 1))"
    '")',
    "op.execute(\"UPDATE orders SET total = nextval('numbers')\")",
    'op.add_column("orders", sa.Column("more", sa.Text), if_not_exists=True)\n'
    'op.execute("UPDATE orders SET more = old WHERE more IS NULL")\n'
    'op.alter_column("orders", "more", nullable=False)',
    'op.add_column("orders", sa.Column("more", sa.Text), if_not_exists=True)\n'
    'op.execute("UPDATE orders SET more = old")\n'
    'op.drop_column("orders", "old", if_exists=True)',
    "from sqlalchemy.orm import Session\n"
    "with Session(bind=op.get_bind()) as session:\n"
    '    session.execute(sa.text("UPDATE bare SET v = 2"))',
)
GUARDS = (
    'if not sa.inspect(op.get_bind()).has_table("t"):\n'
    '    op.create_table("t", sa.Column("id", sa.Integer))',
    'if sa.inspect(op.get_bind()).has_table("doomed"):\n    op.drop_table("doomed")',
    'if "t" not in sa.inspect(op.get_bind()).get_table_names():\n'
    '    op.create_table("t", sa.Column("id", sa.Integer))\n'
    'op.create_index("ix_t", "t", ["id"])',
    'names = [one["name"] for one in sa.inspect(op.get_bind()).get_columns("orders")]\n'
    'if "more" not in names:\n    op.add_column("orders", sa.Column("more", sa.Integer))',
    'names = {one["name"] for one in sa.inspect(op.get_bind()).get_columns("orders")}\n'
    'if "old" in names and "newer" not in names:\n'
    '    op.alter_column("orders", "old", new_column_name="newer")',
    'names = {one["name"] for one in sa.inspect(op.get_bind()).get_indexes("orders")}\n'
    'if "ix_new" not in names:\n    op.create_index("ix_new", "orders", ["note"])',
    'found = sa.inspect(op.get_bind()).get_foreign_keys("lines")\n'
    'if any(one["name"] == "fk_order" for one in found):\n'
    '    op.drop_constraint("fk_order", "lines", type_="foreignkey")',
    'found = sa.inspect(op.get_bind()).get_unique_constraints("orders")\n'
    'if "uq" not in [one["name"] for one in found]:\n'
    '    op.create_unique_constraint("uq", "orders", ["note"])',
    'found = sa.inspect(op.get_bind()).get_check_constraints("orders")\n'
    'if not any(one["name"] == "ck_new" for one in found):\n'
    '    op.create_check_constraint("ck_new", "orders", "total > 0")',
    "inspector = sa.inspect(op.get_bind())\n"
    'if inspector.has_table("t"):\n    return\n'
    'op.create_table("t", sa.Column("id", sa.Integer))\n'
    'op.create_index("ix_t", "t", ["id"])',
    "inspector = sa.inspect(op.get_bind())\n"
    'if inspector.has_table("orders"):\n'
    '    op.add_column("orders", sa.Column("more", sa.Integer))',
    "def has(table, column):\n"
    '    return column in {c["name"] for c in sa.inspect(op.get_bind()).get_columns(table)}\n'
    'if not has("orders", "more"):\n'
    '    op.add_column("orders", sa.Column("more", sa.Integer))',
    'found = op.get_bind().execute(sa.text("SELECT 1 FROM information_schema.columns'
    " WHERE table_name = 'orders' AND column_name = 'more'\")).fetchone()\n"
    "if found is None:\n"
    '    op.add_column("orders", sa.Column("more", sa.Integer))',
    'found = op.get_bind().execute(sa.text("SELECT EXISTS (SELECT 1 FROM pg_type'
    " WHERE typname = 'e')\")).scalar()\n"
    "if not found:\n    op.execute(\"CREATE TYPE e AS ENUM ('a')\")",
    "found = op.get_bind().scalar(sa.text(\"SELECT to_regclass('public.t')\"))\n"
    'if not found:\n    op.create_table("t", sa.Column("id", sa.Integer))',
    "try:\n    with op.get_bind().begin_nested():\n"
    '        op.create_table("t", sa.Column("id", sa.Integer))\n'
    "except sa.exc.ProgrammingError:\n    pass",
    'try:\n    op.create_table("t", sa.Column("id", sa.Integer))\n'
    "except sa.exc.ProgrammingError:\n    pass",
    "try:\n    with op.get_bind().begin_nested():\n"
    '        op.add_column("orders", sa.Column("more", sa.Integer))\n'
    "except Exception:\n    pass\n"
    'op.create_index("ix_more", "orders", ["more"], if_not_exists=True)',
    'for table in ("orders", "lines"):\n'
    '    op.add_column(table, sa.Column("tenant", sa.Integer), if_not_exists=True)',
    'for table in ("orders", "lines"):\n    op.add_column(table, sa.Column("tenant", sa.Integer))',
    'for table in ("orders", "lines"):\n'
    '    op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS tenant int")',
    'for table in ("orders", "lines"):\n'
    '    op.execute(f"CREATE INDEX ix_{table}_id ON {table} (id)")',
    'if op.get_bind().dialect.name == "postgresql":\n'
    '    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")',
    'if op.get_bind().dialect.name == "sqlite":\n    op.execute("CREATE EXTENSION pg_trgm")',
    'if op.get_context().as_sql:\n    return\nop.execute("CREATE EXTENSION pg_trgm")',
)
CONSTRUCTS = (
    'op.execute(sa.schema.CreateSequence(sa.Sequence("s")))',
    'op.execute(sa.schema.CreateSequence(sa.Sequence("s"), if_not_exists=True))',
    'op.execute(sa.schema.CreateSchema("s", if_not_exists=True))',
    'op.execute(sa.schema.CreateSchema("s"))',
    'op.execute(sa.schema.DropSchema("nothing", if_exists=True))',
    'op.execute(sa.schema.DropSequence(sa.Sequence("numbers")))',
    'sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer)).create(op.get_bind())',
    'sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer))'
    ".create(op.get_bind(), checkfirst=True)",
    'sa.Table("doomed", sa.MetaData()).drop(op.get_bind(), checkfirst=True)',
    'metadata = sa.MetaData()\nsa.Table("t", metadata, sa.Column("id", sa.Integer))\n'
    "metadata.create_all(op.get_bind())",
    'sa.Sequence("s").create(op.get_bind())',
    'op.execute(sa.DDL("CREATE TABLE t (id int)"))',
    'op.execute(sa.text("CREATE TABLE IF NOT EXISTS t (id int)"))',
    'op.execute("CREATE TABLE {} (id int)".format("t"))',
    'op.execute("CREATE TABLE IF NOT EXISTS " + "t" + " (id int)")',
    'op.execute("""\n'
    "    CREATE TABLE IF NOT EXISTS t (id int);\n"
    "    CREATE INDEX IF NOT EXISTS ix_t ON t (id);\n"
    '    COMMENT ON TABLE t IS \'a; b\';\n""")',
    'op.execute("""\n'
    "    CREATE TABLE IF NOT EXISTS t (id int);\n"
    "    -- once;\n"
    "    CREATE TRIGGER k BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION"
    ' suppress_redundant_updates_trigger();\n""")',
    'connection = op.get_bind()\nconnection.execute(sa.text("DROP VIEW IF EXISTS seen"))\n'
    'connection.execute(sa.text("CREATE VIEW seen AS SELECT v, t FROM bare"))',
    'op.execute("ALTER VIEW seen RENAME TO viewed")',
    'op.execute("ALTER SEQUENCE numbers RENAME TO figures")',
    'op.execute("ALTER SEQUENCE numbers RESTART WITH 100")',
    "op.execute(\"ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('numbers')\")",
    'op.execute("ALTER TABLE doomed SET SCHEMA other")',
    'op.execute("ALTER TABLE bare ADD COLUMN id serial PRIMARY KEY")',
    'op.execute("ALTER TABLE bare ADD COLUMN IF NOT EXISTS id serial PRIMARY KEY")',
    'op.execute("CREATE UNIQUE INDEX IF NOT EXISTS ux ON orders (note) WHERE old IS NULL")',
    'op.execute("""DO $$ BEGIN\n    CREATE TYPE e AS ENUM (\'a\');\n'
    'EXCEPTION WHEN duplicate_object THEN NULL;\nEND $$;""")\n'
    'op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS kind e")',
    'op.execute("""DO $$ BEGIN\n    IF EXISTS (SELECT 1 FROM information_schema.columns'
    " WHERE table_name = 'orders' AND column_name = 'doc' AND data_type = 'json') THEN\n"
    '        ALTER TABLE orders ALTER doc TYPE jsonb USING doc::jsonb;\n    END IF;\nEND $$""")\n'
    'op.execute("CREATE INDEX IF NOT EXISTS ix_doc ON orders USING gin (doc)")',
    'op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS extra json")\n'
    'op.execute("CREATE INDEX IF NOT EXISTS ix_extra ON orders USING gin (extra)")',
    'op.execute("CREATE INDEX IF NOT EXISTS ix_doc ON orders USING gin ((doc::jsonb))")',
    'op.execute("""DO $$ DECLARE t text; BEGIN\n'
    "    FOR t IN SELECT unnest(ARRAY['orders', 'lines']) LOOP\n"
    "        EXECUTE format('ALTER TABLE %I ADD COLUMN IF NOT EXISTS tenant int', t);\n"
    '    END LOOP;\nEND $$""")',
    'op.execute("""DO $$ BEGIN\n    IF NOT EXISTS (SELECT 1 FROM pg_constraint'
    " WHERE conname = 'uq') THEN\n"
    '        ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (note);\n    END IF;\nEND $$""")',
    'op.execute("""DO $$ BEGIN\n    ALTER TABLE orders ADD CONSTRAINT ck_new CHECK (total > 0);\n'
    'EXCEPTION WHEN duplicate_table THEN NULL;\nEND $$""")',
    'op.execute("COMMIT")\nop.execute("CREATE TABLE t (id int)")',
    'op.execute("COMMIT")\nop.execute("CREATE TABLE IF NOT EXISTS t (id int)")',
    'op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC")',
    'op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC")',
    'op.execute("ALTER TABLE orders ADD COLUMN more int GENERATED ALWAYS AS (total * 2) STORED")',
    'op.execute("CREATE OR REPLACE VIEW seen AS SELECT v, t FROM bare")',
    "op.execute(\"SELECT setval('numbers', (SELECT max(id) FROM orders))\")",
    "op.execute(\"SELECT pg_catalog.set_config('search_path', 'public', true)\")",
    'op.execute("TRUNCATE doomed")\nop.execute("INSERT INTO doomed VALUES (1)")',
    'op.execute("INSERT INTO bare SELECT id FROM lines")',
    'op.execute("INSERT INTO bare SELECT id FROM lines WHERE id NOT IN (SELECT v FROM bare)")',
)
MODEL = """from sqlalchemy import orm
Base = orm.declarative_base()
class Made(Base):
    __tablename__ = "made"
    id = sa.Column(sa.Integer, primary_key=True)
"""
MODELS = (
    MODEL + "Made.__table__.create(op.get_bind())",
    MODEL + "Made.__table__.create(op.get_bind(), checkfirst=True)",
    MODEL + "Base.metadata.create_all(op.get_bind(), tables=[Made.__table__])",
    MODEL + "Base.metadata.create_all(op.get_bind(), tables=[Made.__table__], checkfirst=False)",
    MODEL + "Made.__table__.create(op.get_bind(), checkfirst=True)\n"
    "session = orm.Session(bind=op.get_bind())\nsession.add(Made())\nsession.commit()",
    MODEL + "Made.__table__.create(op.get_bind(), checkfirst=True)\n"
    "session = orm.Session(bind=op.get_bind())\nsession.merge(Made(id=1))\nsession.commit()",
    MODEL + "Made.__table__.create(op.get_bind(), checkfirst=True)\n"
    "orm.Session(op.get_bind()).query(Made).all()\nop.drop_table('made')",
)
READS = (
    'op.execute("SELECT v FROM bare")\nop.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'op.execute("SELECT t FROM bare")\nop.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'op.execute("SELECT v AS t FROM bare ORDER BY t")\n'
    'op.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'op.execute("WITH t AS (SELECT 1 AS t) SELECT t.t FROM t, bare")\n'
    'op.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'op.execute("UPDATE orders SET note = b.t FROM bare b WHERE b.v = orders.id")\n'
    'op.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'op.execute("UPDATE orders SET note = (SELECT b.t FROM bare b LIMIT 1)")\n'
    'op.execute("ALTER TABLE bare DROP COLUMN IF EXISTS t")',
    'bare = sa.table("bare", sa.column("v"), sa.column("t"))\n'
    "op.get_bind().execute(sa.select(bare.c.v)).all()\n"
    'op.drop_column("bare", "t", if_exists=True)',
    'bare = sa.table("bare", sa.column("v"), sa.column("t"))\n'
    "op.get_bind().execute(sa.select(bare)).all()\n"
    'op.drop_column("bare", "t", if_exists=True)',
)
CHECKS = (
    'op.alter_column("orders", "old", type_=sa.Enum("x", "y", name="word", native_enum=False,'
    " create_constraint=True))",
    'op.drop_constraint("ck", "orders")\n'
    'op.alter_column("orders", "old", type_=sa.Enum("x", "y", name="ck", native_enum=False,'
    " create_constraint=True))",
    'op.alter_column("orders", "old", type_=sa.Enum("x", "y", name="word", create_constraint=True,'
    ' native_enum=False), existing_type=sa.Enum("x", name="ck", create_constraint=True,'
    " native_enum=False))",
    'op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS sent boolean")\n'
    'op.alter_column("orders", "sent", type_=sa.Boolean(create_constraint=True, name="word"))',
)
ELSEWHERE = (
    'if op.get_bind().execute(sa.text("SELECT count(*) FROM lines WHERE id > 9")).scalar() > 0:\n'
    '    return\nop.add_column("orders", sa.Column("more", sa.Integer))',
    'if op.get_bind().execute(sa.text("SELECT v FROM bare WHERE v = 5")).first():\n'
    '    return\nop.execute("INSERT INTO bare VALUES (5)")',
)
LAST_RESORT = (
    'for _ in ensure.first_time("k"):\n    op.execute("UPDATE orders SET total = total + 1")',
    'for _ in ensure.first_time("k"):\n    op.add_column("orders", sa.Column("more", sa.Integer))\n'
    '    op.alter_column("orders", "more", new_column_name="most")\n'
    'op.alter_column("orders", "most", nullable=True)',
    'for _ in ensure.first_time("k"):\n    op.create_table("t", sa.Column("id", sa.Integer))\n'
    'op.drop_table("t")',
    'for _ in ensure.first_time("k"):\n    op.create_index("ix_v", "bare", ["v"])\n'
    'op.drop_column("bare", "v", if_exists=True)',
    'for _ in ensure.first_time("k"):\n    op.execute("UPDATE orders SET total = total + 1")\n'
    'op.add_column("orders", sa.Column("more", sa.Integer))',
)
NOTE_GOES = '\nop.execute("ALTER TABLE orders DROP COLUMN IF EXISTS note")'
SOURCES = (
    'op.execute("INSERT INTO bare (t) SELECT note FROM orders ON CONFLICT DO NOTHING")' + NOTE_GOES,
    'op.execute("INSERT INTO bare (t) SELECT o.note FROM orders o JOIN bare b ON b.t = o.note'
    ' ON CONFLICT DO NOTHING")' + NOTE_GOES,
    'op.execute("UPDATE bare SET t = (SELECT max(note) FROM orders)")' + NOTE_GOES,
    'op.execute("UPDATE bare SET v = 1 WHERE t IN (SELECT note FROM orders)")' + NOTE_GOES,
    'op.execute("DELETE FROM bare WHERE t IN (SELECT note FROM orders)")' + NOTE_GOES,
    'op.execute("CREATE TABLE IF NOT EXISTS c AS SELECT note FROM orders")' + NOTE_GOES,
    "op.execute(\"UPDATE bare SET t = (SELECT max(q.note) FROM (SELECT 'x' AS note) q)\")"
    + NOTE_GOES,
    'op.execute("UPDATE bare SET t = (SELECT max(n) FROM (SELECT note AS n FROM orders) q)")'
    + NOTE_GOES,
    "op.execute(\"DELETE FROM bare WHERE t IN (SELECT 'y' UNION SELECT note FROM orders)\")"
    + NOTE_GOES,
)
"""What they read goes, and is not theirs."""
CALLS = (
    *DIRECTIVES, *BATCHES, *ENUMS, *ROWS, *GUARDS, *CONSTRUCTS, *MODELS, *READS, *CHECKS,
    *ELSEWHERE, *LAST_RESORT, *SOURCES,
)  # fmt: skip
