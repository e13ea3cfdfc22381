INSERT INTO prompt_templates (id, name, version, body, status) VALUES
  ('00000000-0000-0000-0013-000000000001', 'scout', 1, 'Look for {what}', 'retired'),
  ('00000000-0000-0000-0013-000000000002', 'scout', 2, 'Look for {what} in the east', 'active'),
  ('00000000-0000-0000-0013-000000000003', 'builder', 1, 'Build {what}', 'draft');

INSERT INTO prompt_variants (id, prompt_template_id, name, body) VALUES
  ('00000000-0000-0000-0013-000000000011', '00000000-0000-0000-0013-000000000002', 'short', 'East: {what}?'),
  ('00000000-0000-0000-0013-000000000012', '00000000-0000-0000-0013-000000000002', 'kind', 'Please look for {what} in the east');

INSERT INTO prompt_experiments (id, prompt_template_id, winner_id, hypothesis, started_at, ended_at) VALUES
  ('00000000-0000-0000-0013-000000000021', '00000000-0000-0000-0013-000000000002', '00000000-0000-0000-0013-000000000011', 'Short is enough', '2026-01-05 08:00+00', '2026-01-05 20:00+00'),
  ('00000000-0000-0000-0013-000000000022', '00000000-0000-0000-0013-000000000002', NULL, 'Kind is better', '2026-01-06 08:00+00', NULL);

INSERT INTO prompt_evaluations (id, prompt_variant_id, prompt_experiment_id, task_id, score, tokens) VALUES
  ('00000000-0000-0000-0013-000000000031', '00000000-0000-0000-0013-000000000011', '00000000-0000-0000-0013-000000000021', '00000000-0000-0000-0003-000000000021', 0.75, 12),
  ('00000000-0000-0000-0013-000000000032', '00000000-0000-0000-0013-000000000012', NULL, NULL, 1, 0);
