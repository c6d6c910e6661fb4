"""Keep rounds, mocks, scorecards, follow-ups and timers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pairing_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_pairing_pauses_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_pairing_pauses_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_pauses")),
    )
    op.create_index("ix_pairing_pauses_cohort_member", "pairing_pauses", ["cohort_id", "member_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("plan_day", sa.Integer(), nullable=True),
        sa.Column("length", sa.String(length=6), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_rounds_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("cohort_id", "on_date", name=op.f("uq_rounds_cohort_id_on_date")),
    )
    op.create_table(
        "mocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("length", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("swapped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("halves_held", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_mocks_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["members.id"], name=op.f("fk_mocks_invited_by_members"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_mocks_round_id_rounds"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mocks")),
    )
    op.create_index("ix_mocks_cohort_state", "mocks", ["cohort_id", "state"], unique=False)
    op.create_index(op.f("ix_mocks_round_id"), "mocks", ["round_id"], unique=False)

    op.create_table(
        "round_people",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=40), server_default=sa.text("('')"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_round_people_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_people_round_id_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "member_id", name=op.f("pk_round_people")),
    )
    op.create_table(
        "waiting",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_stranded", sa.Boolean(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_waiting_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_waiting_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_waiting_round_id_rounds"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("cohort_id", "member_id", name=op.f("pk_waiting")),
    )
    op.create_table(
        "calibrations",
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("pressed", sa.String(length=6), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_calibrations_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mock_id", "half", name=op.f("pk_calibrations")),
    )
    op.create_table(
        "mock_people",
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("met", sa.String(length=12), server_default=sa.text("('')"), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_mock_people_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_mock_people_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mock_id", "member_id", name=op.f("pk_mock_people")),
    )
    op.create_index(op.f("ix_mock_people_member_id"), "mock_people", ["member_id"], unique=False)

    op.create_table(
        "mock_questions",
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("laps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_mock_questions_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mock_id", "half", "position", name=op.f("pk_mock_questions")),
    )
    op.create_table(
        "no_shows",
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_no_shows_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mock_id"], ["mocks.id"], name=op.f("fk_no_shows_mock_id_mocks"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["members.id"], name=op.f("fk_no_shows_reported_by_members"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("mock_id", "member_id", name=op.f("pk_no_shows")),
    )
    op.create_table(
        "scorecards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("repair", sa.Text(), nullable=False),
        sa.Column("unanswered", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_back", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["members.id"], name=op.f("fk_scorecards_candidate_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_scorecards_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scorer_id"], ["members.id"], name=op.f("fk_scorecards_scorer_id_members"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("mock_id", "half", "scorer_id", name=op.f("uq_scorecards_mock_id_half_scorer_id")),
    )
    op.create_index(op.f("ix_scorecards_candidate_id"), "scorecards", ["candidate_id"], unique=False)

    op.create_table(
        "time_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_time_proposals_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["members.id"], name=op.f("fk_time_proposals_proposed_by_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_proposals")),
        sa.UniqueConstraint("mock_id", "starts_at", name=op.f("uq_time_proposals_mock_id_starts_at")),
    )
    op.create_index(op.f("ix_time_proposals_mock_id"), "time_proposals", ["mock_id"], unique=False)

    op.create_table(
        "timers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("mock_id", sa.Integer(), nullable=True),
        sa.Column("half", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("aim_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("laps", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_timers_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_timers_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mock_id"], ["mocks.id"], name=op.f("fk_timers_mock_id_mocks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_member_id"), "timers", ["member_id"], unique=False)
    op.create_index(op.f("ix_timers_mock_id"), "timers", ["mock_id"], unique=False)
    op.create_index(
        "uq_timers_running_in_mock",
        "timers",
        ["mock_id"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )

    op.create_table(
        "followups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("mock_id", sa.Integer(), nullable=True),
        sa.Column("half", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("scorecard_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("probe_id", sa.String(length=80), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_verdict", sa.String(length=10), server_default=sa.text("('')"), nullable=False),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_how", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_followups_cohort_id_cohorts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_followups_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_followups_mock_id_mocks"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_followups_scorecard_id_scorecards"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
    )
    op.create_index(op.f("ix_followups_member_id"), "followups", ["member_id"], unique=False)
    op.create_index(
        "uq_followups_open_probe",
        "followups",
        ["member_id", "probe_id"],
        unique=True,
        sqlite_where=sa.text("fixed_at IS NULL"),
        postgresql_where=sa.text("fixed_at IS NULL"),
    )

    op.create_table(
        "time_answers",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_time_answers_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["time_proposals.id"],
            name=op.f("fk_time_answers_proposal_id_time_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "member_id", name=op.f("pk_time_answers")),
    )
    op.create_table(
        "mock_probes",
        sa.Column("mock_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("probe_id", sa.String(length=80), nullable=True),
        sa.Column("followup_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=10), server_default=sa.text("('')"), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["followup_id"], ["followups.id"], name=op.f("fk_mock_probes_followup_id_followups"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mock_id"], ["mocks.id"], name=op.f("fk_mock_probes_mock_id_mocks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mock_id", "half", "position", "number", name=op.f("pk_mock_probes")),
    )
