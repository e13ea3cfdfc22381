"""What a person may have written, and what a file may have become."""

import json
import os
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.reliability.ground import PASSWORD, Ended, Ground, plain, sampled
from tests.integration.reliability.grounds import Home
from toolkit.catalog.sql import ident, literal
from toolkit.settings.local_file import BEGIN, END
from toolkit.settings.model import FIELDS, variable

REFUSALS = ("settings", "stray-url", "connect", "migration", "extension", "denied", "failed")
LONG = "x" * 1_000_000
NOBODY = 65534
few = settings(
    max_examples=min(40, settings().max_examples // 25),
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    database=None,
)
"""Of what is a bootstrap each."""


def env_local(ground: Ground, content: str | bytes | None = None, newline: str = "\n") -> Path:
    """The file, with the URL or whatever else."""
    path = ground.checkout() / ".env.local"
    text = f"# of mine\nDATABASE_URL='{plain(ground.url)}'\nHIVE_DEADLINE=5\n"
    content = text.replace("\n", newline) if content is None else content
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def go(ground: Ground, way: str, **env: str) -> Any:
    """By the command; its URL is only in the file unless it is given."""
    return (
        ground.typed(**{"DATABASE_URL": "", **env}) if way == "typed" else ground.commanded(**env)
    )


FULL = pytest.mark.full
TYPED = pytest.param("typed", marks=FULL)
both = pytest.mark.parametrize("way", ["here", TYPED])


# --- every bad value of every key

words = st.text(st.characters(codec="utf-8"), max_size=30)
unfit = st.sampled_from(["\udcff", "x" * 10_001])
"""Refused wherever they stand."""
no_list = st.sampled_from(
    ["[", '["a"', '{"a": 1}', "[1]", '["a", null]', '"a"', "a,,b", "[" * 9999]
)
names = st.sampled_from(["x" * 64, "ä" * 32, "\U0001f40d" * 16])
references = st.one_of(
    words.filter(lambda text: ":" not in text and text.strip()),
    st.sampled_from(
        ["os:nothing", "no.such:NAME", ":", "a:", ":a", "os:path", "..:x", "declared:"]
    ),
)
BAD: Mapping[str, st.SearchStrategy[str]] = {
    "services": words.filter(
        lambda text: text not in ("embedded", "docker", "external", "auto", "")
    ),
    "database_url": words.filter(lambda text: text.strip()),
    "redis_url": words.filter(lambda text: text.strip()),
    "database": names,
    "role": st.one_of(names, st.just("hive")),
    "search_path": st.one_of(no_list, names),
    "extensions": st.one_of(no_list, names, st.just("no_such")),
    "models": st.one_of(no_list, references.map(lambda text: json.dumps([text]))),
    "alembic": st.sampled_from([".", "no.ini", "declared.py", "../..", "/dev/null", "a\nb", " "]),
    "enums": references,
    "rows": references,
    "deadline": st.sampled_from(
        ["0", "-1", "nan", "inf", "-inf", "1e300", "86401", "soon", "1,5", "0x10", "1e-400"]
    ),
}
WRONG = st.sampled_from(["1.5", "true", "[1]", "[[]]", "{a = 1}", "1979-05-27", '"\\u0000"'])
"""In TOML, for whichever key but the one that is a number."""
FRACTION = st.sampled_from(["-1", "nan", "inf", "[1]", "{a = 1}", "1979-05-27", '"soon"', "1e9"])


def anywhere(field: str) -> st.SearchStrategy[tuple[str, str]]:
    """A bad value, and where it stands."""
    text = st.one_of(BAD.get(field, unfit), unfit)
    in_files = st.one_of(text, st.sampled_from(["\0", "a\0b"]))
    return st.one_of(
        st.tuples(st.just("the environment"), text),
        st.tuples(st.sampled_from([".env", ".env.local"]), in_files),
        st.tuples(st.just("pyproject.toml"), FRACTION if field == "deadline" else WRONG),
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_bad_value(ground: Ground, field: str, cases: Callable[[int], None]) -> None:
    """Wherever it stands it is refused, and its key is named."""
    seen = 0

    @few
    @given(anywhere(field))
    def refuses(bad: tuple[str, str]) -> None:
        nonlocal seen
        place, value = bad
        with written(ground, field, place, value) as env:
            ended = ground.commanded(**env)
        seen += 1
        ground.refused(ended, *REFUSALS)
        named = (
            place,
            variable(field),
            field,
            "URL",
            "postgres",
            "Alembic",
            "revision",
            "extension",
        )
        assert any(one in ended.error["what"] for one in named), str(ended)

    refuses()
    cases(seen)


@contextmanager
def written(ground: Ground, field: str, place: str, value: str) -> Iterator[dict[str, str | None]]:
    """The value at that place; what stands in the environment then."""
    folder, key = ground.checkout(), variable(field)
    given: dict[str, str | None] = {"DATABASE_URL": plain(ground.url), key: None}
    before = (folder / "pyproject.toml").read_text()
    if place == "the environment":
        given[key] = value
    elif place == "pyproject.toml":
        rest = "\n".join(one for one in before.split("\n") if not one.startswith(f"{field} ="))
        rest = rest.split("[tool.hive.enums]")[0] if field == "enums" else rest
        (folder / place).write_text(
            rest.replace("[tool.hive]\n", f"[tool.hive]\n{field} = {value}\n")
        )
    else:
        quoted = value.replace("\\", "\\\\").replace("'", "\\'")
        (folder / place).write_bytes(f"{key}='{quoted}'\n".encode(errors="surrogatepass"))
    try:
        yield given
    finally:
        (folder / "pyproject.toml").write_text(before)
        for name in (".env", ".env.local"):
            (folder / name).unlink(missing_ok=True)


def test_a_file_half_written(ground: Ground, cases: Callable[[int], None]) -> None:
    """Cut off within the person's URL, or within the toolkit's block, at each byte; under `make
    test` at each 40th."""
    url, none = plain(ground.url), {"HIVE_SERVICES": None, "HIVE_DEADLINE": None}
    mine = f"HIVE_SERVICES=external\nHIVE_DEADLINE=2\nDATABASE_URL='{url}'".encode()
    block = f"\n{BEGIN}\nDATABASE_URL='{url}'\n{END}\n".encode()
    theirs = range(len(mine) + len(BEGIN) + 2, len(mine + block) - len(END))
    cuts = [*range(mine.index(b"DATABASE_URL"), len(mine)), *theirs]
    cuts = cuts if settings().max_examples > 100 else cuts[::40]
    for size in cuts:
        env_local(ground, (mine + block)[:size])
        ground.refused(ground.commanded(**none), "settings")
    env_local(ground, mine + block)
    ground.converged(ground.commanded(**none))
    cases(len(cuts) + 1)


@contextmanager
def nobodys(folder: Path) -> Iterator[None]:
    """Whom modes of files bind: root is not."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    with chdir(folder):  # where nobody may return to
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)


def test_a_file_unreadable(home: Home, ground: Ground) -> None:
    folder = Path(tempfile.mkdtemp(prefix="hive-test-"))
    folder.chmod(0o755)
    try:
        project = shutil.copytree(home.project, folder / "project")
        (project / ".env.local").write_text(f"DATABASE_URL='{plain(ground.url)}'\n")
        (project / ".env.local").chmod(0)
        moved = replace(ground, project=project)
        shutil.move(project, moved.checkout())
        with nobodys(folder):
            moved.refused(moved.commanded(), "settings")
    finally:
        shutil.rmtree(folder)


@both
def test_a_folder_in_its_place(ground: Ground, way: str) -> None:
    (ground.checkout() / ".env.local").mkdir()
    ground.refused(go(ground, way, DATABASE_URL=plain(ground.url)), "settings")


@both
@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_its_place(ground: Ground, tmp_path: Path, way: str, there: bool) -> None:
    """To another checkout's, perhaps: what stands there is as it was, too."""
    elsewhere = tmp_path / ".env.local"
    if there:
        elsewhere.write_text(f"DATABASE_URL='{plain(ground.url)}'\n")
    before = elsewhere.read_text() if there else ""
    (ground.checkout() / ".env.local").symlink_to(elsewhere)
    ground.refused(go(ground, way, DATABASE_URL=plain(ground.url)), "settings")
    assert (elsewhere.read_text() if there else "") == before


@both
def test_a_pipe_in_its_place(ground: Ground, way: str) -> None:
    os.mkfifo(ground.checkout() / ".env.local")
    ground.refused(go(ground, way, DATABASE_URL=plain(ground.url)), "settings")


@both
def test_other_ends_of_lines(ground: Ground, way: str) -> None:
    """What a person wrote stays as it was."""
    path = env_local(ground, newline="\r\n")
    before = path.read_bytes()
    ground.converged(go(ground, way))
    assert path.read_bytes().startswith(before)


@both
def test_a_byte_order_mark(ground: Ground, way: str) -> None:
    path = env_local(ground)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().split(b"\n", 1)[1])
    ground.converged(go(ground, way))


@pytest.mark.parametrize("text", ["\0", "HIVE_ROLE=a\0b\n", "HIVE_DATABASE='\0'\n"])
@both
def test_a_character_that_is_nothing(ground: Ground, way: str, text: str) -> None:
    path = env_local(ground)
    path.write_bytes(path.read_bytes() + text.encode())
    ground.refused(go(ground, way), "settings")


@both
def test_a_comment_of_a_megabyte(ground: Ground, way: str) -> None:
    path = env_local(ground)
    path.write_text(f"# {LONG}\n{path.read_text()}")
    ground.converged(go(ground, way))


MEGABYTES = (
    f"HIVE_ROLE={LONG}", f"HIVE_EXTENSIONS=[{LONG}", f"HIVE_MODELS={LONG}:{LONG}", LONG,
    f"DATABASE_URL=postgresql://{LONG}", f"DATABASE_URL=postgresql://u:{LONG}@h/{LONG}",
    f"HIVE_ALEMBIC={LONG}", f"REDIS_URL=redis://:{LONG}@h", f"HIVE_ENUMS='{LONG}",
)  # fmt: skip


@pytest.mark.parametrize("line", sampled(*MEGABYTES, every=4))
@both
def test_a_value_of_a_megabyte(ground: Ground, way: str, line: str) -> None:
    """What is said of it is short."""
    path = env_local(ground)
    path.write_text(f"{path.read_text()}{line}\n")
    ended = go(ground, way)
    ground.refused(ended, "settings")
    assert len(ended.said) < 10_000


# --- passwords

SPECIAL = [
    "@",
    *string.punctuation.replace("@", ""),
    " ",
    "\t",
    "ä",
    "ß",
    "\U0001f40d",
    "\u00a0",
    "\x7f",
    "\x01",
]


@contextmanager
def known_as(ground: Ground, password: str) -> Iterator[sa.URL]:
    """The application's role has this password meanwhile."""
    role = ident(str(ground.url.username))
    ground.execute(f"ALTER ROLE {role} PASSWORD {literal(password)}")
    try:
        yield ground.url.set(password=password)
    finally:
        ground.execute(f"ALTER ROLE {role} PASSWORD {literal(PASSWORD)}")


def secret(ended: Ended) -> None:
    """Neither half of it is seen, wherever it was taken to end."""
    for half in ("l3tters", "n0umbers"):
        assert half not in ended.said, str(ended)


WRITTEN = [(place, one) for one in SPECIAL for place in ("the environment", ".env.local")]


@pytest.mark.parametrize(
    ("place", "character"),
    [
        *(pytest.param(*one, marks=() if n % 11 == 0 else FULL) for n, one in enumerate(WRITTEN)),
        *(pytest.param("typed", one, marks=FULL) for one in "@'%"),
    ],
)
def test_a_character_in_a_password(ground: Ground, place: str, character: str) -> None:
    """Written as it is, it is taken as meant or refused, and never shown; %-encoded it is right."""
    password = f"l3tters{character}n0umbers"
    with known_as(ground, password) as url:
        for written in (password, quote(password, safe="")):
            text = plain(url.set(password="WRITTEN")).replace("WRITTEN", written)
            if place == ".env.local":
                quoted = text.replace("\\", "\\\\").replace("'", "\\'")
                env_local(ground, f"DATABASE_URL='{quoted}'\n")
            ended = go(ground, place, **({} if place == ".env.local" else {"DATABASE_URL": text}))
            secret(ended)
            if ended.code and written == password:
                ground.refused(ended, "settings", "connect")
        ground.converged(ended)


# --- hostile names

HOSTILE = (
    'a"b', "a'b", "a;b", "a; DROP TABLE users; --", "a b", "SELECT", "a\\b", "a%b", "a%(b)s", "$$",
    "ä" * 31, "x" * 63, "\U0001f40d" * 15, "a\tb", "a\nb", "{a}", "a:b", ":a", "a,b", "'", '"',
    "--", "/*", "\u202e", "A", "1",
)  # fmt: skip
OVERLONG = ("x" * 64, "ä" * 32, "\U0001f40d" * 16, "x" * 5000)
names_at_all = st.text(st.characters(codec="utf-8", exclude_characters=".\0"), min_size=1).filter(
    lambda text: len(text.encode()) <= 63 and not text.lower().startswith("pg_")
)


def toml(text: str) -> str:
    """A string of TOML, whatever is in it."""
    return '"' + "".join(f"\\U{ord(one):08X}" for one in text) + '"'


def declare(ground: Ground, **tables: str) -> None:
    """Put keys, or the table of enums, into pyproject.toml."""
    path = ground.checkout() / "pyproject.toml"
    text = path.read_text()
    if enums := tables.pop("enums", ""):
        text = f"{text.partition('[tool.hive.enums]')[0]}[tool.hive.enums]\n{enums}\n"
    keys = "".join(f"{key} = {value}\n" for key, value in tables.items())
    text = "\n".join(one for one in text.split("\n") if one.split(" =")[0] not in tables)
    path.write_text(text.replace("[tool.hive]\n", f"[tool.hive]\n{keys}"))


def test_hostile_extension_names(ground: Ground, cases: Callable[[int], None]) -> None:
    tried = []

    @few
    @given(st.one_of(names_at_all, st.sampled_from(HOSTILE)))
    def refuses(name: str) -> None:
        tried.append(name)
        declare(ground, extensions=f"[{toml(name)}]")
        ended = ground.commanded(DATABASE_URL=plain(ground.url))
        ground.refused(ended, "extension")

    refuses()
    cases(len(tried))


@pytest.mark.parametrize("key", ["extensions", "search_path", "enums", "schema", "label"])
@pytest.mark.parametrize("name", sampled(*OVERLONG, every=4))
def test_overlong_names(ground: Ground, key: str, name: str) -> None:
    """PostgreSQL would cut them, and then never find them again."""
    enums = {"enums": f'{toml(name)} = ["a"]', "schema": f'{toml(name + ".a")} = ["a"]',
             "label": f"mood = [{toml(name)}]"}  # fmt: skip
    if key in enums:
        declare(ground, enums=enums[key])
    else:
        declare(ground, **{key: f"[{toml(name)}]"})
    ground.refused(ground.commanded(DATABASE_URL=plain(ground.url)), "settings")


MADE = """SELECT n.nspname, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typname <> 'mood' GROUP BY 1, 2"""


def made_exactly(ground: Ground, schema: str, name: str, labels: list[str], way: str) -> None:
    """It converges, twice; the type is there under its very name, and else all is as ever."""
    for _ in range(2):
        ended = go(ground, way, DATABASE_URL=plain(ground.url))
        assert ended.code == "", str(ended)
    assert ground.execute(MADE) == [(schema, name, labels)]
    if schema != "public":
        ground.execute(f"DROP SCHEMA {ident(schema)} CASCADE")
    else:
        ground.execute(f"DROP TYPE {ident(name)}")
    ground.converged(ended)


@pytest.mark.parametrize("name", sampled(*HOSTILE, every=9))
def test_hostile_enum_names(ground: Ground, name: str) -> None:
    """Of the type, and of its labels."""
    labels = ", ".join([toml(name), '"b"'])
    declare(ground, enums=f'mood = ["sad", "ok", "happy"]\n{toml(name)} = [{labels}]')
    made_exactly(ground, "public", name, [name, "b"], "typed" if name == "a;b" else "here")


@pytest.mark.parametrize("name", sampled(*HOSTILE, every=9))
def test_hostile_schema_names(ground: Ground, name: str) -> None:
    """Made for a type, and first in the search path."""
    declare(
        ground,
        search_path=f'["public", {toml(name)}]',
        enums=f'mood = ["sad", "ok", "happy"]\n{toml(name + ".kind")} = ["a"]',
    )
    made_exactly(ground, name, "kind", ["a"], "typed" if name == "a;b" else "here")
