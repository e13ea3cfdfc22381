INSERT INTO context_compressions (id, context_id, method, original, tokens_before, tokens_after, compressed_at) VALUES
  ('00000000-0000-0000-0017-000000000001', '00000000-0000-0000-0007-000000000003', 'summary', 'To build a frame, take four slats, a wire and a sheet of wax', 14, 5, '2026-01-05 21:00+00'),
  ('00000000-0000-0000-0017-000000000002', '00000000-0000-0000-0007-000000000003', 'truncation', 'How to build a frame, at length', 7, 5, '2026-01-05 22:00+00');

INSERT INTO shared_knowledge (id, author_id, context_id, topic, content, confidence, created_at) VALUES
  ('00000000-0000-0000-0017-000000000011', '00000000-0000-0000-0003-000000000001', '00000000-0000-0000-0007-000000000001', 'clover', 'Look in the east meadow first', 0.9, '2026-01-05 10:00+00'),
  ('00000000-0000-0000-0017-000000000012', NULL, NULL, 'weather', 'No bee flies in the rain', 1, '2026-01-04 10:00+00');

INSERT INTO knowledge_shares (knowledge_id, agent_id, useful, shared_at, read_at) VALUES
  ('00000000-0000-0000-0017-000000000011', '00000000-0000-0000-0003-000000000002', true, '2026-01-05 10:00+00', '2026-01-05 10:05+00'),
  ('00000000-0000-0000-0017-000000000011', '00000000-0000-0000-0003-000000000003', NULL, '2026-01-05 10:00+00', NULL),
  ('00000000-0000-0000-0017-000000000012', '00000000-0000-0000-0003-000000000001', false, '2026-01-04 10:00+00', '2026-01-04 10:00+00');
