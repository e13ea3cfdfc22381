"""Programs at random, of the words that migrations are made of."""

import ast
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from textwrap import indent

from hypothesis import strategies as st

OPERATORS = "+ - * / % // ** | & and or == != < in is".split()
NAMES = st.sampled_from("op sa x f rows bind table None True 'a' 'orders' 1 0 '%s {}' []".split())
METHODS = st.sampled_from(
    "execute create_table drop_column add_column get_bind inspect has_table text format join Column"
    " Enum create append update values where c fetchall scalar get_columns replace name".split()
)
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.builds("{}.{}({}, {})".format, inner, METHODS, inner, inner),
        st.builds("{}.{}".format, inner, METHODS),
        st.builds("{}({}, {m}={})".format, inner, inner, inner, m=METHODS),
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("[{}, *{}]".format, inner, inner),
        st.builds("{{{}: {}}}".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("[{} for x in {} if {}]".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("(lambda x: {})".format, inner),
        st.builds("f'{{{}}}'".format, NAMES.filter(str.isidentifier)),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=12,
)
SIMPLE = st.one_of(
    EXPRESSIONS,
    st.builds("x = {}".format, EXPRESSIONS),
    st.builds("x, rows = {}".format, EXPRESSIONS),
    st.builds("x += {}".format, EXPRESSIONS),
    st.builds("return {}".format, EXPRESSIONS),
    st.builds("def f(x=1, *rows): return {}".format, EXPRESSIONS),
    st.sampled_from(["raise", "pass", "import os, toolkit", "from .x import *", "global x"]),
)
PROGRAMS = st.recursive(
    st.builds("{}\n".format, SIMPLE),
    lambda inner: st.builds(
        lambda head, one, two: f"{head}\n{indent(one + two, ' ')}",
        st.one_of(
            st.builds("if {}:".format, EXPRESSIONS),
            st.builds("for x in {}:".format, EXPRESSIONS),
            st.builds("while {}:".format, EXPRESSIONS),
            st.builds("with {} as x:".format, EXPRESSIONS),
            st.just("def f(x, rows=None):"),
            st.just("class x:"),
        ),
        inner,
        inner,
    ),
    max_leaves=6,
)


@dataclass
class Grafted(ast.NodeTransformer):
    """Some of its expressions are those of other programs."""

    random: Random
    others: Sequence[ast.expr]
    share: float

    def visit(self, node: ast.AST) -> ast.AST:
        if is_value(node) and self.random.random() < self.share:
            return deepcopy(self.random.choice(self.others))
        found: ast.AST = self.generic_visit(node)
        return found


def is_value(node: ast.AST) -> bool:
    return isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store)


def grafted(texts: Sequence[str], seed: int) -> str:
    """The first, with statements and expressions of the others."""
    random = Random(seed)
    one, *others = map(ast.parse, texts)
    nodes = [node for other in others for node in ast.walk(other)]
    function = next(node for node in reversed(one.body) if isinstance(node, ast.FunctionDef))
    more = [node for node in nodes if isinstance(node, ast.stmt)]
    for node in random.sample(more, min(2, len(more))):
        function.body.insert(random.randint(0, len(function.body)), deepcopy(node))
    values = [node for node in nodes if isinstance(node, ast.expr) and is_value(node)]
    Grafted(random, values, random.choice([0.02, 0.1])).visit(function)
    return ast.unparse(one)
