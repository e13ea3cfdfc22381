INSERT INTO contexts (id, agent_id, session_id, type, status, content, details, importance, embedding) VALUES
  ('00000000-0000-0000-0007-000000000001', '00000000-0000-0000-0003-000000000001', '00000000-0000-0000-0003-000000000011', 'observation', 'active', 'Clover grows in the east meadow', '{"seen": 3,  "by": ["scout"]}', 0.9, array_fill(0.05, ARRAY[384])::vector),
  ('00000000-0000-0000-0007-000000000002', NULL, NULL, 'lesson', 'stale', 'Rain keeps bees at home', '{}', 0.5, NULL),
  ('00000000-0000-0000-0007-000000000003', '00000000-0000-0000-0003-000000000002', NULL, 'document', 'compressed', 'How to build a frame', '{"pages": 1.50, "title": "Frames"}', 0, (array_fill(0.1, ARRAY[383]) || 1.0)::vector),
  ('00000000-0000-0000-0007-000000000004', NULL, NULL, 'decision', 'archived', 'The hive stays where it is', '{}', 1, NULL);

INSERT INTO context_relationships (id, source_id, target_id, relation, strength) VALUES
  ('00000000-0000-0000-0007-000000000011', '00000000-0000-0000-0007-000000000001', '00000000-0000-0000-0007-000000000002', 'supports', 0.8),
  ('00000000-0000-0000-0007-000000000012', '00000000-0000-0000-0007-000000000002', '00000000-0000-0000-0007-000000000001', 'contradicts', 0.1),
  ('00000000-0000-0000-0007-000000000013', '00000000-0000-0000-0007-000000000003', '00000000-0000-0000-0007-000000000001', 'derives_from', 1),
  ('00000000-0000-0000-0007-000000000014', '00000000-0000-0000-0007-000000000004', '00000000-0000-0000-0007-000000000003', 'supersedes', 1);

INSERT INTO context_retrievals (id, context_id, agent_id, query, distance, useful) VALUES
  ('00000000-0000-0000-0007-000000000021', '00000000-0000-0000-0007-000000000001', '00000000-0000-0000-0003-000000000001', 'where is clover', 0.2, true),
  ('00000000-0000-0000-0007-000000000022', '00000000-0000-0000-0007-000000000003', NULL, 'frames', 0, NULL);
