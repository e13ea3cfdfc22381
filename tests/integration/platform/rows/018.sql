INSERT INTO scheduled_tasks (id, name, task_type, kind, schedule, enabled, next_run_at, created_at) VALUES
  ('00000000-0000-0000-0018-000000000001', 'rows-nightly-survey', 'research', 'cron', '0 3 * * *', true, '2026-01-06 03:00+00', '2026-01-04 08:00+00'),
  ('00000000-0000-0000-0018-000000000002', 'rows-roof', 'review', 'interval', 'P7D', false, NULL, '2026-01-04 08:00+00'),
  ('00000000-0000-0000-0018-000000000003', 'rows-spring', 'planning', 'once', '2026-03-20T08:00:00Z', true, '2026-03-20 08:00+00', '2026-01-04 08:00+00');

INSERT INTO scheduled_runs (id, scheduled_task_id, task_id, status, due_at) VALUES
  ('00000000-0000-0000-0018-000000000011', '00000000-0000-0000-0018-000000000001', '00000000-0000-0000-0003-000000000021', 'started', '2026-01-05 03:00+00'),
  ('00000000-0000-0000-0018-000000000012', '00000000-0000-0000-0018-000000000001', NULL, 'due', '2026-01-06 03:00+00'),
  ('00000000-0000-0000-0018-000000000013', '00000000-0000-0000-0018-000000000002', NULL, 'missed', '2026-01-05 03:00+00');

INSERT INTO scheduler_decisions (id, scheduled_run_id, verdict, reason, load, decided_at) VALUES
  ('00000000-0000-0000-0018-000000000021', '00000000-0000-0000-0018-000000000011', 'defer', 'Every agent is busy', 1.25, '2026-01-05 03:00+00'),
  ('00000000-0000-0000-0018-000000000022', '00000000-0000-0000-0018-000000000011', 'start', 'An agent is idle', 0.5, '2026-01-05 03:10+00'),
  ('00000000-0000-0000-0018-000000000023', '00000000-0000-0000-0018-000000000013', 'skip', 'The schedule is switched off', NULL, '2026-01-05 03:00+00');

INSERT INTO feature_flags (id, name, description, enabled, share, changed_at) VALUES
  ('00000000-0000-0000-0018-000000000031', 'rows-dreams', 'Consolidate memories during sleep', true, 25, '2026-01-04 08:00+00'),
  ('00000000-0000-0000-0018-000000000032', 'rows-swarm', 'Let agents split tasks', false, 100, '2026-01-04 08:00+00');

INSERT INTO load_predictions (id, resource, expected_at, expected, measured, predicted_at) VALUES
  ('00000000-0000-0000-0018-000000000041', 'agents', '2026-01-05 03:00+00', 0.75, 1.25, '2026-01-04 20:00+00'),
  ('00000000-0000-0000-0018-000000000042', 'language_model', '2026-01-06 03:00+00', 0.5, NULL, '2026-01-05 20:00+00');
