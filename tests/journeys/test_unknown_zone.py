"""People whose platform does not tell their time zone say it once."""

from bot.store.database import Database
from tests.conversation import Group


async def test_a_zone_is_typed_behind_setup_and_profile(database: Database) -> None:
    group = Group(database, at="2026-11-20 12:00")
    ana = group.person("Ana", None)
    bo = group.person("Bo", None)

    # Without a zone the group would be in UTC, and the card says so; typed behind the command, it is taken.
    assert (await ana.types("/practice setup")).says("I do not know your time zone", "UTC")
    offer = await ana.types("/practice setup lisbon")
    assert offer.says("Europe/Lisbon", "09:00")
    assert "I do not know" not in offer.text
    form = await ana.presses("Choose times and days", offer)
    assert [field.value for field in form.form.steps[0].fields if field.name == "time_zone"] == ["Europe/Lisbon"]
    assert (await ana.presses("Use all defaults", offer)).says("Europe/Lisbon")

    # Bo joins in the group's zone, is told how to change it, and does.
    assert (await bo.types("/practice join")).says("took the group's, Europe/Lisbon", "/practice profile Europe/Lisbon")
    assert (await bo.types("/practice profile Atlantis")).says("I do not know the time zone “Atlantis”", "Did you mean")
    assert (await bo.types("/practice profile America/New York")).says("Profile saved", "America/New_York")


async def test_zones_are_completed_by_their_city_first(database: Database) -> None:
    ana = Group(database).person("Ana", None)

    assert (await ana.complete("time_zone", "lis"))[0] == "Europe/Lisbon"
    assert (await ana.complete("time_zone", "new y")) == ["America/New_York"]
    assert "Asia/Kolkata" in await ana.complete("time_zone", "")
    assert "Europe/Berlin" in await ana.complete("time_zone", "Berlni")
    assert len(await ana.complete("time_zone", "a")) == 25
