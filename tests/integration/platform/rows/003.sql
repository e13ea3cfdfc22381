INSERT INTO agents (id, name, role, status, capabilities, last_seen_at) VALUES
  ('00000000-0000-0000-0003-000000000001', 'rows-scout', 'scout', 'busy', '["research", "code"]', '2026-01-05 08:00+00'),
  ('00000000-0000-0000-0003-000000000002', 'rows-builder', 'builder', 'sleeping', '[]', NULL),
  ('00000000-0000-0000-0003-000000000003', 'rows-''quoted'' \ name', 'reviewer', 'stopped', '[]', NULL);

INSERT INTO sessions (id, agent_id, goal, status, settings, started_at, ended_at) VALUES
  ('00000000-0000-0000-0003-000000000011', '00000000-0000-0000-0003-000000000001', 'Map the meadow', 'open', '{"depth": 2}', '2026-01-05 08:00+00', NULL),
  ('00000000-0000-0000-0003-000000000012', '00000000-0000-0000-0003-000000000002', 'Build a hive', 'paused', '{}', '2026-01-05 09:00+00', NULL),
  ('00000000-0000-0000-0003-000000000013', NULL, 'Count the bees', 'closed', '{}', '2026-01-04 08:00+00', '2026-01-04 17:00+00');

INSERT INTO tasks (id, session_id, agent_id, title, type, status, priority, result, started_at, finished_at) VALUES
  ('00000000-0000-0000-0003-000000000021', '00000000-0000-0000-0003-000000000011', '00000000-0000-0000-0003-000000000001', 'Find clover', 'research', 'in_progress', 'high', NULL, '2026-01-05 08:05+00', NULL),
  ('00000000-0000-0000-0003-000000000022', '00000000-0000-0000-0003-000000000012', NULL, 'Plan the frames', 'planning', 'pending', 'normal', NULL, NULL, NULL),
  ('00000000-0000-0000-0003-000000000023', NULL, '00000000-0000-0000-0003-000000000002', 'Repair the roof', 'bugfix', 'completed', 'critical', '{"leaks": 0}', '2026-01-04 08:00+00', '2026-01-04 12:00+00');

INSERT INTO conversations (id, session_id, topic) VALUES
  ('00000000-0000-0000-0003-000000000031', '00000000-0000-0000-0003-000000000011', 'Where the clover is'),
  ('00000000-0000-0000-0003-000000000032', '00000000-0000-0000-0003-000000000013', 'How to count');
