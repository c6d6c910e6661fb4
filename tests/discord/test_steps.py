"""Forms between their steps: nothing typed is lost, nothing foreign gets in, and a restart in between does no harm."""

from adapters.discord import words
from tests.discord.conftest import Server, connected
from tests.stands.discord.people import Heard, Person
from tests.stands.discord.stand import DiscordStandIn


async def first_step(ana: Person) -> Heard:
    return await ana.presses("Choose times and days", await ana.types("/practice setup"))


async def test_a_channel_of_another_server_is_not_smuggled_in(server: Server) -> None:
    elsewhere = server.discord.add_channel(server.discord.add_guild("Elsewhere"), "practice")
    form = await first_step(server.ana)

    refused = await server.ana.submits(form, unchecked=True, channel=elsewhere)
    forged = await server.ana.sends_press("~send:1/2:setup:", refused.message)

    assert words.NOT_OF_THIS_SERVER in refused.text
    assert words.NOT_OF_THIS_SERVER in forged.text
    assert "No group practises" in (await server.ana.types("/practice start")).text


async def test_a_form_goes_on_after_a_restart(
    stand: DiscordStandIn, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> None:
    async with connected(stand, ana, bo, cy, sqlite_url):
        kept = await ana.submits(await first_step(ana), time_zone="Asia/Tokyo", post_time="07:45")

    async with connected(stand, ana, bo, cy, sqlite_url):
        second = await ana.presses("Continue", kept)
        assert "2 of 2" in second.form["title"]
        done = await ana.submits(second)

    assert "is set up" in done.text
    assert "07:45" in done.text
    assert "Asia/Tokyo" in done.text


async def test_a_step_can_be_changed_and_the_card_between_is_replaced(server: Server) -> None:
    ana = server.ana
    kept = await ana.submits(await first_step(ana), post_time="07:45")
    again = await ana.presses("Change this step", kept)
    assert "07:45" in again.text

    changed = await ana.submits(again, post_time="08:15")
    done = await ana.presses("Send as it is", changed)

    assert changed.message is kept.message
    assert done.message is kept.message
    assert "08:15" in done.text
    assert "Continue" not in done.buttons


async def test_a_card_between_steps_that_has_served_says_so(server: Server) -> None:
    ana = server.ana
    kept = await ana.submits(await first_step(ana))
    await ana.presses("Send as it is", kept)

    for custom_id in ("~form:2/2:setup:", "~send:1/2:setup:"):
        assert "not open any more" in (await ana.sends_press(custom_id, kept.message)).text


async def test_every_fault_is_named_and_the_step_with_the_first_opens_again(server: Server) -> None:
    ana = server.ana
    kept = await ana.submits(await first_step(ana), time_zone="Atlantis", post_time="25:00")

    refused = await ana.presses("Send as it is", kept)
    opened = await ana.presses("Open it again", refused)

    assert "Time zone: I do not know the time zone “Atlantis”" in refused.text
    assert "Question comes at: “25:00” is not a time of day." in refused.text
    assert "1 of 2" in opened.form["title"]
    assert "Atlantis" in opened.text


async def test_a_form_that_was_put_aside_is_filled_when_it_is_opened_again(server: Server) -> None:
    await server.ana.submits(await first_step(server.ana), time_zone="Asia/Tokyo")

    assert "Asia/Tokyo" in (await first_step(server.ana)).text
