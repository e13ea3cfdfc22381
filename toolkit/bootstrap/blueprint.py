"""What a project declares that its database must have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import MetaData

from toolkit.bootstrap.step import Left
from toolkit.database.migrations import Migrations


@dataclass(frozen=True)
class Blueprint:
    """Each part may be absent. `enums`: labels by type, in order. `rows`: rows by table, matched by
    primary key. `redis_url` None leaves the round trip out. `left`: what the migrations leave,
    where that is to be looked at and mended too. `oldest`: of extensions, the version that will
    do."""

    migrations: Migrations | None = None
    extensions: tuple[str, ...] = ()
    enums: Mapping[str, Sequence[str]] = field(default_factory=dict)
    models: MetaData | tuple[MetaData, ...] | None = None
    rows: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    redis_url: str | None = field(default=None, repr=False)
    left: Left | None = None
    oldest: Mapping[str, str] = field(default_factory=dict)

    @property
    def metadata(self) -> tuple[MetaData, ...]:
        if self.models is None:
            return ()
        return (self.models,) if isinstance(self.models, MetaData) else self.models
