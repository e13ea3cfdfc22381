"""Rows that are inserted are there already when the revision is run again: with a key the second
run fails, without one they are there twice, and nobody hears of it.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding, or_once

COUNTRIES = "CREATE TABLE countries (code text PRIMARY KEY)"
HEAD = 'countries = sa.table("countries", sa.column("code", sa.Text))'
EXAMPLES = (
    Example(
        bad='op.bulk_insert(countries, [{"code": "it"}])',
        good='ensure.once("b2-1", sa.insert(countries).values([{"code": "it"}]))',
        setup=COUNTRIES,
        head=HEAD,
    ),
    Example(
        bad="""op.execute("INSERT INTO countries VALUES ('it')")""",
        good="""ensure.once("b2-1", "INSERT INTO countries VALUES ('it')")""",
        setup=COUNTRIES,
    ),
    Example(
        bad="""op.execute("INSERT INTO countries VALUES ('it')")""",
        good="""ensure.once("b2-1", "INSERT INTO countries VALUES ('it')")""",
        setup="CREATE TABLE countries (code text)",
    ),
    Example(
        bad='op.execute(countries.insert().values(code="it"))',
        good='ensure.once("b2-1", countries.insert().values(code="it"))',
        setup=COUNTRIES,
        head=HEAD,
    ),
    Example(
        bad="""bind = op.get_bind()
bind.execute(sa.text("INSERT INTO countries VALUES (:code)"), {"code": "it"})""",
        good=(
            "bind = op.get_bind()\n"
            'ensure.once("b2-1", sa.text("INSERT INTO countries VALUES '
            '(:code)").bindparams(**{"code": "it"}))'
        ),
        setup=COUNTRIES,
    ),
    Example(
        bad="""bind = op.get_bind()
bind.execute(sa.text("INSERT INTO countries VALUES (:it)"), [{"it": "it"}, {"it": "fr"}])""",
        good="""bind = op.get_bind()
for _ in ensure.first_time("b2 block 2"):
    bind.execute(sa.text("INSERT INTO countries VALUES (:it)"), [{"it": "it"}, {"it": "fr"}])""",
        setup=COUNTRIES,
    ),
    Example(
        bad="""bind = op.get_bind()
code = bind.execute(sa.text("INSERT INTO countries VALUES ('it') RETURNING code")).scalar_one()
bind.execute(sa.text("INSERT INTO countries VALUES (:code)"), {"code": code + "2"})""",
        good="""bind = op.get_bind()
for _ in ensure.first_time("b2 block 2"):
    code = bind.execute(sa.text("INSERT INTO countries VALUES ('it') RETURNING code")).scalar_one()
    bind.execute(sa.text("INSERT INTO countries VALUES (:code)"), {"code": code + "2"})""",
        setup=COUNTRIES,
    ),
    Example(
        bad="""session = orm.Session(bind=op.get_bind())
session.add(Country(code="it"))
session.commit()""",
        good="""session = orm.Session(bind=op.get_bind())
for _ in ensure.first_time("b2 block 2"):
    session.add(Country(code="it"))
session.commit()""",
        setup=COUNTRIES,
        head="""from sqlalchemy import orm
Base = orm.declarative_base()

class Country(Base):
    __tablename__ = "countries"
    code = sa.Column(sa.Text, primary_key=True)""",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.INSERT):
        if event.again is not Came.CHANGES:
            continue
        yield finding(
            migration, project, event, __name__,
            f"the rows of {called(event.effect.name)} are inserted again when this is run again",
            f"Add ON CONFLICT or make it ensure.rows{or_once(migration)}.",
        )  # fmt: skip
