"""What the platform's tables refuse, whoever writes."""

import pytest
import sqlalchemy as sa

NOBODY = "gen_random_uuid()"

REFUSALS = [
    ("ck_sleep_windows_times", "sleep_windows (agent_id, reason, starts_at, ends_at)"
     f" VALUES ({NOBODY}, 'x', now(), now())"),
    ("ck_checkpoints_times", "checkpoints (agent_id, restored_at)"
     f" VALUES ({NOBODY}, '2000-01-01')"),
    ("ck_consolidation_jobs_contexts", "consolidation_jobs (sleep_window_id, contexts_kept)"
     f" VALUES ({NOBODY}, 1)"),
    ("ck_consolidation_jobs_finished", "consolidation_jobs (sleep_window_id, status)"
     f" VALUES ({NOBODY}, 'skipped')"),
    ("ck_consolidation_jobs_problem", "consolidation_jobs (sleep_window_id, status, finished_at)"
     f" VALUES ({NOBODY}, 'failed', now())"),
    ("uq_roles_name", "roles (name, description) VALUES ('worker', 'another')"),
    ("ck_access_tokens_sha256", "access_tokens (identity_id, label, sha256, expires_at)"
     f" VALUES ({NOBODY}, 'x', 'the token itself', 'infinity')"),
    ("ck_access_tokens_times", "access_tokens (identity_id, label, sha256, expires_at)"
     f" VALUES ({NOBODY}, 'x', sha256('x'), '2000-01-01')"),
    ("ck_commits_hash", "commits (repository_id, hash, message, committed_at)"
     f" VALUES ({NOBODY}, 'main', 'x', now())"),
    ("ck_issues_number", f"issues (repository_id, number, title) VALUES ({NOBODY}, 0, 'x')"),
    ("ck_issues_closed", "issues (repository_id, number, title, closed_at)"
     f" VALUES ({NOBODY}, 1, 'x', now())"),
    ("ck_pull_requests_ends", "pull_requests (source_id, target_id, title)"
     " SELECT id, id, 'x' FROM roles"),
    ("ck_pull_requests_merged", "pull_requests (source_id, target_id, title, merged)"
     f" VALUES ({NOBODY}, {NOBODY}, 'x', true)"),
    ("uq_pull_requests_open", "pull_requests (source_id, target_id, title)"
     " SELECT a.id, b.id, 'x' FROM roles a, roles b, roles"
     " WHERE a.name = 'worker' AND b.name = 'auditor'"),
    ("ck_modifications_forbidden", "modifications (modification_session_id, rationale, patch,"
     f" safety, status) VALUES ({NOBODY}, 'x', 'x', 'forbidden', 'approved')"),
    ("ck_sandbox_executions_exit_code", "sandbox_executions (modification_id, command, exit_code)"
     f" VALUES ({NOBODY}, 'x', 0)"),
    ("uq_prompt_templates_active", "prompt_templates (name, version, body, status)"
     " VALUES ('x', 1, 'x', 'active'), ('x', 2, 'x', 'active')"),
    ("ck_prompt_experiments_winner", "prompt_experiments"
     f" (prompt_template_id, winner_id, hypothesis) VALUES ({NOBODY}, {NOBODY}, 'x')"),
    ("ck_prompt_evaluations_score", "prompt_evaluations (prompt_variant_id, score)"
     f" VALUES ({NOBODY}, 1.1)"),
    ("ck_queue_entries_claimed", "queue_entries (task_id, agent_id, position)"
     f" VALUES ({NOBODY}, {NOBODY}, 1)"),
    ("ck_capability_scores_score", "capability_scores (agent_id, task_type, score)"
     f" VALUES ({NOBODY}, 'review', -1)"),
    ("ck_orchestrator_health_tasks", "orchestrator_health (instance, waiting, running)"
     " VALUES ('x', 0, -1)"),
]  # fmt: skip


@pytest.mark.parametrize(("by", "row"), REFUSALS, ids=[by for by, _ in REFUSALS])
def test_what_cannot_be_is_refused(migrated: sa.Connection, by: str, row: str) -> None:
    migrated.exec_driver_sql("SET session_replication_role = replica")  # no foreign keys
    with pytest.raises(sa.exc.IntegrityError, match=by):
        migrated.exec_driver_sql(f"INSERT INTO {row}")
