"""Rounds lived through: the notice, the draw, who sits out, who is left, who waits, and who asks somebody."""

import asyncio
from datetime import date

import pytest

from bot.chat.requests import Command
from bot.domain.round import replayed
from bot.store.database import Database
from bot.usecases import rounds
from tests.conversation import Group, Heard, Posted, Voice
from tests.journeys.pairs import a_group_of, shared_card

FIRST_DRAW = "2026-12-08 09:00"  # the Tuesday of the third week
DAY_BEFORE = "2026-12-07 09:00"


def pair_cards(group: Group) -> list[Posted]:
    return [each for each in group.room.posted if each.key.startswith("pair:")]


def newest(group: Group, name: str, kind: str) -> Posted:
    return [each for each in group.direct_to(name) if each.key.startswith(f"{kind}:")][-1]


def paired(group: Group) -> list[set[str]]:
    return [set(each.address.user_ids) for each in pair_cards(group)]


async def blocks(voice: Voice, *names: str) -> None:
    form = (await voice.types("/practice profile")).form
    await voice.fills(form, blocked=[name.lower() for name in names])


async def test_the_round_is_drawn_at_its_time_and_everybody_hears_the_day_before(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")

    await group.until(DAY_BEFORE)
    notice = newest(group, "Bo", "pair-notice")
    assert "you are in the next draw" in notice.text
    assert "Tue 8 Dec, 09:00" in notice.text

    await group.until(FIRST_DRAW)
    cards = pair_cards(group)
    assert len(cards) == 2
    assert {name for card in cards for name in card.address.user_ids} == {"ana", "bo", "cy", "dee"}
    assert all(card.address.home_channel_id == "c1" for card in cards)
    assert all("interviews" in card.text for card in cards)
    for voice in people:
        assert (await voice.types("/practice mock")).says("A mock: ", voice.person.name)


async def test_rounds_go_on_without_a_pair_twice_once_their_mocks_were_held(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    voices = {voice.person.user_id: voice for voice in people}

    for at in (FIRST_DRAW, "2026-12-10 09:00", "2026-12-15 09:00"):
        await group.until(at)
        for card in pair_cards(group)[-2:]:
            for name in card.address.user_ids:
                accepted = await voices[name].presses("I'm in", card)
                assert accepted.reply.card is not None
            await group.settle()
            one = voices[card.address.user_ids[0]]
            await one.presses("Start", card)
            await group.settle()
            await one.presses("Swap roles", card)
            await group.settle()
            await one.presses("Done", card)
            await group.settle()

    pairs = [frozenset(each) for each in paired(group)]
    assert len(pairs) == 6
    assert len(set(pairs)) == 6
    first = [card.address.user_ids[0] for card in pair_cards(group)]
    assert max(first.count(name) for name in voices) - min(first.count(name) for name in voices) <= 1


async def test_one_press_sits_the_next_draw_out_and_one_takes_it_back(database: Database) -> None:
    group, (_, bo, cy, _) = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    await group.until(DAY_BEFORE)

    out = await bo.presses("Sit this one out", newest(group, "Bo", "pair-notice"))
    assert out.says("You sit this one out", "In the one after it you are in again")
    out = await cy.presses("Sit this one out", newest(group, "Cy", "pair-notice"))
    assert (await cy.presses("I'm in after all", out)).says("You are in the draw of Tue 8 Dec")
    await group.until(FIRST_DRAW)

    assert [len(each) for each in paired(group)] == [3]
    assert all("bo" not in each for each in paired(group))
    late = await bo.presses("Sit this one out", newest(group, "Bo", "pair-notice"))
    assert late.says("These mocks are drawn already.", "I can't make it")
    await group.until("2026-12-10 09:00")
    assert any("bo" in each for each in paired(group)[1:])


async def test_where_people_are_picked_the_words_stand_in_a_field_of_their_own(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")

    async def picks(**options: str) -> str:
        asked = Command(person=ana.person, place=ana.place, name="practice", subcommand="pair", options=options)
        return Heard(await group.engine.handle(asked)).text

    assert "You sit this one out" in await picks(what="out")
    assert "You are in the draw" in await picks(what="In")
    assert "I asked Bo" in await picks(member=bo.person.user_id)
    assert "You are on the list" in await picks()


async def test_a_day_without_a_draw_cannot_be_sat_out(database: Database) -> None:
    _, (ana,) = await a_group_of(database, "Ana")

    assert (await ana.presses_raw("pair-sit-out", "1/2031-01-01")).says("Nothing is drawn on that day any more.")


async def test_a_snooze_ends_by_itself(database: Database) -> None:
    group, (_, bo, _) = await a_group_of(database, "Ana", "Bo", "Cy")
    await group.until(DAY_BEFORE)

    form = (await bo.presses("Snooze until…", newest(group, "Bo", "pair-notice"))).form
    wrong = await bo.fills(form, until="2026-12-07")
    assert wrong.reply.field_errors == {"until": "That day is not ahead. Choose tomorrow or a later day."}
    assert "60 days at most" in str((await bo.fills(form, until="2027-12-03")).reply.field_errors)
    assert "is not a date" in str((await bo.fills(form, until="soon")).reply.field_errors)
    assert (await bo.fills(form, until="2026-12-10")).says("You are in no draw before Thu 10 Dec")

    await group.until(FIRST_DRAW)
    assert paired(group) == [{"ana", "cy"}]
    await group.until("2026-12-10 09:00")
    assert {"ana", "bo", "cy"} in paired(group)[1:] or any("bo" in each for each in paired(group)[1:])


async def test_a_snooze_can_be_ended_early(database: Database) -> None:
    group, (_, bo) = await a_group_of(database, "Ana", "Bo")
    snoozed = await bo.fills((await bo.types("/practice pair snooze")).form, until="2027-01-04")

    await bo.presses("I'm back already", snoozed)
    await group.until(FIRST_DRAW)

    assert paired(group) == [{"ana", "bo"}]


async def test_an_odd_number_has_an_observer_who_is_told_so(database: Database) -> None:
    group, _ = await a_group_of(database, "Ana", "Bo", "Cy")

    await group.until(FIRST_DRAW)

    (card,) = pair_cards(group)
    assert len(card.address.user_ids) == 3
    assert "observes both halves and scores, too" in card.text


async def test_an_odd_group_of_one_is_told_and_can_wait(database: Database) -> None:
    group, (ana,) = await a_group_of(database, "Ana")
    await group.until(FIRST_DRAW)

    told = newest(group, "Ana", "pair-left-out")
    assert "You were the only one in this time." in told.text
    assert not [each for each in group.direct_to("Ana") if each.key.startswith("pair-notice")]
    assert (await ana.presses("Wait for a partner", told)).says("You are on the list")

    bo = group.person("Bo")
    await bo.types("/practice join")
    joined = await bo.types("/practice pair")
    await group.settle()
    assert joined.says("A mock: ")
    assert paired(group) == [{"ana", "bo"}]


async def test_blocks_hold_and_look_like_bad_luck_to_everybody(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    await blocks(bo, "Ana")
    await group.until(FIRST_DRAW)

    assert paired(group) == []
    for name in ("Ana", "Bo"):
        told = newest(group, name, "pair-left-out")
        assert "There was no partner for you this time." in told.text
        assert "Bo" not in told.text
        assert "Ana" not in told.text
    asked = await ana.types("/practice pair @Bo")
    assert asked.says("I asked Bo")
    for voice in (ana, bo):
        assert (await voice.types("/practice pair")).says("You are on the list")
    await group.settle()
    assert not [each for each in group.direct_to("Bo") if each.key.startswith("pair-invite")]
    await group.until("2026-12-10 10:00")
    assert "No answer from Bo yet" in newest(group, "Ana", "pair-unanswered").text
    assert paired(group) == []
    assert (await bo.types("/practice pair @Ana")).says("Your profile says never to pair you with Ana")


async def test_everybody_blocked_is_told_and_nothing_breaks(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy")
    for voice in people:
        await blocks(voice, *({"Ana", "Bo", "Cy"} - {voice.person.name}))

    await group.until(FIRST_DRAW)

    assert paired(group) == []
    assert all("There was no partner" in newest(group, name, "pair-left-out").text for name in ("Ana", "Bo", "Cy"))


async def test_organisers_see_a_dry_run_that_is_what_will_be_drawn(database: Database) -> None:
    group, (ana, bo, *_) = await a_group_of(database, "Ana", "Bo", "Cy", "Dee", "Eve")
    await group.until(DAY_BEFORE)

    preview = newest(group, "Ana", "pair-preview")
    assert "Five members are in so far" in preview.text
    shown = await ana.presses("See a dry run", preview)
    assert shown.says("Dry run for Tue 8 Dec", "five members", "two groups", "Repeats: none", "; ")
    assert (await ana.types("/practice pair dry-run")).text == shown.text
    assert (await bo.types("/practice pair dry-run")).says("Only the group's organisers can do that.", "Ask Ana.")
    assert paired(group) == []

    await group.until(FIRST_DRAW)
    for card in pair_cards(group):
        interviewer, candidate = (name.capitalize() for name in card.address.user_ids[:2])
        assert f"{interviewer} interviews {candidate} first" in shown.text


async def test_a_dry_run_gives_no_reason_for_anybody(database: Database) -> None:
    group, (ana, bo, cy, dee) = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    await blocks(bo, "Ana", "Cy", "Dee")
    await group.until(DAY_BEFORE)
    await dee.types("/practice pair out")

    shown = await ana.types("/practice pair dry-run")

    assert shown.says("Ana", "Cy", "In no group: Bo and Dee. They sit out, are away, or find no partner.")
    assert cy


async def test_a_draw_can_be_made_again_from_what_was_kept_of_it(database: Database) -> None:
    group, (_, bo, *_) = await a_group_of(database, "Ana", "Bo", "Cy", "Dee", "Eve")
    await blocks(bo, "Cy")
    await group.until(FIRST_DRAW)

    async with group.work_room.open(group.clock.now()) as work:
        (cohort,) = await work.cohorts.running()
        drawn = await work.rounds.on(cohort.id, date(2026, 12, 8))

    assert drawn is not None
    assert [list(each) for each in replayed(drawn.summary).groups] == drawn.summary["groups"]
    assert drawn.summary["seed"] == drawn.seed


async def test_whoever_is_left_by_a_no_is_paired_again_at_once(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    voices = {voice.person.user_id: voice for voice in people}
    await group.until(FIRST_DRAW)
    one, other = pair_cards(group)

    await voices[one.address.user_ids[0]].presses("I can't make it", one)
    await group.settle()
    assert len(pair_cards(group)) == 2
    await voices[other.address.user_ids[0]].presses("I can't make it", other)
    await group.settle()

    again = pair_cards(group)[2:]
    assert [set(each.address.user_ids) for each in again] == [{one.address.user_ids[1], other.address.user_ids[1]}]
    assert "@" in again[0].text


async def test_a_stranded_member_comes_before_others_who_wait(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    voices = {voice.person.user_id: voice for voice in people}
    await group.until(FIRST_DRAW)
    one, other = pair_cards(group)
    left, gone = one.address.user_ids[1], one.address.user_ids[0]
    await voices[gone].presses("I can't make it", one)
    await group.settle()

    found = await voices[other.address.user_ids[0]].types("/practice pair")
    await group.settle()

    assert found.says("A mock: ")
    assert set(pair_cards(group)[-1].address.user_ids) == {left, other.address.user_ids[0]}


async def test_who_leaves_frees_the_other_who_hears_no_reason(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    voices = {voice.person.user_id: voice for voice in people}
    await group.until(FIRST_DRAW)
    (one, _) = pair_cards(group)
    gone, left = one.address.user_ids

    await voices[gone].types("/practice leave")
    await group.settle()

    assert "It was called off." in one.text
    assert "Somebody cannot make it. Nobody is asked why." in newest(group, left, "mock-off").text
    async with group.work_room.open(group.clock.now()) as work:
        (cohort,) = await work.cohorts.running()
        (waiting,) = await work.rounds.waiting_in(cohort.id)
    assert waiting.is_stranded


async def test_whoever_waits_is_paired_with_the_next_one_and_can_leave_the_list(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")

    waiting = await ana.types("/practice pair")
    assert waiting.says("You are on the list", "As soon as somebody else wants a mock")
    assert (await ana.types("/practice pair")).says("You are on the list already")
    assert (await ana.presses("Leave the list", waiting)).says("You are off the list")
    assert (await ana.types("/practice pair leave")).says("You were not on the list")
    assert (await bo.types("/practice pair")).says("You are on the list")
    found = await cy.types("/practice pair")
    await group.settle()

    assert found.says("A mock: ")
    assert paired(group) == [{"bo", "cy"}]
    assert "Start" in found.labels
    assert (await bo.types("/practice pair")).says("A mock: ")
    assert len(pair_cards(group)) == 1


async def test_somebody_asked_in_private_can_say_yes(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")

    assert (await ana.types("/practice pair @Bo")).says("I asked Bo")
    await group.settle()
    invitation = newest(group, "Bo", "pair-invite")
    assert "Ana would like a mock with you" in invitation.text
    assert (await ana.types("/practice pair @Bo")).says("You asked Bo today already.")
    assert (await cy.presses("Yes, let's", invitation)).says("This invitation is for somebody else.")

    assert (await bo.presses("Yes, let's", invitation)).says("A mock: ")
    await group.settle()
    assert "Bo said yes" in newest(group, "Ana", "pair-answer").text
    assert "@Ana" in shared_card(group, *([ana, bo] if paired_in_order(group) else [bo, ana])).text
    for label in ("Yes, let's", "Not this time"):
        assert (await bo.presses(label, invitation)).says("You have answered this invitation.")
    await group.until("2026-11-24 12:00")
    assert not [each for each in group.direct_to("Ana") if each.key.startswith("pair-unanswered")]


def paired_in_order(group: Group) -> bool:
    return pair_cards(group)[-1].address.user_ids == ("ana", "bo")


async def test_a_no_needs_no_reason_and_offers_somebody_else(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    await ana.types("/practice pair Bo")
    await group.settle()

    assert (await bo.presses("Not this time", newest(group, "Bo", "pair-invite"))).says("That is fine")
    await group.settle()
    answer = newest(group, "Ana", "pair-answer")
    assert "It does not suit Bo this time" in answer.text
    await ana.presses("Whoever is free", answer)
    await cy.types("/practice pair")
    await group.settle()
    assert paired(group) == [{"ana", "cy"}]


async def test_an_old_invitation_has_lapsed_without_blame(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    await ana.types("/practice pair @Bo")
    await group.settle()
    await group.until("2026-11-22 14:00")

    assert "nobody is to blame" in newest(group, "Ana", "pair-unanswered").text
    late = await bo.presses("Yes, let's", newest(group, "Bo", "pair-invite"))
    assert late.says("This invitation has lapsed.")


async def test_names_that_nobody_has_and_ones_own_are_refused(database: Database) -> None:
    _, (ana, bo) = await a_group_of(database, "Ana", "Bo")

    assert (await ana.types("/practice pair @Anna")).says("Nobody in this group is called", "Did you mean @Ana?")
    assert (await ana.types("/practice pair @Ana")).says("That is you.")
    outsider = bo.group.person("Zoe")
    assert (await outsider.types("/practice pair")).says("You are not in the group of #practice yet.")
    assert (await bo.presses_raw("pair-yes", "1/2/x")).says("That button is from an older version.")
    assert (await bo.presses_raw("pair-sit-out", "1/tomorrow")).says("That button is from an older version.")


async def test_a_late_joiner_is_in_the_next_draw_or_finds_somebody_at_once(database: Database) -> None:
    group, (_, bo) = await a_group_of(database, "Ana", "Bo")
    await group.until("2026-12-09 12:00")
    cy = group.person("Cy")
    joined = await cy.types("/practice join")

    assert (await cy.presses("A mock now", joined)).says("You are on the list")
    await bo.types("/practice pair")
    await group.settle()
    assert paired(group)[1:] == [{"bo", "cy"}]

    await group.until("2026-12-10 09:00")

    assert any("cy" in each for each in paired(group))


async def test_hours_without_overlap_are_paired_all_the_same_and_told_so(database: Database) -> None:
    group, people = await a_group_of(database, "Ana", "Bo")
    for voice, hours in zip(people, ("mon-morning", "sat-evening"), strict=True):
        await voice.fills((await voice.types("/practice profile")).form, availability=[hours])
    ana = people[0]

    shown = await ana.types("/practice pair dry-run")
    await group.until(FIRST_DRAW)

    assert shown.says("Without a session that suits all: one group")
    assert paired(group) == [{"ana", "bo"}]


async def test_a_member_on_a_break_is_not_drawn(database: Database) -> None:
    group, (_, bo, _) = await a_group_of(database, "Ana", "Bo", "Cy")
    await group.until("2026-12-06 12:00")
    await bo.fills((await bo.types("/practice profile")).form, break_until="2026-12-09")

    await group.until(FIRST_DRAW)

    assert paired(group) == [{"ana", "cy"}]
    assert not [each for each in group.direct_to("Bo") if each.key.startswith("pair-notice")]


async def test_a_draw_missed_by_a_few_hours_is_made_late_and_one_of_yesterday_is_not(database: Database) -> None:
    group, _ = await a_group_of(database, "Ana", "Bo")
    await group.until("2026-12-08 08:00")
    await group.sleep_until("2026-12-08 15:00")
    await group.beat()
    assert len(pair_cards(group)) == 1

    await group.until("2026-12-10 08:00")
    await group.sleep_until("2026-12-11 12:00")
    await group.beat()
    assert len(pair_cards(group)) == 1


async def test_a_paused_group_is_not_drawn(database: Database) -> None:
    group, (ana, _) = await a_group_of(database, "Ana", "Bo")
    await group.until("2026-12-07 12:00")
    await ana.types("/practice pause")

    await group.until("2026-12-09 12:00")

    assert pair_cards(group) == []


async def test_a_draw_that_is_cut_off_goes_on_where_it_was(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Person{number}" for number in range(24)]
    group, _ = await a_group_of(database, "Ana", *names, "Bo")
    real, opened = rounds.open_mock, 0

    async def cut_off(*args: object, **named: object) -> object:
        nonlocal opened
        opened += 1
        if opened == 13:
            raise ConnectionError("the process is killed here")
        return await real(*args, **named)  # type: ignore[arg-type]

    await group.until("2026-12-08 08:00")
    monkeypatch.setattr(rounds, "open_mock", cut_off)
    await group.sleep_until(FIRST_DRAW)
    with pytest.raises(ConnectionError):
        await group.engine.tick(group.clock.now())
    monkeypatch.undo()
    await group.beat()

    everybody = [name for card in pair_cards(group) for name in card.address.user_ids]
    assert len(pair_cards(group)) == 13
    assert len(everybody) == len(set(everybody)) == 26


async def test_two_who_draw_at_once_make_one_draw(database: Database) -> None:
    group, _ = await a_group_of(database, "Ana", "Bo", "Cy", "Dee")
    await group.until("2026-12-08 08:00")
    await group.sleep_until(FIRST_DRAW)

    await asyncio.gather(*(group.engine.tick(group.clock.now()) for _ in range(3)))
    await group.engine.deliver()

    everybody = [name for card in pair_cards(group) for name in card.address.user_ids]
    assert sorted(everybody) == ["ana", "bo", "cy", "dee"]


async def test_two_who_look_for_a_partner_at_once_find_each_other(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")

    await asyncio.gather(ana.types("/practice pair"), bo.types("/practice pair"))
    await group.settle()

    assert paired(group) == [{"ana", "bo"}]


async def test_two_yeses_at_once_make_one_mock(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    await ana.types("/practice pair @Bo")
    await group.settle()
    invitation = newest(group, "Bo", "pair-invite")

    await asyncio.gather(bo.presses("Yes, let's", invitation), bo.presses("Yes, let's", invitation))
    await group.settle()

    assert len(pair_cards(group)) == 1
