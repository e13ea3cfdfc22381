"""Programs at random, of the words that migrations are made of."""

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
