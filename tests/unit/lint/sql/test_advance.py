"""UPDATE: what a second time changes, and what its WHERE leaves out."""

import pytest

from toolkit.lint.effects import Do, Verb
from toolkit.lint.sql.read import read

SAME = (
    "x = 1",
    "x = x",
    "x = y + 1",
    "x = now()",
    "x = gen_random_uuid()",
    "x = upper(trim(x))",
    "x = x::text",
    "x = coalesce(x, 0)",
    "x = nullif(x, '')",
    "x = least(x, 10)",
    "x = round(x, 2)",
    "x = date_trunc('day', x)",
    "x = left(x, 10)",
    "x = replace(x, 'a', 'b')",
    "x = regexp_replace(x, '^http:', 'https:')",
    "x = regexp_replace(x, '[^0-9]', '', 'g')",
    "x = x - 'key'",
    "x = x #- '{a,b}'",
    "x = x || '{\"a\": 1}'::jsonb",
    "x = jsonb_set(x, '{a}', x->'b')",
    "x = jsonb_set(x, '{a}', coalesce(x->'a', '[]'))",
    "x = array_remove(x, 'a')",
    "x = ARRAY(SELECT DISTINCT unnest(x || ARRAY['a']))",
    "x = CASE WHEN x = 'a' THEN 'b' ELSE x END",
    "x = CASE WHEN y > 1 THEN 1 ELSE x END",
    "x = CASE WHEN x IS NULL THEN y ELSE x END",
    "x = CASE WHEN x > 10 THEN 10 ELSE x END",
    "x = (SELECT x FROM other WHERE other.id = t.id)",
    "x = coalesce(x, y), y = NULL",
    "x = y, y = NULL WHERE y IS NOT NULL",
    "x = x + 1, done = true WHERE done = false",
    "x = x + 1, done = true WHERE NOT done",
    "x = x + 1, done = now() WHERE done IS NULL",
    "x = x + 1, kind = 'new' WHERE kind = 'old'",
    "x = x + 1, kind = 'new' WHERE kind IN ('old', 'older')",
    "x = NOT x WHERE x",
    "x = x || 'a' WHERE NOT x LIKE '%a'",
    "x = substring(x FROM 5) WHERE x LIKE 'old:%'",
    "x = x || ARRAY['a'] WHERE NOT x @> ARRAY['a']",
    "x = x || ARRAY['a'] WHERE x IS NULL OR NOT ('a' = ANY (x))",
    "x = (x - 'a') || jsonb_build_object('b', x->'a') WHERE x ? 'a'",
)
ANOTHER = (
    "x = x + 1",
    "x = -x",
    "x = x * 100 WHERE x > 5",
    "x = x || 'a'",
    "x = 'a' || x WHERE y LIKE 'b%'",
    "x = 'ab' || x WHERE x LIKE 'a%'",
    "x = concat(x, 'a')",
    "x = md5(x)",
    "x = replace(x, 'a', 'aa')",
    "x = regexp_replace(x, 'a', 'aa')",
    "x = regexp_replace(x, '(.*)', '<\\1>')",
    "x = x + interval '1 day'",
    "x = x - 1",
    "x = x - interval '1 day'",
    "x = x || '[1]'::jsonb",
    "x = jsonb_set(x, '{n}', ((x->>'n')::int + 1)::text::jsonb)",
    "x = array_append(x, 1)",
    "x = NOT x",
    "x = y, y = x",
    "(x, y) = (y, x)",
    "x = y, y = NULL",
    "x = nextval('s')",
    "x = CASE WHEN x = 'a' THEN 'b' WHEN x = 'b' THEN 'c' ELSE x END",
    "x = CASE WHEN x = 'a' THEN 'b' ELSE 'a' END",
    "x = (SELECT max(x) + 1 FROM t)",
    "x = (SELECT new FROM map WHERE old = t.x)",
    "x = x + 1, done = true WHERE id > 5",
    "x = x AT TIME ZONE 'Europe/Berlin'",
)


def verb(text: str) -> Verb:
    (done,) = read(text)
    assert isinstance(done, Do)
    return done.effect.verb


@pytest.mark.parametrize("text", SAME)
def test_the_same(text: str) -> None:
    assert verb(f"UPDATE t SET {text}") is Verb.ALTER


@pytest.mark.parametrize("text", ANOTHER)
def test_another(text: str) -> None:
    assert verb(f"UPDATE t SET {text}") is Verb.ADVANCE


CONVERTED = (
    ("int", "x::int", True),
    ("int", "(x::text)::int", True),
    ("int", "coalesce(x, 0)", True),
    ("text", "lower(x)", True),
    ("numeric", "round(x, 2)", True),
    ("mood", "lower(x::text)::mood", True),
    ("jsonb", "to_jsonb(x)", True),
    ("timestamptz", "x AT TIME ZONE 'UTC'", True),
    ("mood", "(CASE x::text WHEN 'old' THEN 'new' ELSE x::text END)::mood", True),
    ("int", "5", True),
    ("int", "nullif(x, '')::int", False),
    ("boolean", "x = 1", False),
    ("timestamp", "to_timestamp(x)", False),
    ("int", "x * 100", False),
    ("int", "CASE WHEN x THEN 1 ELSE 0 END", False),
    ("text[]", "string_to_array(x, ',')", False),
    ("int", "trim(x)::int", False),
)


@pytest.mark.parametrize(("type_", "using", "same"), CONVERTED)
def test_using(type_: str, using: str, same: bool) -> None:
    found = verb(f"ALTER TABLE t ALTER x TYPE {type_} USING {using}")
    assert found is (Verb.ALTER if same else Verb.ADVANCE)


OTHER_TYPES = [
    ("jsonb_build_object('items', x)", "jsonb_typeof(x) = 'array'", True),
    ("jsonb_build_array(x)", "jsonb_typeof(x) = 'object'", True),
    ("jsonb_build_object('items', x)", "jsonb_typeof(x) = 'object'", False),
    ("coalesce(x, 0) + 1", "x = 0", True),
]


@pytest.mark.parametrize(("value", "where", "same"), OTHER_TYPES)
def test_a_value_that_the_condition_no_longer_takes(value: str, where: str, same: bool) -> None:
    (done,) = read(f"UPDATE t SET x = {value} WHERE {where}")
    assert isinstance(done, Do)
    assert (done.effect.verb is Verb.ALTER) is same


PARTS = [("'@'", 1, "'@b'", True), ("'@'", 2, "'@b'", False), ("'@'", 1, "'b'", False)]


@pytest.mark.parametrize(("by", "number", "end", "same"), PARTS)
def test_a_first_part_with_another_end(by: str, number: int, end: str, same: bool) -> None:
    (done,) = read(f"UPDATE t SET x = split_part(x, {by}, {number}) || {end}")
    assert isinstance(done, Do)
    assert (done.effect.verb is Verb.ALTER) is same


OTHER_ROWS = [
    ("(SELECT x FROM t o WHERE o.id = t.above)", True),
    ("(SELECT max(x) FROM t o WHERE o.id = t.above)", True),
    ("(SELECT max(x) + 1 FROM t o)", False),
    ("(SELECT x FROM t o ORDER BY o.id LIMIT 1) + 1", False),
]


@pytest.mark.parametrize(("value", "same"), OTHER_ROWS)
def test_what_stands_in_another_row(value: str, same: bool) -> None:
    (done,) = read(f"UPDATE t SET x = {value}")
    assert isinstance(done, Do)
    assert (done.effect.verb is Verb.ALTER) is same
