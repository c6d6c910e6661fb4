"""Keep what Discord needs: shards and who holds them, commands told, private rooms, and forms shown in steps."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "discord_shards",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("shard_id", sa.Integer(), nullable=False),
        sa.Column("shard_count", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "shard_id", name=op.f("pk_discord_shards")),
    )
    op.create_table(
        "discord_processes",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("lives_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "owner", name=op.f("pk_discord_processes")),
    )
    op.create_table(
        "discord_commands",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_discord_commands")),
    )
    op.create_table(
        "rooms",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.Column("home_channel_id", sa.String(length=64), nullable=False),
        sa.Column("people", sa.String(length=64), nullable=False),
        sa.Column("room_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace_id", "home_channel_id", "people", name=op.f("pk_rooms")),
    )
    op.add_column("drafts", sa.Column("form", sa.LargeBinary()))
