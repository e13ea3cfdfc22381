-- All functions of uuid-ossp 1.1 without its library. Needs PostgreSQL 13 (gen_random_uuid) and 14
-- (SQL-standard function bodies, whose names are resolved once, here).

\echo Use "CREATE EXTENSION ""uuid-ossp""" to load this file. \quit

CREATE FUNCTION uuid_nil() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '00000000-0000-0000-0000-000000000000'::uuid;

CREATE FUNCTION uuid_ns_dns() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_url() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_oid() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid;

CREATE FUNCTION uuid_ns_x500() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid;

-- RFC 9562, 5.1: 60 bits count 100 ns since 1582-10-15. SQL cannot see a network card, so clock
-- sequence and node are random in every call (6.10, which sets the multicast bit for that): two
-- sessions in the same microsecond differ in 60 random bits. Node bits as in uuid-ossp's v1mc.
CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE
AS $$
DECLARE
  ticks text := pg_catalog.lpad(pg_catalog.to_hex(
    (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) 1000000)
      ::pg_catalog.int8 OPERATOR(pg_catalog.*) 10 OPERATOR(pg_catalog.+) 122192928000000000),
    16, '0');
  random text := pg_catalog.gen_random_uuid()::pg_catalog.text;
BEGIN
  RETURN pg_catalog.concat(
    pg_catalog.substr(ticks, 9, 8), pg_catalog.substr(ticks, 5, 4),
    '1', pg_catalog.substr(ticks, 2, 3),
    pg_catalog.substr(random, 20, 4),
    pg_catalog.substr(random, 25, 1),
    pg_catalog.translate(pg_catalog.substr(random, 26, 1), '0123456789abcdef', '33337777bbbbffff'),
    pg_catalog.substr(random, 27, 10)
  )::pg_catalog.uuid;
END
$$;

CREATE FUNCTION uuid_generate_v1() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN uuid_generate_v1mc();

CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
  SELECT (
    substr(h, 1, 12) || '3' || substr(h, 14, 3)
    || translate(substr(h, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') || substr(h, 18)
  )::uuid
  FROM md5(uuid_send(namespace) || convert_to(name, 'UTF8')) AS h
);

CREATE FUNCTION uuid_generate_v4() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE
RETURN gen_random_uuid();

-- SHA-1 (RFC 3174) in 64-bit arithmetic: core PostgreSQL has MD5 and SHA-2 only.
CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path TO pg_catalog, pg_temp
AS $$
DECLARE
  mask CONSTANT bigint := x'ffffffff'::bigint;
  message bytea := uuid_send(namespace) || convert_to(name, 'UTF8');
  bits CONSTANT bigint := octet_length(message)::bigint * 8;
  h0 bigint := x'67452301'::bigint;
  h1 bigint := x'efcdab89'::bigint;
  h2 bigint := x'98badcfe'::bigint;
  h3 bigint := x'10325476'::bigint;
  h4 bigint := x'c3d2e1f0'::bigint;
  w bigint[];
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
  digest text;
BEGIN
  message := message || '\x80'::bytea
    || decode(repeat('00', (119 - octet_length(message) % 64) % 64), 'hex') || int8send(bits);
  FOR block IN 0 .. octet_length(message) / 64 - 1 LOOP
    w := NULL;
    FOR t IN 1 .. 16 LOOP
      x := block * 64 + t * 4;
      w[t] := (get_byte(message, (x - 4)::integer)::bigint << 24)
        + (get_byte(message, (x - 3)::integer) << 16)
        + (get_byte(message, (x - 2)::integer) << 8) + get_byte(message, (x - 1)::integer);
    END LOOP;
    FOR t IN 17 .. 80 LOOP
      x := w[t - 3] # w[t - 8] # w[t - 14] # w[t - 16];
      w[t] := ((x << 1) | (x >> 31)) & mask;
    END LOOP;
    a := h0; b := h1; c := h2; d := h3; e := h4;
    FOR t IN 1 .. 80 LOOP
      IF t <= 20 THEN f := d # (b & (c # d)); k := x'5a827999'::bigint;
      ELSIF t <= 40 THEN f := b # c # d; k := x'6ed9eba1'::bigint;
      ELSIF t <= 60 THEN f := (b & c) | (d & (b | c)); k := x'8f1bbcdc'::bigint;
      ELSE f := b # c # d; k := x'ca62c1d6'::bigint;
      END IF;
      x := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[t]) & mask;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := x;
    END LOOP;
    h0 := (h0 + a) & mask; h1 := (h1 + b) & mask; h2 := (h2 + c) & mask;
    h3 := (h3 + d) & mask; h4 := (h4 + e) & mask;
  END LOOP;
  digest := concat(lpad(to_hex(h0), 8, '0'), lpad(to_hex(h1), 8, '0'),
    lpad(to_hex(h2), 8, '0'), lpad(to_hex(h3), 8, '0'));
  RETURN (substr(digest, 1, 12) || '5' || substr(digest, 14, 3)
    || translate(substr(digest, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')
    || substr(digest, 18))::uuid;
END
$$;
