"""What is written under a daily question: answers of 30 words or more count, talk does not."""

from bot.cards import questions as cards
from bot.chat.limits import THREAD_REPLY_KEPT
from bot.chat.replies import SILENCE, Reply
from bot.chat.requests import ThreadMessage
from bot.domain.answer import DailyQuestion, counts_as_answer
from bot.domain.cohort import Cohort
from bot.usecases.questions import note_practice, update_tally
from bot.usecases.standing import Standing, find_member
from bot.usecases.streaks import streak_of
from bot.work import Work


async def follow(work: Work, message: ThreadMessage) -> Reply:
    """Follow a message in a thread as it is written, edited and deleted."""
    person, place = message.person, message.place
    cohort = await work.cohorts.in_channel(person.platform, person.workspace_id, place.channel_id)
    daily = await work.questions.under_message(cohort.id, place.thread_id) if cohort and place.thread_id else None
    if cohort is None or daily is None:
        return SILENCE
    if message.change == "deleted":
        return await _withdraw(work, cohort, daily, message.message_id)
    counts = counts_as_answer(message.text)
    standing = await _standing(work, message, cohort)
    if standing is None:
        return Reply(card=cards.join_to_count(cohort)) if counts and message.change == "written" else SILENCE
    return await _follow_member(work, message, standing, daily, counts=counts)


async def _withdraw(work: Work, cohort: Cohort, daily: DailyQuestion, message_id: str) -> Reply:
    """Take back what a message counted for; not every platform says whose a deleted message was."""
    stored = await work.answers.by_message(daily.id, message_id)
    if stored is not None:
        await work.answers.withdraw(stored.id, work.now)
        await update_tally(work, cohort, daily)
    return SILENCE


async def _follow_member(
    work: Work, message: ThreadMessage, standing: Standing, daily: DailyQuestion, *, counts: bool
) -> Reply:
    stored = await work.answers.by_message(daily.id, message.message_id)
    beats = {"text": message.text[:THREAD_REPLY_KEPT]}
    if stored and counts:
        await work.answers.change_text(stored.id, beats)
        return SILENCE
    if stored:
        return await _withdraw(work, standing.cohort, daily, message.message_id)
    if not counts:
        return SILENCE
    answer_id = await work.answers.add(
        daily_question_id=daily.id,
        member_id=standing.member.id,
        via="thread",
        beats=beats,
        message_id=message.message_id,
        now=work.now,
    )
    if answer_id is None:
        return SILENCE
    await note_practice(work, standing, daily, answer_id)
    return Reply(card=cards.thread_answer_counted(daily, await streak_of(work, standing)))


async def _standing(work: Work, message: ThreadMessage, cohort: Cohort) -> Standing | None:
    member = await find_member(work, message.person)
    membership = await work.cohorts.membership(cohort.id, member.id) if member else None
    if member is None or membership is None or membership.left_at is not None:
        return None
    return Standing(cohort=cohort, member=member, membership=membership)
