INSERT INTO modification_sessions (id, agent_id, goal, started_at, ended_at) VALUES
  ('00000000-0000-0000-0011-000000000001', '00000000-0000-0000-0003-000000000001', 'Find clover sooner', '2026-01-05 08:00+00', NULL),
  ('00000000-0000-0000-0011-000000000002', '00000000-0000-0000-0003-000000000002', 'Hammer straighter', '2026-01-04 08:00+00', '2026-01-04 12:00+00');

INSERT INTO modifications (id, modification_session_id, commit_id, rationale, patch, safety, status) VALUES
  ('00000000-0000-0000-0011-000000000011', '00000000-0000-0000-0011-000000000001', NULL, 'East comes first', E'-west\n+east\n', 'safe', 'proposed'),
  ('00000000-0000-0000-0011-000000000012', '00000000-0000-0000-0011-000000000002', '00000000-0000-0000-0010-000000000031', 'Hold it lower', E'-high\n+low\n', 'guarded', 'applied'),
  ('00000000-0000-0000-0011-000000000013', '00000000-0000-0000-0011-000000000002', NULL, 'No more reviews', E'-review\n', 'forbidden', 'rejected');

INSERT INTO sandbox_executions (id, modification_id, command, exit_code, output, started_at, finished_at) VALUES
  ('00000000-0000-0000-0011-000000000021', '00000000-0000-0000-0011-000000000012', 'make test', 0, 'all passed', '2026-01-04 09:00+00', '2026-01-04 09:05+00'),
  ('00000000-0000-0000-0011-000000000022', '00000000-0000-0000-0011-000000000011', 'make test', NULL, '', '2026-01-05 09:00+00', NULL);

INSERT INTO modification_feedback (id, modification_id, agent_id, helpful, comment) VALUES
  ('00000000-0000-0000-0011-000000000031', '00000000-0000-0000-0011-000000000012', '00000000-0000-0000-0003-000000000001', true, 'Straight now'),
  ('00000000-0000-0000-0011-000000000032', '00000000-0000-0000-0011-000000000012', NULL, false, '');
