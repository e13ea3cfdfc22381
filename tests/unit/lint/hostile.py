"""Files that nobody writes: too deep, too long, growing, without end. Texts of each by its name."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.lint.examples import TOP

N = 50_000


def upgrade(*lines: str, head: str = "") -> str:
    return f"{TOP}{head}\ndef upgrade():\n" + "".join(f"    {line}\n" for line in lines)


def sql(text: str) -> str:
    return upgrade(f"op.execute({text!r})")


def growing(first: str, step: str) -> str:
    return upgrade(f"s = {first}", "for i in range(400):", f"    {step}", "op.execute(s)")


def numbered(text: str, number: int) -> str:
    return "".join(text.format(one) for one in range(number))


def helpers(names: Iterable[int]) -> str:
    return "".join(f"def f{n}():\n" + f"    f{n + 1}()\n" * 3 for n in names)


DEEP = {
    "terms": upgrade("x = 1" + " + 1" * N),
    "terms above": upgrade("op.drop_table('a')", head="x = 1" + " + 1" * N + "\n"),
    "terms before the revision": "x = 1" + " + 1" * N + "\n" + upgrade("op.drop_table('a')"),
    "texts": upgrade("op.execute('SELECT 1'" + " + 'a'" * N + ")"),
    "adjacent texts": upgrade("op.execute('SELECT 1'" + " 'a'" * N + ")"),
    "parentheses": upgrade("x = " + "(" * N + ")" * N),
    "lists": upgrade("x = " + "[" * 90 + "]" * 90),
    "not": upgrade("x = " + "not " * N + "1"),
    "signs": upgrade("x = " + "-" * 1500 + "1"),
    "attributes": upgrade("x = op" + ".a" * N),
    "fewer attributes": upgrade("x = op" + ".a" * 900),
    "calls": upgrade("x = op" + "()" * N),
    "methods": upgrade("op.execute(sa.update(t)" + ".where(1)" * 900 + ")"),
    "lambdas": upgrade("x = " + "lambda: " * N + "1"),
    "fewer lambdas": upgrade("x = " + "lambda: " * 900 + "1"),
    "conditions": upgrade("x = " + "1 if a else " * 900 + "2"),
    "elif": upgrade("if a: pass", *["elif b: pass"] * 900),
    "and": upgrade("x = " + "a and " * N + "a"),
    "comparisons": upgrade("x = " + "a < " * N + "a"),
    "powers": upgrade("x = 2" + " ** 2" * N),
    "f-string": upgrade("x = f'" + "{1}" * N + "'"),
    "arguments": upgrade("f(" + "1," * N + ")"),
    "dictionaries": upgrade("x = {" + "1: {}," * N + "}"),
    "comprehensions": upgrade("x = " + "[" * 60 + "1" + " for a in range(9)]" * 60),
    "indents": TOP + "".join(" " * n + "if a:\n" for n in range(105)),
    "classes": TOP + "".join(" " * n + "class A:\n" for n in range(98)) + " " * 99 + "pass\n",
    "digits": upgrade("x = " + "9" * 100_000),
    "SQL: terms": sql("SELECT 1" + "+1" * N),
    "SQL: parentheses": sql("SELECT " + "(" * N + "1" + ")" * N),
    "SQL: fewer parentheses": sql("SELECT " + "(" * 9_000 + "1" + ")" * 9_000),
    "SQL: texts": sql("SELECT 'a'" + "||'a'" * N),
    "SQL: not": sql("SELECT " + "NOT " * N + "true"),
    "SQL: casts": sql("SELECT 1" + "::int" * N),
    "SQL: unions": sql("SELECT 1" + " UNION SELECT 1" * N),
    "SQL: sub-selects": sql("SELECT " + "(SELECT " * 5_000 + "1" + ")" * 5_000),
    "SQL: IF": sql("DO $$ BEGIN " + "IF a THEN " * 1_500 + "END IF; " * 1_500 + "END $$"),
    "SQL: blocks": sql("DO $$ BEGIN " + "BEGIN " * 5_000 + "END; " * 5_000 + "END $$"),
    "SQL: early ends": sql("DO $$ BEGIN " + "IF a THEN RETURN; END IF; " * 3_000 + "END $$"),
    "SQL: quotes": sql("'" * 99_999),
    "SQL: comments": sql("/* " * N),
    "SQL: dollars": sql(numbered("$a{}$ ", N)),
}
WITHOUT_END = {
    "text": growing("'ab'", "s = s + s"),
    "f-string": growing("'ab'", "s = f'{s}{s}'"),
    "format": growing("'ab'", "s = '{0}{0}'.format(s)"),
    "percent": growing("'ab'", "s = '%s%s' % (s, s)"),
    "join": growing("'ab'", "s = ''.join([s, s])"),
    "replace": growing("'ab'", "s = s.replace('a', s)"),
    "list": growing("[1]", "s = s + s"),
    "extended list": growing("[1]", "s.extend(s)"),
    "list of stars": growing("[1]", "s = [*s, *s]"),
    "tuple of tuples": growing("()", "s = (s, s)"),
    "dictionary of tuples": growing("()", "s = (s, s); d = {s: 1}"),
    "list in itself": growing("[]", "s.append(s); t = [s]; t == s; str(s)"),
    "calls": growing("sa.column('a')", "s = s + s"),
    "types": growing("sa.Enum('a', name='e')", "s = sa.ARRAY(s, s)"),
    "questions": growing("sa.inspect(op.get_bind()).has_table('a')", "s = s and not s or s"),
    "number": growing("7", "s = s * s"),
    "padded": upgrade("op.execute('{:>9999999999}'.format('x'))"),
    "padded by percent": upgrade("op.execute('%*d' % (2000000000, 1))"),
    "justified": upgrade("op.execute('a'.ljust(10 ** 10))", "'a'.zfill(9000000000)"),
    "infinity": upgrade("x = 1e999 * 2", "int(1e999)", "'a' * 1e999", "range(1e999)"),
    "encodings": upgrade("'a'.encode('zip')", "'\\ud800'.encode()", "op.execute('\\ud800')"),
    "power": upgrade("x = 10 ** 10 ** 10 ** 10", "x = 1 << 10 ** 10", "x = 'a' * 10 ** 12"),
    "loop": upgrade("for x in range(10 ** 9):", "    op.drop_table('a')"),
    "loops": upgrade("for x in range(5000):", "    for y in range(5000): op.drop_table('a')"),
    "while": upgrade("while True:", "    op.drop_table('a')"),
    "comprehension": upgrade("x = [a for a in range(5000) for b in range(5000)]"),
    "recursion": upgrade("f()", head="def f(): f(); f()\n"),
    "recursion of two": upgrade("f()", head="def f(): g()\ndef g(): f()\n"),
    "recursion of lambdas": upgrade("f(f)", head="f = lambda x: f(x)\n"),
    "fan of helpers": upgrade("f0()", head=helpers(range(14))),
}
LONG = {
    "text": sql("a" * 1_900_000),
    "lines": upgrade("pass" + "\n" * 1_900_000),
    "name": upgrade("x = " + "a" * 1_900_000),
    "rows": upgrade("pass", head="x = [\n" + "    ('abc', 1, None),\n" * 80_000 + "]\n"),
    "assignments": upgrade(*["x = 1"] * 170_000),
    "INSERT": sql("INSERT INTO a VALUES (1);\n" * 35_000),
    "DROP": sql(numbered("DROP TABLE a{};\n", 50_000)),
    "RENAME": sql(numbered("ALTER TABLE a{0} RENAME TO b{0};\n", 20_000)),
    "CREATE": sql(numbered("CREATE TABLE a{} (b int, c int);\n", 20_000)),
    "CHECK": sql("CREATE TABLE t (a int" + " CHECK (a > 0)" * 60_000 + ")"),
    "CASE": sql(f"UPDATE t SET a = CASE a {numbered('WHEN {} THEN 1 ', 30_000)} END"),
    "directives": upgrade(*(f"op.drop_column('a', 'b{n}')" for n in range(20_000))),
    "errors": sql("SELECT (;\n" * 90_000),
    "suppressions": upgrade(*["op.drop_table('a')  # hive: ignore[drop-table] x"] * 20_000),
}
