<%! from toolkit.ensure.autogenerate.imports import imports as imported %>\
"""${message}"""

${imported(imports, upgrades, downgrades, own=["toolkit"])}

revision = "${up_revision}"
down_revision = ${repr(down_revision).replace("'", '"')}
branch_labels = ${repr(branch_labels).replace("'", '"')}
depends_on = ${repr(depends_on).replace("'", '"')}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
