INSERT INTO documents (id, agent_id, source, title, content, details, created_at) VALUES
  ('00000000-0000-0000-0016-000000000001', '00000000-0000-0000-0003-000000000001', 'notes/meadow.md', 'The east meadow', 'Clover is in bloom, and the bees bring honey from there.', '{"pages": 1, "tags": ["meadow", "clover"]}', '2026-01-05 08:00+00'),
  ('00000000-0000-0000-0016-000000000002', '00000000-0000-0000-0003-000000000002', 'notes/frames.md', 'Building frames', 'Seven frames fit into a hive; wire them before the wax.', '{"pages": 4}', '2026-01-05 09:00+00'),
  ('00000000-0000-0000-0016-000000000003', NULL, 'https://bees.example/o''clock?a=%20:b', 'Bees: "when" & why', '', '{}', '2026-01-04 08:00+00');

INSERT INTO document_chunks (id, document_id, position, content, embedding) VALUES
  ('00000000-0000-0000-0016-000000000011', '00000000-0000-0000-0016-000000000001', 1, 'Clover is in bloom', (array_fill(0, ARRAY[383]) || 1)::vector),
  ('00000000-0000-0000-0016-000000000012', '00000000-0000-0000-0016-000000000001', 2, 'the bees bring honey from there', array_fill(1, ARRAY[384])::vector),
  ('00000000-0000-0000-0016-000000000013', '00000000-0000-0000-0016-000000000002', 1, 'Seven frames fit into a hive', NULL);
