"""The words around the time of a mock: proposals on the group's card, an agreed time, reminders, the form."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards.calendar_file import calendar_file
from bot.cards.mocks import Scene
from bot.cards.words import joined, moment
from bot.chat.cards import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Element,
    Fact,
    Facts,
    Inline,
    Moment,
    Note,
    Paragraph,
    Text,
)
from bot.chat.forms import DateField, FieldValue, Form, Step, TimeField, as_text
from bot.domain.meeting import Proposal
from bot.domain.mock import Mock, MockState
from bot.domain.wall_clock import name_date

_NO_COMMON_DAY = "I find no hour in these days that would be day-time for all of you."
_DECLINE_LABEL = "I can't make it"


def time_of_group(scene: Scene, shown: Sequence[Proposal], *, suits_all: bool, had_any: bool) -> list[Element]:
    """What the group's card says of the time: the agreed one, or those to choose from.

    `suits_all` says whether what we propose lies in the hours that everybody named, `had_any` whether there were times
    to choose from that have passed.
    """
    mock = scene.mock
    if mock.starts_at is not None:
        return [*agreed_facts(scene, mock.starts_at), *_moving(scene, shown)]
    if shown:
        return [Paragraph(_how_to_choose(shown, suits_all=suits_all)), *_choices(scene, shown), _ways(mock, shown)]
    why = "The proposed times have passed." if had_any else _NO_COMMON_DAY
    return [
        Paragraph(f"{why} Propose one that suits you, and the others say yes or name another."),
        _ways(mock, shown),
    ]


def agreed_facts(scene: Scene, starts_at: datetime) -> list[Element]:
    """The agreed time, as each reader's own clock says it and as each member's does."""
    rows = [Fact("When", (shared_moment(scene, starts_at),))]
    rows += [Fact(f"For {scene.name(id)}", scene.local(id, starts_at)) for id in scene.mock.member_ids]
    return [Facts(tuple(rows))]


def shared_moment(scene: Scene, at: datetime) -> Moment:
    """Show an instant in each reader's zone; the fallback names it in every zone that the members live in."""
    zones = dict.fromkeys(scene.zone_of(id) for id in scene.mock.member_ids)
    return Moment(at=at, fallback=" · ".join(moment(at, zone).fallback for zone in zones))


def agreed(scene: Scene, *, uid: str, sequence: int, lasts: timedelta, moved: bool, stamped_at: datetime) -> Card:
    """What the group reads when a time is agreed on, with the calendar file."""
    starts_at = scene.mock.starts_at
    assert starts_at is not None
    ids = scene.mock.member_ids
    return Card(
        title=f"{'Moved' if moved else 'Agreed'}: {joined([scene.name(id) for id in ids])}",
        elements=(
            *agreed_facts(scene, starts_at),
            calendar_file(
                uid=uid,
                sequence=sequence,
                starts_at=starts_at,
                ends_at=starts_at + lasts,
                names=tuple(scene.name(id) for id in ids),
                stamped_at=stamped_at,
            ),
            Buttons((_propose(scene.mock, "Another time"),)),
            Note("Open the file to have it in your calendar; a moved time comes with a new one. I remind you before."),
        ),
        tone="good",
    )


def accepted(proposal: Proposal, *, time_zone: str, waits_for: Sequence[str]) -> Card:
    """What a member reads who said yes to a time."""
    if not waits_for:
        return Card(
            title="That is agreed",
            elements=(
                Paragraph(("You meet on ", moment(proposal.starts_at, time_zone), ".")),
                Paragraph("I remind you before. It can be moved until it begins."),
            ),
            tone="good",
        )
    return Card(
        title="Noted",
        elements=(
            Paragraph(("You can make it on ", moment(proposal.starts_at, time_zone), ".")),
            Paragraph(f"It is agreed as soon as {joined(waits_for)} can, too. You may say yes to several."),
        ),
    )


def not_open_any_more(starts_at: datetime | None, time_zone: str, mock_id: int) -> Card:
    """What a press on a time answers that is not to be chosen any more."""
    told: Text = "Choose one of those on the mock's card now, or propose another."
    if starts_at is not None:
        told = ("You have agreed on ", moment(starts_at, time_zone), ". It can be moved until it begins.")
    return Card(
        title="That time is not open any more",
        elements=(
            Paragraph(told),
            Buttons((Button(action="mock-propose", label="Propose another time", value=str(mock_id)),)),
        ),
        tone="refused",
    )


def proposed(scene: Scene, proposal: Proposal, *, author_id: int) -> Card:
    """What the group reads when one of them proposes a time."""
    return Card(
        title=f"{scene.name(author_id)} proposes a time",
        elements=(
            Facts(
                (
                    Fact("When", (shared_moment(scene, proposal.starts_at),)),
                    *(Fact(f"For {scene.name(id)}", scene.local(id, proposal.starts_at)) for id in _ids(scene)),
                )
            ),
            Buttons((_accept(proposal, "That suits me", style="primary"), _propose(scene.mock, "Another time"))),
        ),
    )


def proposal_sent(scene: Scene, proposal: Proposal, member_id: int) -> Card:
    """What whoever proposed a time reads: what it is for the others, early and late hours included."""
    others = [id for id in _ids(scene) if id != member_id]
    return Card(
        title="Proposed",
        elements=(
            Facts(tuple(Fact(f"For {scene.name(id)}", scene.local(id, proposal.starts_at)) for id in _ids(scene))),
            Paragraph(f"It is agreed as soon as {joined([scene.name(id) for id in others])} can, too."),
        ),
    )


def time_set(scene: Scene, starts_at: datetime) -> Card:
    """What whoever named the time reads on which they had settled among themselves."""
    return Card(
        title="That is agreed",
        elements=(
            *agreed_facts(scene, starts_at),
            Paragraph("The others see it on the mock's card. It can be moved until it begins."),
        ),
        tone="good",
    )


def propose_form(
    mock: Mock, *, context: str, time_zone: str, span: tuple[datetime, datetime], typed: Mapping[str, FieldValue]
) -> Form:
    """A date and a time of day in the member's own zone; `span` are the first and last start that would do."""
    first, last = (at.astimezone(ZoneInfo(time_zone)) for at in span)
    return Form(
        id="mock-time",
        title="A time for the mock",
        context=context,
        submit_label="Propose" if mock.starts_at is None else "Move it",
        steps=(
            Step(
                intro=f"In your own time zone, {time_zone}. From {_on_clock(first)} to {_on_clock(last)}.",
                fields=(
                    DateField(
                        name="on",
                        label="Date",
                        hint="Such as 2026-11-23",
                        value=as_text(typed.get("on"), first.date().isoformat()),
                    ),
                    TimeField(name="at", label="Time", hint="Such as 18:30", value=as_text(typed.get("at"), "18:00")),
                ),
            ),
        ),
    )


def soon(scene: Scene) -> Card:
    """The reminder before an agreed time."""
    mock = scene.mock
    assert mock.starts_at is not None
    return Card(
        title=f"Your mock begins soon: {joined([scene.name(id) for id in _ids(scene)])}",
        elements=(
            Paragraph(("It begins on ", shared_moment(scene, mock.starts_at), ".")),
            Buttons(
                (
                    Button(action="mock-start", label="Start", value=str(mock.id), style="primary"),
                    _propose(mock, "Another time"),
                    Button(action="mock-decline", label=_DECLINE_LABEL, value=str(mock.id)),
                )
            ),
        ),
    )


def no_time_yet(scene: Scene, shown: Sequence[Proposal], *, window_until: datetime) -> Card:
    """The reminder that the days for a mock come to their end without a time."""
    return Card(
        title=f"No time yet: {joined([scene.name(id) for id in _ids(scene)])}",
        elements=(
            Paragraph(("The days for this mock end on ", shared_moment(scene, window_until), ".")),
            *_choices(scene, shown),
            _ways(scene.mock, shown, declines=True),
        ),
    )


def _how_to_choose(shown: Sequence[Proposal], *, suits_all: bool) -> Text:
    if suits_all or any(each.proposed_by is not None for each in shown):
        return (Bold("When suits you? "), "A time is agreed as soon as all of you have pressed it.")
    return (
        Bold("Your hours do not meet in these days, which happens. "),
        "These come nearest. Press one if you can make it work, or propose another.",
    )


def _choices(scene: Scene, shown: Sequence[Proposal]) -> list[Element]:
    """List the open times, numbered as their buttons are."""
    if not shown:
        return []
    return [Bullets(tuple(_choice(scene, number, each) for number, each in enumerate(shown, 1)))]


def _choice(scene: Scene, number: int, proposal: Proposal) -> tuple[Inline, ...]:
    able = [scene.name(id) for id in _ids(scene) if id in proposal.accepted_by]
    by: list[Inline] = [] if not able else [f" · {joined(able)} can"]
    return (Bold(f"Time {number}: "), shared_moment(scene, proposal.starts_at), *by)


def _ways(mock: Mock, shown: Sequence[Proposal], *, declines: bool = False) -> Buttons:
    buttons = [_accept(each, f"Time {number}") for number, each in enumerate(shown, 1)]
    buttons.append(_propose(mock, "Propose another" if shown else "Propose a time"))
    if mock.state is MockState.PROPOSED:
        buttons.append(Button(action="mock-now", label="We meet now", value=str(mock.id)))
    if declines:
        buttons.append(Button(action="mock-decline", label=_DECLINE_LABEL, value=str(mock.id)))
    return Buttons(tuple(buttons))


def _moving(scene: Scene, shown: Sequence[Proposal]) -> list[Element]:
    """Offer to move an agreed time; until everybody has said yes to another one, it stands."""
    if not shown:
        return [Buttons((_propose(scene.mock, "Another time"),))]
    buttons = [_accept(each, f"Time {number}") for number, each in enumerate(shown, 1)]
    return [
        Paragraph("Asked to move it to:"),
        *_choices(scene, shown),
        Buttons((*buttons, _propose(scene.mock, "Another time"))),
    ]


def _accept(proposal: Proposal, label: str, *, style: str = "plain") -> Button:
    return Button(
        action="mock-time",
        label=label,
        value=f"{proposal.mock_id}/{proposal.minute}",
        style="primary" if style == "primary" else "plain",
    )


def _propose(mock: Mock, label: str) -> Button:
    return Button(action="mock-propose", label=label, value=str(mock.id))


def _ids(scene: Scene) -> tuple[int, ...]:
    return scene.mock.member_ids


def _on_clock(local: datetime) -> str:
    return f"{name_date(local.date())}, {local:%H:%M}"
