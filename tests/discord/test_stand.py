"""The stand-in itself, with the real discord.py: what a small bot does on Discord, it does here, and no more."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.stands.discord import world
from tests.stands.discord.gateway import PRIVILEGED
from tests.stands.discord.people import NotOffered, Person, person
from tests.stands.discord.rest import too_many
from tests.stands.discord.stand import TOKEN, DiscordStandIn
from tests.stands.discord.world import Channel, Guild

pytestmark = pytest.mark.usefixtures("pointed")

Interaction = discord.Interaction[Any]
Client = discord.Client
THEMES = ("Failure", "Feedback", "Trade-offs")


class Tiny(discord.Client):
    """A bot that knows a little of everything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            intents=options.pop("intents", discord.Intents(guilds=True, guild_messages=True, dm_messages=True)),
            guild_ready_timeout=0.05,
            allowed_mentions=discord.AllowedMentions.none(),
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.events: list[str] = []
        self.written: list[discord.Message] = []
        self.is_up = asyncio.Event()
        register(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nobody: the stand-in lets shards in as fast as they come."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Again)
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.is_up.set()

    async def on_message(self, message: discord.Message) -> None:
        self.written.append(message)

    def dispatch(self, event: str, /, *arguments: Any, **more: Any) -> None:
        self.events.append(event)
        super().dispatch(event, *arguments, **more)


class Sharded(Tiny, discord.AutoShardedClient):
    """The same in shards."""


class Again(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"again:(?P<times>\d+)"):
    def __init__(self, times: int) -> None:
        super().__init__(discord.ui.Button(label=f"Again ({times})", custom_id=f"again:{times}"))
        self.times = times

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: Any, /) -> "Again":
        return cls(int(match["times"]))

    async def callback(self, interaction: Interaction) -> None:
        view = discord.ui.View(timeout=None).add_item(Again(self.times + 1))
        await interaction.response.edit_message(content=f"Pressed {self.times} times", view=view)


class Story(discord.ui.Modal, title="A story"):
    situation: Any = discord.ui.Label(text="Situation", component=discord.ui.TextInput(max_length=100))
    theme: Any = discord.ui.Label(
        text="Theme",
        component=discord.ui.Select(options=[discord.SelectOption(label=theme) for theme in THEMES]),
    )
    partner: Any = discord.ui.Label(text="Partner", component=discord.ui.UserSelect(required=False, min_values=0))

    async def on_submit(self, interaction: Interaction) -> None:
        with_whom = ", ".join(user.display_name for user in self.partner.component.values)
        said = f"{self.situation.component.value} / {self.theme.component.values[0]} / {with_whom}"
        await interaction.response.send_message(said, ephemeral=True)


def register(tree: app_commands.CommandTree[Any]) -> None:
    """Give a tree the commands of the small bot."""
    group = app_commands.Group(name="tiny", description="A small bot", guild_only=True)

    @group.command(description="Say something")
    async def say(interaction: Interaction, words: str, loudly: bool = False) -> None:
        view = discord.ui.View(timeout=None).add_item(Again(1))
        await interaction.response.send_message(words.upper() if loudly else words, view=view)

    @group.command(description="Take a while")
    async def slowly(interaction: Interaction, secretly: bool) -> None:
        await interaction.response.defer(ephemeral=secretly, thinking=True)
        await interaction.followup.send("Here it is", file=discord.File(io.BytesIO(b"a picture"), "streak.png"))
        await interaction.followup.send("And more", ephemeral=True)

    @group.command(description="Tell a story")
    async def story(interaction: Interaction) -> None:
        await interaction.response.send_modal(Story())

    @group.command(description="Pick a theme")
    async def pick(interaction: Interaction, theme: str, who: discord.Member | None = None) -> None:
        await interaction.response.send_message(f"{theme} for {who.display_name if who else 'nobody'}")

    @pick.autocomplete("theme")
    async def offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=each, value=each) for each in THEMES if each.lower().startswith(typed.lower())]

    @group.command(description="Only for some")
    async def shout(interaction: Interaction) -> None:
        await interaction.response.send_message("Hello @everyone", allowed_mentions=discord.AllowedMentions.all())

    @app_commands.context_menu(name="Repeat this")
    async def repeat(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"They said: {message.content}", ephemeral=True)

    @app_commands.command(name="manage", description="For organisers")
    @app_commands.default_permissions(manage_guild=True)
    async def manage(interaction: Interaction) -> None:
        await interaction.response.send_message("Managed", ephemeral=True)

    for command in (group, repeat, manage):
        tree.add_command(command)


@asynccontextmanager
async def running(client: Tiny) -> AsyncIterator[Any]:
    """Run a client until it is ready and as long as the block lasts; what ends it early is raised."""
    async with client:
        run = asyncio.create_task(client.start(TOKEN))
        ready = asyncio.create_task(client.is_up.wait())
        await asyncio.wait({run, ready}, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            ready.cancel()
            await run
        yield client
        await client.close()
        with contextlib.suppress(asyncio.CancelledError):
            await run


@pytest.fixture(autouse=True)
def _speaks_as_discord_does(stand: DiscordStandIn) -> Iterator[None]:
    """Hold whatever the stand-in itself said against Discord's schemas."""
    yield
    assert "\n".join(stand.own_faults()) == ""


@pytest.fixture
async def tiny(stand: DiscordStandIn, ana: Person, bo: Person) -> AsyncIterator[Tiny]:
    async with running(Tiny()) as client:
        yield client


async def test_a_client_logs_in_and_registers_its_commands(stand: DiscordStandIn, tiny: Tiny, guild: Guild) -> None:
    assert tiny.user is not None
    assert tiny.user.id == stand.bot.id
    assert [each.name for each in tiny.guilds] == [guild.name]
    assert {command["name"] for command in stand.commands[None]} == {"tiny", "Repeat this", "manage"}
    assert stand.syncs == 1
    assert stand.gateway.heartbeats >= 1


async def test_a_client_that_asks_for_no_compression_is_understood(stand: DiscordStandIn, ana: Person) -> None:
    stand.gateway.is_plain = True

    async with running(Tiny()):
        heard = await ana.types("/tiny say hello")

    assert heard.text == "hello"


async def test_a_command_is_answered_where_everybody_sees_it(tiny: Tiny, ana: Person, bo: Person) -> None:
    heard = await ana.types("/tiny say", words="**Good** morning", loudly=True)

    assert heard.text == "GOOD MORNING"
    assert bo.sees == [heard.message]
    assert not heard.is_private


async def test_a_button_works_after_the_message_was_made_by_another_process(
    tiny: Tiny, ana: Person, bo: Person
) -> None:
    heard = await ana.types("/tiny say hello")

    await bo.presses("Again (1)", heard)
    pressed = await bo.presses("Again (2)", heard)

    assert pressed.message is heard.message
    assert pressed.text == "Pressed 2 times"


@pytest.mark.parametrize("secretly", [True, False])
async def test_a_deferral_fixes_who_sees_the_answer(tiny: Tiny, ana: Person, bo: Person, secretly: bool) -> None:
    heard = await ana.types("/tiny slowly", secretly=secretly)
    await ana.discord.eventually(lambda: len(heard.interaction.replies) == 2)

    first, second = heard.interaction.replies
    assert (first.seen_only_by is ana.user) == secretly
    assert second.seen_only_by is ana.user
    assert dict(first.files.values()) == {"streak.png": b"a picture"}
    assert len(bo.sees) == (0 if secretly else 1)


async def test_a_form_is_filled_in(tiny: Tiny, ana: Person, bo: Person) -> None:
    form = await ana.types("/tiny story")
    situation, theme, partner = (field["custom_id"] for field in form.fields)

    saved = await ana.submits(form, **{situation: "It broke", theme: "Feedback", partner: [bo.user]})

    assert saved.text == "It broke / Feedback / Bo"
    assert saved.is_private


async def test_discords_app_holds_back_what_a_field_does_not_take(tiny: Tiny, ana: Person) -> None:
    form = await ana.types("/tiny story")
    situation, theme, _ = (field["custom_id"] for field in form.fields)

    for wrong in ({situation: "x" * 101}, {situation: " "}, {situation: "It broke", theme: "Weather"}):
        with pytest.raises(NotOffered):
            await ana.submits(form, **wrong)


async def test_options_are_completed_while_typing(tiny: Tiny, ana: Person, bo: Person) -> None:
    assert await ana.completes("/tiny pick", theme="f") == ["Failure", "Feedback"]
    assert (await ana.types("/tiny pick Failure", who=bo.user)).text == "Failure for Bo"


async def test_a_command_in_a_messages_menu(tiny: Tiny, ana: Person, bo: Person) -> None:
    written = await bo.writes("I moved on")

    heard = await ana.right_clicks(written, "Repeat this")

    assert heard.text == "They said: I moved on"


async def test_a_command_is_offered_to_those_who_may_use_it(tiny: Tiny, ana: Person, bo: Person) -> None:
    assert (await ana.types("/manage")).text == "Managed"
    with pytest.raises(NotOffered):
        await bo.types("/manage")
    with pytest.raises(NotOffered):
        await bo.types("/tiny nothing")


# The rules of interactions


async def test_an_answer_after_three_seconds_comes_too_late(stand: DiscordStandIn, ana: Person) -> None:
    codes = await _codes_of(stand, ana, lambda interaction: _late(stand, interaction))

    assert codes == [10062]


async def test_an_interaction_is_answered_once(stand: DiscordStandIn, ana: Person) -> None:
    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("Once")
        interaction.response._response_type = None
        await interaction.response.send_message("Twice")

    assert await _codes_of(stand, ana, twice) == [40060]


async def test_a_form_comes_before_any_other_answer(stand: DiscordStandIn, ana: Person) -> None:
    async def form_after_deferral(interaction: Interaction) -> None:
        await interaction.response.defer()
        interaction.response._response_type = None
        await interaction.response.send_modal(Story())

    assert await _codes_of(stand, ana, form_after_deferral) == [40060]


async def test_follow_ups_are_taken_for_fifteen_minutes(stand: DiscordStandIn, ana: Person) -> None:
    async def much_later(interaction: Interaction) -> None:
        await interaction.response.send_message("Now")
        stand.passes(14 * 60)
        await interaction.followup.send("Later")
        stand.passes(2 * 60)
        await interaction.followup.send("Too late")

    assert await _codes_of(stand, ana, much_later) == [50027]
    assert [message.text for message in ana.sees] == ["Now", "Later"]


async def test_a_follow_up_before_an_answer_is_refused(stand: DiscordStandIn, ana: Person) -> None:
    async def too_early(interaction: Interaction) -> None:
        await interaction.followup.send("First")

    assert await _codes_of(stand, ana, too_early) == [10015]


async def test_a_form_opens_no_form(stand: DiscordStandIn, ana: Person) -> None:
    class Chain(discord.ui.Modal, title="First"):
        words: Any = discord.ui.Label(text="Words", component=discord.ui.TextInput())

        async def on_submit(self, interaction: Interaction) -> None:
            await interaction.response.send_modal(Story())

        async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
            refused.append(error)
            await interaction.response.send_message("No", ephemeral=True)

    refused: list[Any] = []

    async with running(Tiny()) as client:
        _replace_say(client, lambda interaction: interaction.response.send_modal(Chain()))
        form = await ana.types("/tiny say hello")
        answered = await ana.submits(form, **{form.fields[0]["custom_id"]: "x"})

    assert answered.text == "No"
    assert [error.code for error in refused] == [50035]
    assert "Callback type 9" in stand.violations.pop()


async def test_an_original_reply_is_read_changed_and_deleted(tiny: Tiny, ana: Person) -> None:
    async def come_and_go(interaction: Interaction) -> None:
        await interaction.response.send_message("Here")
        original = await interaction.original_response()
        await interaction.edit_original_response(content=f"{original.content} and changed")
        follow_up = await interaction.followup.send("More", wait=True)
        await follow_up.edit(content="More changed")
        await interaction.delete_original_response()

    _replace_say(tiny, come_and_go)

    await ana.types("/tiny say hello")

    await ana.discord.eventually(lambda: [message.text for message in ana.sees] == ["More changed"])


# Messages


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "x" * 2001},
        {"embed": discord.Embed(title="x" * 257)},
        {"embed": discord.Embed(description="x" * 4097)},
        {"embeds": [discord.Embed(description="x" * 3001)] * 2},
        {"embed": discord.Embed()},
        {"embed": discord.Embed().add_field(name="", value="x")},
        {"content": " \n "},
        {"embed": discord.Embed(title="x").set_image(url="attachment://other.png")},
        {
            "view": discord.ui.View(timeout=None).add_item(discord.ui.Button(label="x", custom_id="c" * 101)),
            "content": "x",
        },
        {"view": discord.ui.View(timeout=None).add_item(discord.ui.Button(label="x" * 81)), "content": "x"},
        {"view": discord.ui.View(timeout=None).add_item(discord.ui.Button()), "content": "x"},
        {
            "content": "x",
            "view": discord.ui.View(timeout=None)
            .add_item(discord.ui.Button(label="x", custom_id="c"))
            .add_item(discord.ui.Button(label="y", custom_id="c")),
        },
    ],
    ids=str,
)
async def test_a_message_over_a_limit_is_refused(
    stand: DiscordStandIn, tiny: Tiny, practice: Channel, wrong: dict[str, Any]
) -> None:
    with pytest.raises(discord.HTTPException) as refusal:
        await _there(tiny, practice).send(**wrong)

    assert refusal.value.code in (50035, 50006)
    assert stand.violations.pop()
    assert practice.messages == []


async def test_version_2_components_stand_alone_and_within_their_limits(
    stand: DiscordStandIn, tiny: Tiny, practice: Channel
) -> None:
    def layout(*texts: str) -> discord.ui.LayoutView:
        view = discord.ui.LayoutView(timeout=None)
        row: Any = discord.ui.ActionRow(discord.ui.Button(label="Answer", custom_id="answer"))
        return view.add_item(discord.ui.Container(*(discord.ui.TextDisplay(text) for text in texts), row))

    message = await _there(tiny, practice).send(view=layout("# Day 6", "Tell me"))
    await message.edit(view=layout("# Day 7"))

    assert practice.messages[0].text == "Day 7"
    assert [button["label"] for button in practice.messages[0].buttons] == ["Answer"]
    with pytest.raises(discord.HTTPException):
        await _there(tiny, practice).send(view=layout("x" * 2001, "y" * 2000))
    assert "4000" in stand.violations.pop()


async def test_files_stand_in_the_components_that_show_them(
    stand: DiscordStandIn, tiny: Tiny, practice: Channel
) -> None:
    def layout(words: str) -> discord.ui.LayoutView:
        gallery: Any = discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://streak.png", description="Weeks"))
        return discord.ui.LayoutView(timeout=None).add_item(discord.ui.TextDisplay(words)).add_item(gallery)

    picture = discord.File(io.BytesIO(b"a picture"), "streak.png")
    message = await _there(tiny, practice).send(view=layout("Yours"), file=picture)
    await message.edit(view=layout("Yours still"))

    assert list(practice.messages[0].files.values()) == [("streak.png", b"a picture")]
    assert message.attachments == []
    with pytest.raises(discord.HTTPException):
        await message.edit(view=layout("Nothing"), attachments=[])
    assert "was not sent" in stand.violations.pop()


async def test_nobody_is_notified_but_those_allowed(tiny: Tiny, practice: Channel, ana: Person, bo: Person) -> None:
    there = _there(tiny, practice)
    names = f"<@{ana.user.id}> <@{bo.user.id}> @everyone `<@{bo.user.id}>`"

    await there.send(names)
    await there.send(names, allowed_mentions=discord.AllowedMentions(users=[discord.Object(ana.user.id)]))
    await there.send(embed=discord.Embed(description=names), allowed_mentions=discord.AllowedMentions.all())

    assert [message.pings for message in practice.messages] == [set(), {str(ana.user.id)}, set()]


async def test_a_nonce_gives_the_first_message_again(tiny: Tiny, practice: Channel, stand: DiscordStandIn) -> None:
    first = await _there(tiny, practice).send("Day 6", nonce="daily-6")
    again = await _there(tiny, practice).send("Day 6", nonce="daily-6")
    stand.passes(10 * 60)
    later = await _there(tiny, practice).send("Day 6", nonce="daily-6")

    assert first.id == again.id != later.id
    assert len(practice.messages) == 2


async def test_history_and_changes(tiny: Tiny, practice: Channel, ana: Person) -> None:
    there = _there(tiny, practice)
    for number in range(120):
        await ana.writes(str(number))
    own = await there.send("Mine")
    await own.edit(content="Changed")

    history = [message async for message in there.history(limit=115)]

    assert history[0].content == "Changed"
    assert [message.content for message in history[1:3]] == ["", ""]
    assert len(history) == 115
    await own.delete()
    with pytest.raises(discord.NotFound) as gone:
        await there.fetch_message(own.id)
    assert gone.value.code == 10008


@pytest.mark.parametrize("may_read", [True, False])
async def test_what_others_write_is_read_with_the_intent_alone(
    stand: DiscordStandIn, ana: Person, may_read: bool
) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=may_read)
    stand.gateway.granted = {"message_content"} if may_read else set()

    async with running(Tiny(intents=intents)) as client:
        await ana.writes("A time when I failed")
        await ana.writes(f"<@{stand.bot.id}> hear me")
        await stand.eventually(lambda: len(client.written) == 2)

    assert [message.content for message in client.written] == [
        "A time when I failed" if may_read else "",
        f"<@{stand.bot.id}> hear me",
    ]


async def test_direct_messages_arrive_unless_they_are_closed(tiny: Tiny, ana: Person, bo: Person) -> None:
    bo.user.takes_direct = False

    await (await tiny.fetch_user(ana.user.id)).send("For you")
    with pytest.raises(discord.Forbidden) as closed:
        await (await tiny.fetch_user(bo.user.id)).send("For you")

    assert [message.text for message in ana.directs] == ["For you"]
    assert closed.value.code == 50007


@pytest.mark.parametrize(
    ("denied", "sent", "code"),
    [
        (world.VIEW, {"content": "x"}, 50001),
        (world.SEND, {"content": "x"}, 50013),
        (world.EMBED_LINKS, {"embed": discord.Embed(title="x")}, 50013),
    ],
)
async def test_missing_permissions_are_told_apart(
    stand: DiscordStandIn, tiny: Tiny, practice: Channel, denied: int, sent: dict[str, Any], code: int
) -> None:
    there = _there(tiny, practice)
    await stand.denies(practice, denied)

    with pytest.raises(discord.Forbidden) as refusal:
        await there.send(**sent)

    assert refusal.value.code == code


async def test_a_channel_that_is_gone_is_said_so(stand: DiscordStandIn, tiny: Tiny, practice: Channel) -> None:
    there = _there(tiny, practice)
    await stand.deletes_channel(practice)

    with pytest.raises(discord.NotFound) as gone:
        await there.send("x")

    assert gone.value.code == 10003


# Threads


async def test_a_thread_under_a_message(tiny: Tiny, practice: Channel, ana: Person) -> None:
    message = await _there(tiny, practice).send("Day 6")
    thread = await message.create_thread(name="Answers")
    [seen] = ana.threads
    await ana.in_(seen).writes("Mine")
    await thread.send("Thank you")

    assert thread.id == message.id
    assert [each.text for each in ana.in_(seen).sees] == ["Mine", "Thank you"]
    with pytest.raises(discord.HTTPException) as twice:
        await message.create_thread(name="Again")
    assert twice.value.code == 160004


async def test_a_private_thread_is_seen_by_those_in_it(tiny: Tiny, practice: Channel, ana: Person, bo: Person) -> None:
    thread = await _there(tiny, practice).create_thread(name="Mock", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(ana.user.id))
    await thread.send("Just us")

    assert len(ana.threads) == 1
    assert bo.threads == []


async def test_an_archived_thread_wakes_when_written_to_and_refuses_changes(
    stand: DiscordStandIn, tiny: Tiny, practice: Channel, ana: Person
) -> None:
    thread = await _there(tiny, practice).create_thread(name="Mock", type=discord.ChannelType.private_thread)
    sent = await thread.send("Yours")
    await stand.archives(stand.channels[thread.id])

    with pytest.raises(discord.HTTPException) as refusal:
        await sent.edit(content="Changed")
    await thread.send("Awake")

    assert refusal.value.code == 50083
    assert not stand.channels[thread.id].is_archived


async def test_a_locked_thread_refuses_messages(stand: DiscordStandIn, tiny: Tiny, practice: Channel) -> None:
    thread = await _there(tiny, practice).create_thread(name="Mock", type=discord.ChannelType.private_thread)
    await stand.archives(stand.channels[thread.id], locks=True)

    with pytest.raises(discord.HTTPException) as refusal:
        await thread.send("Hello?")

    assert refusal.value.code == 50083


# Rate limits


async def test_a_route_is_limited_by_its_channel(stand: DiscordStandIn, tiny: Tiny, practice: Channel) -> None:
    there = _there(tiny, practice)
    await there.send("0")
    stand.rest.limits.set("POST", "/channels/{channel_id}/messages", uses=2, seconds=0.2)

    for number in range(1, 6):
        await there.send(str(number))

    assert [message.text for message in practice.messages] == [str(number) for number in range(6)]
    statuses = [call.status for call in stand.calls_of("POST", "/channels/{channel_id}/messages")]
    assert set(statuses) <= {200, 429}


async def test_everything_may_be_limited(stand: DiscordStandIn, tiny: Tiny, practice: Channel) -> None:
    stand.rest.limits.block_everything(0.2)

    await _there(tiny, practice).send("At last")

    assert [call.status for call in stand.calls_of("POST", "/channels/{channel_id}/messages")] == [429, 200]


async def test_a_test_may_answer_in_discords_place(stand: DiscordStandIn, tiny: Tiny, practice: Channel) -> None:
    stand.rest.trouble = lambda call: too_many(0.05) if len(stand.calls_of(call.method, call.template)) < 3 else None

    await _there(tiny, practice).send("Third time")

    assert len(stand.calls_of("POST", "/channels/{channel_id}/messages")) == 3


# The gateway


async def test_a_dropped_connection_is_resumed_and_misses_nothing(
    stand: DiscordStandIn, tiny: Tiny, ana: Person
) -> None:
    await stand.gateway.drops()
    heard = asyncio.create_task(ana.types("/tiny say hello"))

    assert (await heard).text == "hello"
    await stand.eventually(lambda: tiny.events.count("resumed") == 1)
    assert len(stand.gateway.identifies) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9_resumes_or_begins_anew(stand: DiscordStandIn, tiny: Tiny, ana: Person, resumable: bool) -> None:
    await stand.gateway.invalidates(resumable=resumable)

    await stand.eventually(lambda: len(stand.gateway.resumes) + len(stand.gateway.identifies) == 2)
    await stand.eventually(lambda: stand.gateway.live)
    assert len(stand.gateway.identifies) == (1 if resumable else 2)
    assert (await ana.types("/tiny say hello")).text == "hello"


async def test_op_7_is_followed(stand: DiscordStandIn, tiny: Tiny, ana: Person) -> None:
    await stand.gateway.asks_to_reconnect()

    await stand.eventually(lambda: "resumed" in tiny.events)
    assert (await ana.types("/tiny say hello")).text == "hello"


async def test_a_session_that_cannot_be_resumed_begins_anew(stand: DiscordStandIn, tiny: Tiny, ana: Person) -> None:
    stand.gateway.refuses_resumes = True

    await stand.gateway.drops(4009)

    await stand.eventually(lambda: len(stand.gateway.identifies) == 2)
    await stand.eventually(lambda: stand.gateway.live)
    assert (await ana.types("/tiny say hello")).text == "hello"


async def test_a_wrong_token_is_refused(stand: DiscordStandIn) -> None:
    async with Tiny() as client:
        with pytest.raises(discord.LoginFailure):
            await client.start("wrong")

    assert stand.gateway.identifies == []


@pytest.mark.parametrize("name", PRIVILEGED.values())
async def test_a_privileged_intent_that_was_not_granted_is_refused(stand: DiscordStandIn, name: str) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(Tiny(intents=discord.Intents(guilds=True, **{name: True}))):
            pass


async def test_two_shards_hear_each_what_is_theirs(stand: DiscordStandIn) -> None:
    guilds = [stand.add_guild(f"Shard {shard}", guild_id=stand.ids.on_shard(shard, of=2)) for shard in (0, 1)]
    people = [person(stand, stand.add_member(each, "Ana"), stand.add_channel(each, "practice")) for each in guilds]
    stand.gateway.shards = 2

    async with running(Sharded()) as client:
        heard = [await each.types("/tiny say hello") for each in people]
        assert {shard.id for shard in client.shards.values()} == {0, 1}
        assert sorted(guild.shard_id for guild in client.guilds) == [0, 1]

    assert [each.text for each in heard] == ["hello", "hello"]
    for number, session in enumerate(stand.gateway.sessions):
        told = [event["d"]["guild_id"] for event in session.sent if event["t"] == "INTERACTION_CREATE"]
        assert told == [str(guilds[number].id)]


async def test_identifying_too_fast_is_refused(stand: DiscordStandIn) -> None:
    stand.gateway.shards = 2
    stand.gateway.paces_identifies = True

    async with Sharded() as client:
        run = asyncio.create_task(client.start(TOKEN))
        await stand.eventually(lambda: stand.violations)
        await client.close()
        await run

    assert "IDENTIFY" in stand.violations.pop()
    stand.violations.clear()


async def test_servers_come_go_and_have_outages(stand: DiscordStandIn, tiny: Tiny, guild: Guild) -> None:
    tiny.events.clear()

    await stand.goes_down(guild)
    await stand.comes_back(guild)
    await stand.kicks_bot(guild)
    await stand.invites_bot(guild)
    await stand.eventually(lambda: "guild_join" in tiny.events)

    told = [event for event in tiny.events if event.startswith("guild_")]
    assert told == ["guild_unavailable", "guild_available", "guild_remove", "guild_join"]


def _there(client: Client, channel: Channel) -> discord.TextChannel:
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


def _replace_say(client: Tiny, callback: Callable[[Interaction], Awaitable[Any]]) -> None:
    """Let `/tiny say` do something else."""
    group = client.tree.get_command("tiny")
    assert isinstance(group, app_commands.Group)
    command = group.get_command("say")
    assert isinstance(command, app_commands.Command)

    async def instead(interaction: Interaction, words: str, loudly: bool = False) -> None:
        await callback(interaction)

    command._callback = instead


async def _codes_of(stand: DiscordStandIn, ana: Person, callback: Callable[[Interaction], Awaitable[Any]]) -> list[int]:
    """Let a bot do something wrong, and give the codes with which it is refused; each is a violation."""
    refused: list[int] = []

    async def wrong(interaction: Interaction) -> None:
        try:
            await callback(interaction)
        except discord.HTTPException as refusal:
            refused.append(refusal.code)

    async with running(Tiny()) as client:
        _replace_say(client, wrong)
        heard = asyncio.create_task(ana.types("/tiny say hello"))
        await stand.eventually(lambda: refused)
        heard.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await heard
    assert len(stand.violations) == len(refused)
    stand.violations.clear()
    return refused


async def _late(stand: DiscordStandIn, interaction: Interaction) -> None:
    stand.passes(3.1)
    await interaction.response.send_message("Sorry")
