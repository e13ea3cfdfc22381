"""All commands, for `invoke` in this repository and `hive` in any other."""

from invoke.collection import Collection

from toolkit.commands import (
    bootstrap,
    compose,
    databases,
    diagnose,
    drift,
    examples,
    fleet,
    init,
    migrations,
    services,
    setup,
    shell,
    snapshots,
    workers,
)

namespace = Collection(
    setup.setup_complete,
    setup.doctor,
    init.init,
    bootstrap.bootstrap,
    bootstrap.validate,
    fleet.fleet,
    diagnose.diagnose,
    diagnose.adopt,
    drift.drift,
    services.up,
    services.down,
    services.status,
    services.logs,
    services.reset,
    shell.psql,
    shell.run,
    shell.env,
    examples.seed,
    Collection("migrations", migrations.new, migrations.lint, migrations.replay),
    Collection("examples", examples.run, examples.watch, examples.release),
    Collection("db", databases.branch, databases.list_, databases.prune),
    Collection("snapshot", snapshots.list_, snapshots.take, snapshots.restore),
    Collection("services", compose.compose),
    Collection("workers", workers.list_, workers.adopt),
)
