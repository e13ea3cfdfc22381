"""Types that every PostgreSQL has, as a statement may call them."""

NATIVE = frozenset(
    "bit bool boolean box bpchar bytea char cid cidr circle cstring date daterange datemultirange"
    " decimal event_trigger float float4 float8 inet int int2 int2vector int4 int4range"
    " int4multirange int8 int8range int8multirange integer interval json jsonb jsonpath line lseg"
    " macaddr macaddr8 money name numeric numrange nummultirange oid oidvector path pg_lsn"
    " pg_snapshot point polygon real record refcursor regclass regcollation regconfig regdictionary"
    " regnamespace regoper regoperator regproc regprocedure regrole regtype serial serial2 serial4"
    " serial8 bigserial smallserial smallint bigint text tid time timestamp timestamptz timetz"
    " trigger tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown"
    " uuid varbit varchar void xid xid8 xml anyelement anyarray anyenum anynonarray anyrange"
    " anycompatible".split()
)
