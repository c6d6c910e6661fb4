"""The words around pairing: the notice before a draw, the dry run, the waiting list, invitations, a snooze."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.cards.words import count, joined, moment, sentence
from bot.chat.cards import Bullets, Button, Buttons, Card, Code, Element, Fact, Facts, Note, Paragraph
from bot.chat.forms import DateField, FieldValue, Form, Step, as_text
from bot.chat.limits import shorten
from bot.domain.cohort import Cohort
from bot.domain.member import Member
from bot.domain.pairing import AskedDraw, Draw
from bot.domain.round import Round
from bot.domain.wall_clock import name_date

NAME = 40
GROUPS_SHOWN = 20
SNOOZE_DAYS = 7


def notice(cohort: Cohort, on: date, draw_at: datetime, *, time_zone: str, is_full_length: bool) -> Card:
    """What a member reads the day before a draw."""
    what = "An interview in full length each way" if is_full_length else "A short mock each way, 45 minutes in all"
    value = f"{cohort.id}/{on}"
    return Card(
        title=f"Mocks in #{cohort.channel_name}: you are in the next draw",
        elements=(
            Paragraph(("It is drawn ", moment(draw_at, time_zone), f". {what}.")),
            Paragraph("Nothing to do if that suits you: I write to you and your partner, with times for both of you."),
            Buttons(
                (
                    Button(action="pair-sit-out", label="Sit this one out", value=value),
                    Button(action="pair-snooze", label="Snooze until…", value=value),
                    Button(action="profile", label="When I am free", value=str(cohort.id)),
                )
            ),
            Note("Nobody is told who sits out or why."),
        ),
    )


def preview(cohort: Cohort, draw_at: datetime, *, members_in: int) -> Card:
    """What an organiser reads the day before a draw."""
    who = f"{sentence(count(members_in, 'member'))} {'is' if members_in == 1 else 'are'} in so far"
    if members_in < 2:
        who += ", so there is nobody to pair yet"
    return Card(
        title=f"The next mocks of #{cohort.channel_name}",
        elements=(
            Paragraph((who, ". They are drawn ", moment(draw_at, cohort.hours.time_zone), ".")),
            Buttons((Button(action="pair-dry-run", label="See a dry run", value=str(cohort.id)),)),
            Note("Whoever sits out, joins or leaves until then changes the draw."),
        ),
    )


def sits_out(cohort: Cohort, on: date) -> Card:
    return Card(
        title="You sit this one out",
        elements=(
            Paragraph(f"You are not in the draw of {name_date(on)}. In the one after it you are in again, by itself."),
            Buttons((Button(action="pair-in", label="I'm in after all", value=str(cohort.id)),)),
        ),
        tone="good",
    )


def is_in(cohort: Cohort, on: date | None) -> Card:
    """What a member reads who takes a sitting out or a snooze back."""
    when = f"You are in the draw of {name_date(on)}." if on else "The plan holds no more draws."
    return Card(
        title="You are in",
        elements=(
            Paragraph(when),
            Paragraph(("For a mock before that, type ", Code("/practice pair"), ".")),
        ),
        tone="good",
    )


def snooze_form(cohort: Cohort, *, until: date | None, today: date, typed: Mapping[str, FieldValue]) -> Form:
    suggested = until or today + timedelta(days=SNOOZE_DAYS)
    return Form(
        id="pair-snooze",
        title="Snooze mocks",
        context=str(cohort.id),
        submit_label="Snooze",
        steps=(
            Step(
                intro="Until that day you are in no draw. From then on you are in again, by itself.",
                fields=(
                    DateField(
                        name="until",
                        label="Back on",
                        hint="Such as 2026-12-07; 60 days at most",
                        value=as_text(typed.get("until"), suggested.isoformat()),
                    ),
                ),
            ),
        ),
    )


def snoozed(cohort: Cohort, until_on: date) -> Card:
    return Card(
        title="Mocks snooze",
        elements=(
            Paragraph(f"You are in no draw before {name_date(until_on)}. Questions and your streak go on as they are."),
            Buttons((Button(action="pair-in", label="I'm back already", value=str(cohort.id)),)),
        ),
        tone="good",
    )


def paused(cohort: Cohort) -> Card:
    """What a member reads who wants a mock while their pairing pauses."""
    return Card(
        title="Mocks are paused for you",
        elements=(
            Paragraph("You were missed at your last two mocks, so I do not pair you until you say that you are back."),
            Buttons((Button(action="pairing-back", label="I'm back", value=str(cohort.id), style="primary"),)),
            Note("Nobody else is told."),
        ),
    )


def waiting(cohort: Cohort, *, was_waiting: bool) -> Card:
    return Card(
        title="You are on the list" if not was_waiting else "You are on the list already",
        elements=(
            Paragraph("As soon as somebody else wants a mock, I bring you together and write to you both."),
            Paragraph(("To ask somebody yourself, type ", Code("/practice pair @name"), ".")),
            Buttons((Button(action="pair-leave", label="Leave the list", value=str(cohort.id)),)),
        ),
    )


def left_the_list(*, was_on_it: bool) -> Card:
    return Card(
        title="You are off the list" if was_on_it else "You were not on the list",
        elements=(Paragraph(("For a mock at any time, type ", Code("/practice pair"), ".")),),
    )


def left_out(cohort: Cohort, *, is_alone: bool) -> Card:
    """What somebody reads who is in no group of a draw; it never says who else could have been."""
    why = "You were the only one in this time." if is_alone else "There was no partner for you this time."
    return Card(
        title="No mock from this draw",
        elements=(
            Paragraph(f"{why} I am sorry about that."),
            Paragraph("On the waiting list you are paired with whoever is free next."),
            Buttons((Button(action="pair", label="Wait for a partner", value=str(cohort.id), style="primary"),)),
        ),
    )


def invited(cohort: Cohort, other: Member) -> Card:
    """What somebody reads who asked another member."""
    return Card(
        title=f"I asked {shorten(other.name, NAME)}",
        elements=(
            Paragraph("In private, and with a button for no. You hear as soon as there is an answer, or in two days."),
            Buttons((Button(action="pair", label="Or whoever is free", value=str(cohort.id)),)),
        ),
    )


def invitation(cohort: Cohort, inviter: Member, value: str) -> Card:
    """What the other one reads."""
    name = shorten(inviter.name, NAME)
    return Card(
        title=f"{name} would like a mock with you",
        elements=(
            Paragraph(f"One interviews, then you change places; 45 minutes in all. From #{cohort.channel_name}."),
            Buttons(
                (
                    Button(action="pair-yes", label="Yes, let's", value=value, style="primary"),
                    Button(action="pair-no", label="Not this time", value=value),
                )
            ),
            Note("With a yes I propose times for both of you. A no needs no reason; without an answer it lapses."),
        ),
    )


def declined() -> Card:
    return Card(
        title="That is fine",
        elements=(Paragraph("They hear that it does not suit this time, and nothing else."),),
    )


def answer(cohort: Cohort, invitee: Member | None, *, is_yes: bool) -> Card:
    """What the inviter reads when there is an answer."""
    name = shorten(invitee.name, NAME) if invitee else "Your partner"
    if is_yes:
        return Card(
            title=f"{name} said yes",
            elements=(Paragraph("Your mock's card is in the conversation of you both, with times to choose from."),),
            tone="good",
        )
    return Card(
        title=f"It does not suit {name} this time",
        elements=(
            Paragraph("Nobody is asked why. Somebody else may be glad of a partner."),
            Buttons((Button(action="pair", label="Whoever is free", value=str(cohort.id), style="primary"),)),
        ),
    )


def unanswered(cohort: Cohort, invitee: Member | None) -> Card:
    """What the inviter reads when two days went by."""
    name = shorten(invitee.name, NAME) if invitee else "your partner"
    return Card(
        title=f"No answer from {name} yet",
        elements=(
            Paragraph("People are busy; the invitation has lapsed, and nobody is to blame."),
            Buttons((Button(action="pair", label="Whoever is free", value=str(cohort.id), style="primary"),)),
        ),
    )


def dry_run(cohort: Cohort, round: Round, people: Mapping[int, Member], drawn: Draw, asked: AskedDraw) -> Card:
    """What organisers see of the next draw; who is in no group is named without a reason, so none can be guessed."""
    grouped = {id for group in drawn.groups for id in group}
    others = [_name(people, id) for id in people if id not in grouped]
    rows = [
        Fact("In", count(len(asked.people), "member")),
        Fact("Groups", count(len(drawn.groups), "group")),
        Fact("Repeats", _repeats(drawn)),
        Fact("Without a session that suits all", count(drawn.apart, "group")),
    ]
    elements: list[Element] = [
        Paragraph(("Drawn ", moment(cohort.posts_at(round.on), cohort.hours.time_zone), ". If it were now:")),
        Facts(tuple(rows)),
    ]
    if drawn.groups:
        elements.append(Bullets(tuple(_group(people, group, drawn, asked) for group in drawn.groups[:GROUPS_SHOWN])))
    if len(drawn.groups) > GROUPS_SHOWN:
        elements.append(Note(f"And {len(drawn.groups) - GROUPS_SHOWN} more."))
    if others:
        named = shorten(joined(others), 1500)
        elements.append(Paragraph(f"In no group: {named}. They sit out, are away, or find no partner."))
    elements.append(Note(f"Nobody was told, nothing is kept. Seed {round.seed}; the same people draw the same again."))
    return Card(title=f"Dry run for {name_date(round.on)}", elements=tuple(elements))


def _repeats(drawn: Draw) -> str:
    if not drawn.repeats:
        return "none"
    if drawn.repeats == drawn.repeats_at_least:
        return f"{drawn.repeats}, and no draw has fewer"
    return f"{drawn.repeats}; no draw has fewer than {drawn.repeats_at_least}"


def _group(people: Mapping[int, Member], group: tuple[int, ...], drawn: Draw, asked: AskedDraw) -> str:
    interviewer, candidate, *observer = (_name(people, id) for id in group)
    line = f"{interviewer} interviews {candidate} first"
    if observer:
        line += f"; {observer[0]} observes"
    met = {frozenset((one, other)) for each in asked.meetings for one in each.member_ids for other in each.member_ids}
    again = any(frozenset((one, other)) in met for one in group for other in group if one != other)
    return line + (" (met before)" if again else "")


def _name(people: Mapping[int, Member], member_id: int) -> str:
    member = people.get(member_id)
    return shorten(member.name, NAME) if member else "somebody who left"
