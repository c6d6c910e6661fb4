"""What each delivery says when its moment comes, and what follows when it was sent or could not be.

A card is made when it is sent and not when it came due, so that it tells the truth of that moment.
"""

from datetime import date, timedelta

from bot.cards import cohort as cohort_cards
from bot.cards import deliveries as cards
from bot.cards import questions as question_cards
from bot.chat.cards import Card
from bot.chat.platform import NotDelivered
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort, CohortState
from bot.domain.delivery import Delivery, NewDelivery
from bot.domain.wall_clock import instant_of, local_date
from bot.usecases.meeting_deliveries import prepare_meeting
from bot.usecases.mock_deliveries import note_mock_dropped, note_mock_sent, prepare_mock
from bot.usecases.outgoing import Drop, Outgoing, Post, Update
from bot.usecases.question_bank import question_of, reserve_question
from bot.usecases.questions import current_question, tasks_at_hand
from bot.usecases.round_deliveries import prepare_round
from bot.usecases.standing import Standing
from bot.usecases.story_sharing import shared_card
from bot.usecases.streaks import streak_of
from bot.work import Work

LATE_FROM = timedelta(minutes=15)
NOTICE_DEADLINE = timedelta(days=2)


async def prepare(work: Work, delivery: Delivery) -> Outgoing:
    """Say what a delivery sends now, or why it sends nothing."""
    cohort = await work.cohorts.find(delivery.number("cohort"))
    if cohort is None:
        return Drop("the group is gone")
    if work.now > delivery.deadline_at:
        return Drop("too late")
    match delivery.kind:
        case "daily":
            return await _daily(work, cohort, delivery)
        case "tally":
            return await _tally(work, cohort, delivery)
        case "week-open":
            return await _week_open(work, cohort, delivery)
        case "week-close":
            return await _week_close(work, cohort, delivery)
        case "remind":
            return await _reminder(work, cohort, delivery)
        case "later":
            return await _later(work, cohort, delivery)
        case "freeze":
            return await _freeze(work, cohort, delivery)
        case "news":
            return await _news(work, cohort, delivery)
        case "story":
            return await _story(work, cohort, delivery)
        case "notice":
            return Post(cards.notice(cohort, str(delivery.about["what"])))
    around_mock = await prepare_mock(work, delivery) or await prepare_meeting(work, cohort, delivery)
    known = around_mock or await prepare_round(work, cohort, delivery)
    return known or Drop(f"nothing is known of the kind {delivery.kind}")


async def note_sent(work: Work, delivery: Delivery, message_id: str) -> None:
    """Write down what follows from a delivery that people can see."""
    if delivery.kind == "daily":
        daily = await work.questions.on(delivery.number("cohort"), _on(delivery))
        assert daily is not None
        await work.questions.mark_posted(daily.id, message_id, work.now)
    elif delivery.kind == "week-close":
        cohort = await work.cohorts.get(delivery.number("cohort"))
        if delivery.number("week") * 7 >= cohort.plan_length_days and cohort.is_running:
            await work.cohorts.change(cohort, state=CohortState.FINISHED)
    else:
        await note_mock_sent(work, await work.cohorts.get(delivery.number("cohort")), delivery, message_id)


async def note_dropped(work: Work, delivery: Delivery, why: str) -> None:
    """Tell the organisers once when a running group's question was dropped: it was too late, or none is left."""
    cohort = await work.cohorts.find(delivery.number("cohort"))
    if cohort is not None:
        await note_mock_dropped(work, cohort, delivery)
    if delivery.kind != "daily" or cohort is None or not cohort.is_running:
        return
    if why == "too late":
        await tell_organisers(work, cohort, "missed")
    elif why == "every question has been asked":
        await tell_organisers(work, cohort, "exhausted", since=cohort.hours.first_day)


async def note_refused(work: Work, delivery: Delivery, refusal: NotDelivered) -> None:
    """Tell the organisers what to do when their channel cannot be reached; a group without a channel pauses.

    A message that is gone and cannot be updated says nothing about its channel.
    """
    cohort = await work.cohorts.find(delivery.number("cohort"))
    if cohort is not None and delivery.kind == "pair" and refusal.kind in ("direct_closed", "not_allowed"):
        await tell_organisers(work, cohort, "group_closed")
    if cohort is None or delivery.channel_id is None or refusal.kind in ("revoked", "message_gone"):
        return
    if refusal.kind == "channel_gone" and cohort.is_running:
        await work.cohorts.change(cohort, state=CohortState.PAUSED)
        await work.cohorts.begin_pause(cohort.id, cohort.today(work.now))
    await tell_organisers(work, cohort, refusal.kind)


async def tell_organisers(work: Work, cohort: Cohort, what: str, *, since: date | None = None) -> None:
    """Send each organiser one direct message about a trouble: at most once a day, or once since a date."""
    once = since or cohort.today(work.now)
    for user_id in await work.cohorts.organisers_of(cohort.id):
        await work.deliveries.put(
            NewDelivery(
                key=f"notice:{cohort.id}:{what}:{once}:{user_id}",
                kind="notice",
                platform=cohort.platform,
                workspace_id=cohort.workspace_id,
                user_ids=(user_id,),
                about={"cohort": cohort.id, "what": what},
                due_at=work.now,
                deadline_at=work.now + NOTICE_DEADLINE,
            )
        )


async def _daily(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    on = _on(delivery)
    if not cohort.is_running:
        return Drop("the group is not running")
    daily = await reserve_question(work, cohort, on)
    if daily is None:
        day = cohort.plan_day(on)
        asks = day is not None and bool(work.content.plan(cohort.plan_id).days[day - 1].questions)
        return Drop("every question has been asked" if asks else "a day without a question")
    if daily.posted_at is not None:
        return Drop("posted already")
    is_late = work.now - delivery.due_at > LATE_FROM
    return Post(await _daily_card(work, cohort, daily, is_late=is_late))


async def _tally(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    daily = await work.questions.get(delivery.number("daily"))
    if daily is None or daily.message_id is None or daily.posted_at is None:
        return Drop("the question is not posted")
    if await work.questions.tally_version(daily.id) > delivery.number("version"):
        return Drop("a newer one follows")
    is_late = daily.posted_at - cohort.posts_at(daily.on) > LATE_FROM
    return Update(daily.message_id, await _daily_card(work, cohort, daily, is_late=is_late))


async def _daily_card(work: Work, cohort: Cohort, daily: DailyQuestion, *, is_late: bool) -> Card:
    question = await question_of(work, daily.question_id)
    week = (daily.plan_day - 1) // 7 + 1
    return question_cards.daily_question(
        daily=daily,
        question=question,
        theme=work.content.theme(question.theme),
        framework=work.content.default_framework,
        answered=await work.answers.who_answered(daily.id),
        is_late=is_late,
        is_mock_day=week in work.content.plan(cohort.plan_id).mock_weeks
        and daily.on.weekday() in cohort.hours.mock_weekdays,
    )


async def _week_open(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    if not cohort.is_running:
        return Drop("the group is not running")
    week = work.content.plan(cohort.plan_id).weeks[delivery.number("week") - 1]
    has_mocks = week.week in work.content.plan(cohort.plan_id).mock_weeks
    return Post(cards.week_opening(week, cohort, tasks_at_hand(work, cohort, _on(delivery)), has_mocks=has_mocks))


async def _week_close(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    """Say what the group did in the week, and what comes next."""
    plan = work.content.plan(cohort.plan_id)
    number = delivery.number("week")
    dates = cohort.practice_dates_of_week(number)
    since = instant_of(dates[0], cohort.hours.post_time.min, cohort.hours.time_zone) if dates else work.now
    done, people = await work.answers.count_between(cohort.id, since, work.now)
    following = plan.weeks[number] if number < len(plan.weeks) else None
    return Post(
        cards.week_closing(
            plan.weeks[number - 1],
            following,
            answers=done,
            people=people,
            members=await work.cohorts.count_members(cohort.id),
            cohort=cohort,
            mocks=await work.mocks.count_done(cohort.id, since, work.now),
            followups=await work.followups.count_between(cohort.id, since, work.now),
        )
    )


async def _reminder(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    """Remind only who asked for it, has a question to answer, and has not practised today."""
    standing = await _standing(work, cohort, delivery)
    if standing is None or not standing.member.profile.reminders_on or not cohort.is_running:
        return Drop("no reminder is wanted")
    zone = standing.member.profile.time_zone
    days_off = await work.members.days_off(standing.member.id, cohort.id)
    if any(span.holds(local_date(work.now, zone)) for span in days_off):
        return Drop("the member is on a break")
    streak = await streak_of(work, standing)
    daily = await current_question(work, cohort)
    if streak.today_practised or daily is None or not await _is_open(work, standing, daily):
        return Drop("practised already, or nothing to answer")
    return Post(cards.reminder(daily, await question_of(work, daily.question_id), streak))


async def _later(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    standing = await _standing(work, cohort, delivery)
    daily = await work.questions.get(delivery.number("daily"))
    if standing is None or daily is None or not await _is_open(work, standing, daily):
        return Drop("answered already")
    return Post(cards.reminder(daily, await question_of(work, daily.question_id), await streak_of(work, standing)))


async def _freeze(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    standing = await _standing(work, cohort, delivery)
    streak = await streak_of(work, standing) if standing else None
    saved = streak.saved_before(_on(delivery)) if streak else []
    if streak is None or not saved:
        return Drop("the freeze was given back")
    return Post(cards.freeze_spent(saved, streak))


async def _news(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    match delivery.about["news"]:
        case "welcome":
            return Post(cohort_cards.welcome(cohort, await work.cohorts.count_members(cohort.id)))
        case "started":
            return Post(cohort_cards.started_news(cohort))
        case "paused":
            return Post(cohort_cards.paused_news())
        case "resumed":
            note = question_cards.next_question_note(cohort, work.now, cohort.hours.time_zone)
            return Post(cohort_cards.resumed(note))
    return Post(cohort_cards.stopped_news())


async def _story(work: Work, cohort: Cohort, delivery: Delivery) -> Outgoing:
    card = await shared_card(
        work,
        platform=cohort.platform,
        workspace_id=cohort.workspace_id,
        author=str(delivery.about["author"]),
        version_id=delivery.number("version"),
    )
    return Drop("the story is gone") if card is None else Post(card)


async def _standing(work: Work, cohort: Cohort, delivery: Delivery) -> Standing | None:
    member = await work.members.get(delivery.number("member"))
    membership = await work.cohorts.membership(cohort.id, member.id)
    if membership is None or membership.left_at is not None:
        return None
    return Standing(cohort=cohort, member=member, membership=membership)


async def _is_open(work: Work, standing: Standing, daily: DailyQuestion) -> bool:
    return await work.answers.latest(daily.id, standing.member.id) is None


def _on(delivery: Delivery) -> date:
    return date.fromisoformat(str(delivery.about["on"]))
