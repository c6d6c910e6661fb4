"""Keep installations of a shared app, and installs that have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("platform", "workspace_id", name=op.f("pk_installations")),
    )
    op.create_index(op.f("ix_installations_ended_at"), "installations", ["ended_at"], unique=False)
    op.create_table(
        "begun_installs",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_begun_installs")),
    )
    op.create_index(op.f("ix_begun_installs_expires_at"), "begun_installs", ["expires_at"], unique=False)
