"""What extensions bring that migrations use by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from toolkit.lint.sql.nodes import beneath, strings
from toolkit.lint.sql.parse import Statement, statements

VECTORS = ("vector", "halfvec", "sparsevec")
DISTANCES = ("l2", "ip", "cosine", "l1")
VECTOR_OPS = [f"{one}_{by}_ops" for one, by in product(VECTORS, DISTANCES)]

TYPES = {
    "vector": VECTORS,
    "citext": ("citext",),
    "hstore": ("hstore",),
    "ltree": ("ltree", "lquery", "ltxtquery"),
    "postgis": ("geometry", "geography", "box2d", "box3d"),
    "cube": ("cube",),
    "intarray": ("query_int",),
    "lo": ("lo",),
    "seg": ("seg",),
    "isn": ("ean13", "isbn", "isbn13", "issn", "issn13", "upc"),
}
FUNCTIONS = {
    "uuid-ossp": "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4"
    " uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_url uuid_ns_oid uuid_ns_x500",
    "pgcrypto": "digest hmac crypt gen_salt gen_random_bytes pgp_sym_encrypt pgp_sym_decrypt"
    " pgp_pub_encrypt pgp_pub_decrypt armor dearmor",
    "pg_trgm": "similarity word_similarity strict_word_similarity show_trgm",
    "unaccent": "unaccent",
    "fuzzystrmatch": "levenshtein levenshtein_less_equal soundex metaphone dmetaphone difference"
    " daitch_mokotoff",
    "vector": "cosine_distance l1_distance l2_distance inner_product l2_normalize vector_dims",
    "hstore": "hstore hstore_to_json hstore_to_jsonb akeys avals skeys svals",
    "ltree": "nlevel subltree subpath text2ltree",
    "tablefunc": "crosstab connectby normal_rand",
    "earthdistance": "ll_to_earth earth_box earth_distance",
    "postgis": "postgis_version addgeometrycolumn",
    "timescaledb": "create_hypertable add_retention_policy add_compression_policy time_bucket",
}
CLASSES = {
    "pg_trgm": ("gin_trgm_ops", "gist_trgm_ops"),
    "vector": (*VECTOR_OPS, "bit_hamming_ops", "bit_jaccard_ops"),
    "hstore": ("gin_hstore_ops", "gist_hstore_ops"),
    "ltree": ("gist_ltree_ops", "gist__ltree_ops"),
    "intarray": ("gin__int_ops", "gist__int_ops", "gist__intbig_ops"),
    "btree_gist": ("gist_int2_ops", "gist_int4_ops", "gist_int8_ops", "gist_text_ops",
                   "gist_uuid_ops", "gist_timestamptz_ops", "gist_date_ops"),
}  # fmt: skip
METHODS = {"hnsw": "vector", "ivfflat": "vector", "bloom": "bloom"}
PACKAGES = {"pgvector": "vector", "geoalchemy2": "postgis", "citext": "citext"}
"""Python packages with types for one."""
IN_PYTHON = {"citext": "citext", "hstore": "hstore", "ltree": "ltree", "ltreetype": "ltree",
             "lquery": "ltree"}  # fmt: skip
"""Types that are called so in any package."""


def _by_name(table: dict[str, Iterable[str]]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words}


OF_TYPE = _by_name(dict(TYPES))
OF_CLASS = _by_name(dict(CLASSES))
OF_FUNCTION = OF_TYPE | _by_name({name: words.split() for name, words in FUNCTIONS.items()})
"""A type's name is its constructor's, too."""


def by_python(path: str) -> str:
    """The extension of a type in Python, "" where it needs none."""
    package, _, _ = path.partition(".")
    return PACKAGES.get(package) or IN_PYTHON.get(path.rpartition(".")[2].lower(), "")


def by_sql(text: str) -> Iterator[tuple[str, str]]:
    """What is used in statements, an expression or a name, each with its extension."""
    if text in OF_CLASS:
        yield text, OF_CLASS[text]
    for node in parsed(text):
        for word in _called(node):
            if word in OF_FUNCTION or word.startswith("st_"):
                yield f"{word}()", OF_FUNCTION.get(word, "postgis")
        for word in types(node):
            if word in OF_TYPE:
                yield f"type {word}", OF_TYPE[word]
        for word in _classes(node):
            if word in OF_CLASS:
                yield word, OF_CLASS[word]
        for one in beneath(node, "IndexStmt"):
            if one.get("accessMethod") in METHODS:
                yield f"USING {one['accessMethod']}", METHODS[one["accessMethod"]]


def parsed(text: str) -> list[object]:
    """Parse trees of the statements, or of an expression; none where it is neither."""
    for sql in (text, f"SELECT ({text})"):
        found = [{one.kind: one.node} for one in statements(sql) if isinstance(one, Statement)]
        if found:
            return [*found]
    return []


def types(tree: object) -> set[str]:
    """Names of types without a schema, PostgreSQL's own among them."""
    names = (strings(one.get("names", [])) for one in beneath(tree, "TypeName"))
    inline = (strings(one["typeName"].get("names", [])) for one in beneath(tree, "ColumnDef")
              if "typeName" in one)  # fmt: skip
    casts = (strings(one["typeName"].get("names", [])) for one in beneath(tree, "TypeCast")
             if "typeName" in one)  # fmt: skip
    return {one[0] for found in (names, inline, casts) for one in found if len(one) == 1}


def _called(tree: object) -> set[str]:
    names = (strings(one.get("funcname", [])) for one in beneath(tree, "FuncCall"))
    return {one[-1].lower() for one in names if one}


def _classes(tree: object) -> set[str]:
    names = (strings(one.get("opclass", [])) for one in beneath(tree, "IndexElem"))
    return {one[-1] for one in names if one}
