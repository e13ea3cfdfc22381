"""Bodies of upgrade() that work on something which they drop or rename further down.

Nothing here says what becomes of them: PostgreSQL is asked. What is there before is in calls_twice.
"""

ON_DOOMED = (
    'op.create_index("ix_d", "doomed", ["x"], if_not_exists=True)',
    'op.create_index("ix_d", "doomed", ["x"])',
    'op.create_unique_constraint("uq_d", "doomed", ["x"])',
    'op.create_unique_constraint(None, "doomed", ["x"])',
    'op.create_foreign_key("fk_d", "doomed", "lines", ["x"], ["id"])',
    'op.create_foreign_key("fk_d", "bare", "lines", ["v"], ["id"])',
    'op.create_check_constraint("ck_d", "doomed", "x > 0")',
    'op.create_primary_key("pk_d", "doomed", ["x"])',
    'op.add_column("doomed", sa.Column("more", sa.Integer))',
    'op.add_column("doomed", sa.Column("more", sa.Integer), if_not_exists=True)',
    'op.add_column("orders", sa.Column("more", sa.Integer, sa.ForeignKey("doomed.x")),'
    " if_not_exists=True)",
    'op.create_table_comment("doomed", "gone")',
    'op.drop_table_comment("doomed")',
    'op.alter_column("doomed", "x", nullable=False)',
    'op.alter_column("doomed", "x", new_column_name="y")',
    'op.drop_column("doomed", "x", if_exists=True)',
    'op.drop_constraint("nothing", "doomed", if_exists=True)',
    'op.drop_index("nothing", table_name="doomed", if_exists=True)',
    'ensure.alter_column("doomed", "x", nullable=False, existing_type=sa.Integer())',
    'ensure.index("ix_d", "doomed", ["x"])',
    'ensure.unique("uq_d", "doomed", ["x"])',
    'ensure.check("ck_d", "doomed", "x > 0")',
    'ensure.column("doomed", sa.Column("more", sa.Integer))',
    'ensure.no_column("doomed", "x")',
    'ensure.no_index("ix_d", "doomed")',
    'ensure.no_constraint("ck_d", "doomed")',
    'ensure.table_comment("doomed", "gone")',
    'ensure.no_table_comment("doomed")',
    'ensure.table("doomed", sa.Column("x", sa.Integer))',
)
GOING = (
    'op.drop_table("doomed", if_exists=True)',
    'op.execute("ALTER TABLE IF EXISTS doomed RENAME TO kept")',
    'ensure.no_table("doomed")',
    'ensure.rename_table("doomed", "kept")',
)
ON_OLD = (
    'op.create_index("ix_d", "orders", ["old"], if_not_exists=True)',
    'op.create_unique_constraint("uq_d", "orders", ["old"])',
    'op.create_check_constraint("ck_d", "orders", "old > \'\'")',
    'op.alter_column("orders", "old", nullable=False)',
    'op.alter_column("orders", "old", comment="x")',
    'ensure.index("ix_d", "orders", ["old"])',
    'ensure.unique("uq_d", "orders", ["old"])',
    'ensure.check("ck_d", "orders", "old > \'\'")',
    'ensure.alter_column("orders", "old", nullable=False, existing_type=sa.Text())',
    'ensure.column("orders", sa.Column("old", sa.Text))',
)
LEAVING = (
    'op.drop_column("orders", "old", if_exists=True)',
    'ensure.no_column("orders", "old")',
    'ensure.alter_column("orders", "old", new_column_name="newer")',
)
OTHERS = (
    'ensure.rename_table("doomed", "sold")\nensure.no_table("sold")',
    'op.rename_table("doomed", "sold")\nop.drop_table("sold")',
    'ensure.table("a1", sa.Column("id", sa.Integer))\nensure.rename_table("a1", "b1")',
    'op.create_table("a1", sa.Column("id", sa.Integer), if_not_exists=True)\n'
    'op.rename_table("a1", "b1")',
    'op.create_table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id")), if_not_exists=True)\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'op.create_table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id")))\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'ensure.table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id")))\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'ensure.table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id")))\n'
    'op.execute("DROP TABLE IF EXISTS lines CASCADE")',
    'ensure.table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id", name="f")), )\n'
    'op.execute("DROP TABLE IF EXISTS lines CASCADE")',
    'ensure.foreign_key("fk_d", "bare", "lines", ["v"], ["id"])\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.drop_constraint("ck", if_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.drop_constraint("ck", type_="check", if_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.drop_index("ix", if_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.drop_column("old", if_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.add_column(sa.Column("m", sa.Integer), if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.create_index("ix_m", ["note"], if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.create_unique_constraint("u", ["note"], if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.create_check_constraint("c", "id > 0", if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.create_foreign_key("f", "lines", ["id"], ["id"], if_not_exists=True)',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.alter_column("note", new_column_name="n", if_exists=True)',
    'ensure.table("t", sa.Column("id", sa.Integer), sa.Column("o", sa.Integer,'
    ' sa.ForeignKey("lines.id")), altered=True)\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'ensure.table("t", sa.Column("id", sa.Integer), sa.ForeignKeyConstraint(["id"],'
    ' ["lines.id"], name="f"))\n'
    'op.rename_table("lines", "kept")',
    'op.create_table("t", sa.Column("id", sa.Integer))\nop.create_table_comment("t", "x")',
    'op.create_table("t", sa.Column("id", sa.Integer))\nop.execute("GRANT SELECT ON t TO PUBLIC")',
    'op.create_table_comment("orders", "x")\nop.drop_table_comment("orders")',
    'ensure.table_comment("orders", "x")\nensure.no_table_comment("orders", existing_comment="x")',
    'op.add_column("orders", sa.Column("more", sa.Integer, sa.ForeignKey("lines.id")),'
    " if_not_exists=True)\n"
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'ensure.column("orders", sa.Column("more", sa.Integer, sa.ForeignKey("lines.id")))\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'op.create_index("ix_d", "orders", [sa.text("lower(old)")])\n'
    'op.drop_column("orders", "old", if_exists=True)',
    'op.create_exclude_constraint("ex", "doomed", ("x", "="), using="btree")\n'
    'op.drop_table("doomed", if_exists=True)',
    'with op.batch_alter_table("doomed") as batch_op:\n'
    '    batch_op.create_table_comment("x")\n'
    'op.drop_table("doomed", if_exists=True)',
    'with op.batch_alter_table("doomed") as batch_op:\n    batch_op.create_table_comment("x")',
    'with op.batch_alter_table("orders") as batch_op:\n'
    '    batch_op.add_column(sa.Column("m", sa.Integer))\n'
    '    batch_op.create_index("ix_m", ["note"], if_not_exists=True)',
    'op.drop_table("doomed", if_exists=True)\n'
    'op.create_table("doomed", sa.Column("y", sa.Integer))\n'
    'op.create_index("ix_y", "doomed", ["y"])',
    'op.rename_table("doomed", "kept")\nop.create_index("ix_y", "kept", ["x"])',
    'ensure.rename_table("doomed", "kept")\n'
    'ensure.index("ix_y", "kept", ["x"])\n'
    'ensure.alter_column("kept", "x", nullable=False, existing_type=sa.Integer())',
    'op.execute("ALTER TABLE IF EXISTS doomed RENAME TO kept")\n'
    'op.create_index("ix_y", "kept", ["x"], if_not_exists=True)',
    'op.drop_constraint("fk_order", "lines", type_="foreignkey", if_exists=True)\n'
    'op.execute("ALTER TABLE IF EXISTS lines RENAME TO kept")',
    'ensure.check("ck_d", "orders", "total > 0")\nop.drop_column("orders", "old", if_exists=True)',
)
BODIES = (
    *(f"{done}\n{gone}" for done in ON_DOOMED for gone in GOING),
    *(f"{done}\n{gone}" for done in ON_OLD for gone in LEAVING),
    *OTHERS,
)
