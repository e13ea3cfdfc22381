"""What the team learned, kept in the hive's contexts and found by vector search."""

import json
from uuid import UUID

from team import names
from team.database import execute
from team.embedding import embedder


def remember(agent: UUID, session: UUID, lesson: str) -> None:
    """The same lesson is kept once, by whichever model its vector is."""
    model, embed = embedder()
    execute(
        """INSERT INTO contexts (id, agent_id, session_id, type, content, details, embedding)
           VALUES (:id, :agent, :session, 'lesson', :lesson, :details, :vector)
           ON CONFLICT DO NOTHING""",
        id=names.key("lesson", model, lesson),
        agent=agent,
        session=session,
        lesson=lesson,
        details=json.dumps({"model": model}),
        vector=str(embed(lesson)),
    )


def recall(agent: UUID, question: str, asked: str) -> list[str]:
    """The three lessons nearest to the question; `asked` names this asking, to note it once."""
    model, embed = embedder()
    found = execute(
        """SELECT id, content, embedding <=> :vector AS distance FROM contexts
           WHERE status = 'active' AND type = 'lesson' AND details @> :details
           ORDER BY embedding <=> :vector LIMIT 3""",
        vector=str(embed(question)),
        details=json.dumps({"model": model}),
    )
    for one in found:
        execute(
            """INSERT INTO context_retrievals (id, context_id, agent_id, query, distance)
               VALUES (:id, :context, :agent, :query, :distance) ON CONFLICT DO NOTHING""",
            id=names.key("retrieval", asked, one["id"]),
            context=one["id"],
            agent=agent,
            query=question,
            distance=max(0.0, one["distance"]),
        )
    return [one["content"] for one in found]
