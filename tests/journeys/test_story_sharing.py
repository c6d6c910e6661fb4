"""Showing a story to the group: a preview first, posted once, and never with private data in it."""

from bot.store.database import Database
from tests.conversation import Group, a_running_group
from tests.stories import KEY, good_beats, writes


async def test_a_story_is_previewed_and_then_posted_once(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await writes(ana, title="Three cents", **good_beats())
    before = len(group.channel)

    preview = await ana.types("/story share cents")
    await group.beat()
    assert preview.reply.private
    assert preview.says("A story: Three cents", "61 percent was input", "Nothing is posted yet")
    assert len(group.channel) == before

    assert (await ana.presses("Post it in #practice", preview)).says("on its way")
    assert (await ana.presses("Post it in #practice", preview)).says("already")
    await group.beat()

    assert len(group.channel) == before + 1
    posted = group.channel[-1]
    assert "61 percent was input" in posted.text
    assert "From Ana." in posted.text
    assert posted.address.channel_id == "c1"


async def test_private_data_keeps_a_story_from_being_shared(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    beats = good_beats()
    await writes(ana, title="Three cents", **(beats | {"action": f"{beats['action']} The token was {KEY}."}))

    refused = await ana.types("/story share 1")

    assert refused.says("not shared: private data stands in it", "/story edit 1", "revoke")
    assert KEY not in refused.text
    assert "A story" not in refused.text
    await ana.fills((await ana.types("/story edit 1")).form, **beats)
    assert (await ana.types("/story share 1")).says("A story: Three cents")


async def test_what_was_previewed_is_what_is_posted(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await writes(ana, title="Three cents", **good_beats())
    preview = await ana.types("/story share 1")

    await ana.fills((await ana.types("/story edit 1")).form, situation="Changed since then, and not for others yet.")
    await ana.presses("Post it in #practice", preview)
    await group.beat()

    assert "3.1 cents" in group.channel[-1].text
    assert "Changed since then" not in group.channel[-1].text


async def test_a_story_removed_before_it_is_posted_is_not_posted(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await writes(ana, title="Three cents", **good_beats())
    await ana.presses("Post it in #practice", await ana.types("/story share 1"))
    before = len(group.channel)

    await ana.presses("Remove it", await ana.types("/story remove 1"))
    await group.beat()

    assert len(group.channel) == before


async def test_sharing_needs_a_group(database: Database) -> None:
    ana = Group(database).person("Ana")
    await writes(ana, title="Three cents", **good_beats())

    assert (await ana.types("/story share 1")).says("No group practises in this channel yet")


async def test_a_long_story_is_cut_to_what_a_card_holds_in_preview_and_post_alike(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await writes(ana, title="Long", **{beat: f"{text} " * 3 for beat, text in good_beats().items()})

    preview = await ana.types("/story share 1")
    await ana.presses("Post it in #practice", preview)
    await group.beat()

    assert "…" in preview.text
    shown = preview.text.splitlines()[:-1]
    assert group.channel[-1].text.splitlines()[: len(shown)] == shown
