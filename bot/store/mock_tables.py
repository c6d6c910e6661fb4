"""The tables of rounds, mocks and what follows from them; see `tables.py` for how instants and texts are kept."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.tables import metadata
from bot.store.types import Instant


def _of_cohort() -> ForeignKey:
    return ForeignKey("cohorts.id", ondelete="CASCADE")


def _of_member() -> ForeignKey:
    return ForeignKey("members.id", ondelete="CASCADE")


def _of_mock() -> ForeignKey:
    return ForeignKey("mocks.id", ondelete="CASCADE")


# One draw of a cohort for a mock day: the window in which its mocks take place, and the seed that replays it.
rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", _of_cohort(), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("plan_day", Integer),
    Column("length", String(6), nullable=False),
    Column("window_from", Instant, nullable=False),
    Column("window_until", Instant, nullable=False),
    Column("seed", BigInteger),
    Column("noticed_at", Instant),
    Column("drawn_at", Instant),
    Column("summary", JSON),
    UniqueConstraint("cohort_id", "on_date"),
)

# What became of a member in a round: sits_out by their own wish, paired, or left_out with the reason.
round_people = Table(
    "round_people",
    metadata,
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", _of_member(), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("why", String(40), nullable=False, server_default=text("''")),
    Column("changed_at", Instant, nullable=False),
)

# Who waits for a mock, and who was left without a partner through no doing of theirs.
waiting = Table(
    "waiting",
    metadata,
    Column("cohort_id", _of_cohort(), primary_key=True),
    Column("member_id", _of_member(), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("is_stranded", Boolean, nullable=False),
    Column("round_id", ForeignKey("rounds.id", ondelete="SET NULL")),
)

# A member who is not paired for a while: until a date that they chose, or after no-shows until they say they are back.
pairing_pauses = Table(
    "pairing_pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", _of_cohort(), nullable=False),
    Column("member_id", _of_member(), nullable=False),
    Column("why", String(12), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("until_on", Date),
    Column("ended_at", Instant),
    Index("ix_pairing_pauses_cohort_member", "cohort_id", "member_id"),
)

mocks = Table(
    "mocks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", _of_cohort(), nullable=False),
    Column("round_id", ForeignKey("rounds.id", ondelete="SET NULL"), index=True),
    Column("state", String(10), nullable=False),
    Column("length", String(6), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("invited_by", ForeignKey("members.id", ondelete="SET NULL")),
    Column("created_at", Instant, nullable=False),
    Column("window_from", Instant),
    Column("window_until", Instant),
    Column("expires_at", Instant),
    Column("starts_at", Instant),
    Column("agreed_at", Instant),
    Column("started_at", Instant),
    Column("swapped_at", Instant),
    Column("ended_at", Instant),
    Column("halves_held", Integer, nullable=False, server_default=text("0")),
    Column("message_id", String(64)),
    Index("ix_mocks_cohort_state", "cohort_id", "state"),
)

# `role` is that of the first half; `met` is what they said when they were asked afterwards.
mock_people = Table(
    "mock_people",
    metadata,
    Column("mock_id", _of_mock(), primary_key=True),
    Column("member_id", _of_member(), primary_key=True, index=True),
    Column("seat", Integer, nullable=False),
    Column("role", String(12), nullable=False),
    Column("answer", String(10), nullable=False),
    Column("met", String(12), nullable=False, server_default=text("''")),
)

time_proposals = Table(
    "time_proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mock_id", _of_mock(), nullable=False, index=True),
    Column("proposed_by", ForeignKey("members.id", ondelete="CASCADE")),
    Column("starts_at", Instant, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    UniqueConstraint("mock_id", "starts_at"),
)

time_answers = Table(
    "time_answers",
    metadata,
    Column("proposal_id", ForeignKey("time_proposals.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", _of_member(), primary_key=True),
    Column("accepts", Boolean, nullable=False),
    Column("answered_at", Instant, nullable=False),
)

# Private: only the pause that follows from two in a row is ever spoken of, and to that member alone.
no_shows = Table(
    "no_shows",
    metadata,
    Column("mock_id", _of_mock(), primary_key=True),
    Column("member_id", _of_member(), primary_key=True),
    Column("reported_by", ForeignKey("members.id", ondelete="SET NULL")),
    Column("reported_at", Instant, nullable=False),
)

# A question of one half. It has been asked when `asked_at` is there; `laps` are the seconds at which each beat began.
mock_questions = Table(
    "mock_questions",
    metadata,
    Column("mock_id", _of_mock(), primary_key=True),
    Column("half", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question_id", String(80), nullable=False),
    Column("asked_at", Instant),
    Column("seconds", Integer),
    Column("laps", JSON, nullable=False),
)

# The interviewer's list for a question. A carried one came from the candidate's open follow-ups.
mock_probes = Table(
    "mock_probes",
    metadata,
    Column("mock_id", _of_mock(), primary_key=True),
    Column("half", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("probe_id", String(80)),
    Column("followup_id", ForeignKey("followups.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False),
    Column("verdict", String(10), nullable=False, server_default=text("''")),
    Column("ticked_at", Instant),
)

scorecards = Table(
    "scorecards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mock_id", _of_mock(), nullable=False),
    Column("half", Integer, nullable=False),
    Column("scorer_id", ForeignKey("members.id", ondelete="SET NULL")),
    Column("candidate_id", _of_member(), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("scores", JSON, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("strength", Text, nullable=False),
    Column("repair", Text, nullable=False),
    Column("unanswered", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("thanked_at", Instant),
    Column("asked_back", Text),
    UniqueConstraint("mock_id", "half", "scorer_id"),
)

# How the candidate of a half found the pressing. No name is kept with it, so that counts are all that there is.
calibrations = Table(
    "calibrations",
    metadata,
    Column("mock_id", _of_mock(), primary_key=True),
    Column("half", Integer, primary_key=True),
    Column("pressed", String(6), nullable=False),
    Column("given_at", Instant, nullable=False),
)

# A follow-up that found no answer, until its owner says how it was fixed. Where it came from is written beside it.
followups = Table(
    "followups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", _of_cohort(), nullable=False),
    Column("member_id", _of_member(), nullable=False, index=True),
    Column("mock_id", ForeignKey("mocks.id", ondelete="SET NULL")),
    Column("half", Integer),
    Column("position", Integer),
    Column("number", Integer),
    Column("scorecard_id", ForeignKey("scorecards.id", ondelete="SET NULL")),
    Column("question_id", String(80), nullable=False),
    Column("probe_id", String(80)),
    Column("text", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_verdict", String(10), nullable=False, server_default=text("''")),
    Column("last_asked_at", Instant),
    Column("fixed_at", Instant),
    Column("fixed_how", Text, nullable=False, server_default=text("''")),
)
Index(
    "uq_followups_open_probe",
    followups.c.member_id,
    followups.c.probe_id,
    unique=True,
    sqlite_where=text("fixed_at IS NULL"),
    postgresql_where=text("fixed_at IS NULL"),
)

# A clock that people see. In a mock it belongs to a question; else to the member who started it.
timers = Table(
    "timers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cohort_id", _of_cohort(), nullable=False),
    Column("member_id", _of_member(), nullable=False, index=True),
    Column("mock_id", _of_mock(), index=True),
    Column("half", Integer),
    Column("position", Integer),
    Column("aim_seconds", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    Column("laps", JSON, nullable=False),
    Column("message_id", String(64)),
)
# One clock at a time runs in a mock, even if interviewer and observer start one in the same moment.
Index(
    "uq_timers_running_in_mock",
    timers.c.mock_id,
    unique=True,
    sqlite_where=text("stopped_at IS NULL"),
    postgresql_where=text("stopped_at IS NULL"),
)
