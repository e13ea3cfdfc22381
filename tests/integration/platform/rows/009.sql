INSERT INTO identities (id, agent_id, name, disabled_at) VALUES
  ('00000000-0000-0000-0009-000000000001', '00000000-0000-0000-0003-000000000001', 'rows-scout', NULL),
  ('00000000-0000-0000-0009-000000000002', NULL, 'Ada', NULL),
  ('00000000-0000-0000-0009-000000000003', NULL, 'Bert', '2026-01-05 08:00+00');

INSERT INTO roles (id, name, description, permissions) VALUES
  ('00000000-0000-0000-0009-000000000011', 'rows-guest', 'Looks around', '{tasks.read}'),
  ('00000000-0000-0000-0009-000000000012', 'rows-nobody', 'Nothing at all', '{}');

INSERT INTO role_assignments (identity_id, role_id, assigned_by_id) VALUES
  ('00000000-0000-0000-0009-000000000002', '75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0001', NULL),
  ('00000000-0000-0000-0009-000000000001', '75b7c9a0-3f0e-4d0b-8a55-1f6f6a4f0003', '00000000-0000-0000-0009-000000000002'),
  ('00000000-0000-0000-0009-000000000003', '00000000-0000-0000-0009-000000000011', '00000000-0000-0000-0009-000000000002');

INSERT INTO access_tokens (id, identity_id, label, sha256, created_at, expires_at, used_at, revoked_at) VALUES
  ('00000000-0000-0000-0009-000000000021', '00000000-0000-0000-0009-000000000001', 'scouting', sha256('first'), '2026-01-05 08:00+00', '2027-01-05 08:00+00', '2026-01-06 08:00+00', NULL),
  ('00000000-0000-0000-0009-000000000022', '00000000-0000-0000-0009-000000000003', 'lost', sha256('second'), '2026-01-04 08:00+00', '2026-02-04 08:00+00', NULL, '2026-01-05 08:00+00');

INSERT INTO audit_entries (id, identity_id, permission, subject, allowed, details, occurred_at) VALUES
  ('00000000-0000-0000-0009-000000000031', '00000000-0000-0000-0009-000000000002', 'roles.assign', 'identity rows-scout', true, '{"role": "worker"}', '2026-01-05 08:00+00'),
  ('00000000-0000-0000-0009-000000000032', '00000000-0000-0000-0009-000000000003', 'audit.read', 'everything', false, '{}', '2026-01-05 09:00+00'),
  ('00000000-0000-0000-0009-000000000033', NULL, 'tasks.manage', 'task Find clover', false, '{}', '2026-01-05 10:00+00');
