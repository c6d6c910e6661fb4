"""Every table. Instants are aware UTC, dates are local dates; texts of people stand as they were typed."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.store.types import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

members = Table(
    "members",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("zone_is_own", Boolean, nullable=False),
    Column("employer_type", String(64)),
    Column("level", String(20)),
    Column("availability", JSON, nullable=False),
    Column("reminders_on", Boolean, nullable=False),
    Column("shows_name", Boolean, nullable=False),
    Column("weekly_goal", Integer),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("platform", "workspace_id", "user_id"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(64), primary_key=True),
)

cohorts = Table(
    "cohorts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("channel_id", String(64), nullable=False),
    Column("channel_name", String(200), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("post_time", Time, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("practice_weekdays", JSON, nullable=False),
    Column("mock_weekdays", JSON, nullable=False),
    Column("reminder_time", Time, nullable=False),
    Column("plan_id", String(64), nullable=False),
    Column("plan_length_days", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("shift_days", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index(
    "uq_cohorts_live_channel",
    cohorts.c.platform,
    cohorts.c.workspace_id,
    cohorts.c.channel_id,
    unique=True,
    sqlite_where=text("state <> 'stopped'"),
    postgresql_where=text("state <> 'stopped'"),
)

organisers = Table(
    "organisers",
    metadata,
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(64), primary_key=True),
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
    UniqueConstraint("cohort_id", "member_id"),
)

breaks = Table(
    "breaks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE")),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
)

daily_questions = Table(
    "daily_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("plan_day", Integer, nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("posted_at", Instant),
    Column("message_id", String(64)),
    Column("tally_version", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("cohort_id", "on_date"),
    UniqueConstraint("cohort_id", "question_id"),
    Index("ix_daily_questions_message", "message_id"),
)

own_questions = Table(
    "own_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("theme", String(64), nullable=False),
    Column("tests", Text, nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("removed_at", Instant),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("daily_question_id", ForeignKey("daily_questions.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    Column("via", String(10), nullable=False),
    Column("beats", JSON, nullable=False),
    Column("message_id", String(64)),
    Column("answered_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Index("ix_answers_question_member", "daily_question_id", "member_id"),
    UniqueConstraint("daily_question_id", "message_id"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("theme", String(64), nullable=False),
    Column("archetype", String(64), nullable=False),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("platform", "workspace_id", "user_id", "number"),
)

story_versions = Table(
    "story_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("beats", JSON, nullable=False),
    Column("seconds", Float),
    Column("spoken_seconds", Float, nullable=False),
    Column("words", Integer, nullable=False),
    Column("codes", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
    UniqueConstraint("story_id", "number"),
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("code", String(40), nullable=False),
    Column("place", Integer, nullable=False),
    Column("story", JSON),
    Column("disputed_at", Instant, nullable=False),
    UniqueConstraint("platform", "workspace_id", "user_id", "fingerprint", "code", "place", name="uq_disputes_finding"),
)

activities = Table(
    "activities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), unique=True),
    Column("story_id", ForeignKey("stories.id", ondelete="SET NULL"), index=True),
    Column("happened_at", Instant, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("withdrawn_at", Instant),
    Index("ix_activities_cohort_member", "cohort_id", "member_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("workspace_id", String(64), primary_key=True),
    Column("user_id", String(64), primary_key=True),
    Column("form_id", String(40), primary_key=True),
    Column("context", String(100), primary_key=True),
    Column("typed", JSON, nullable=False),
    Column("form", LargeBinary),
    Column("saved_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("workspace_id", String(64), nullable=False),
    Column("channel_id", String(64)),
    Column("user_ids", JSON, nullable=False),
    Column("lane", String(200), nullable=False),
    Column("about", JSON, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("deadline_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", Instant, nullable=False),
    Column("claimed_by", String(80)),
    Column("claimed_until", Instant),
    Column("settled_at", Instant),
    Column("message_id", String(64)),
    Column("why", Text),
    CheckConstraint("state IN ('due', 'claimed', 'sent', 'failed', 'dropped')", name="state"),
    Index("ix_deliveries_state_next_try", "state", "next_try_at"),
    Index("ix_deliveries_lane_state", "platform", "workspace_id", "lane", "state"),
)

handled_requests = Table(
    "handled_requests",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("workspace_id", String(64), primary_key=True),
    Column("request_id", String(120), primary_key=True),
    Column("handled_at", Instant, nullable=False, index=True),
    Column("reply", LargeBinary, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
)
