"""Sessions at Discord's gateway end with what holds them: none beats on that nobody reads."""

import asyncio
import threading

import pytest
from discord.gateway import KeepAliveHandler

from adapters.discord.client import LoopmatesClient
from tests.discord.conftest import settings_for
from tests.stands.discord.stand import DiscordStandIn
from tests.stands.discord.world import Channel


@pytest.mark.parametrize("ending", ["the shard goes", "all ends"])
async def test_a_shard_let_go_while_it_waits_for_its_turn_leaves_no_heartbeat(
    stand: DiscordStandIn, practice: Channel, pointed: None, ending: str
) -> None:
    waits = asyncio.Event()

    async def never_its_turn(shard_id: int) -> None:
        waits.set()
        await asyncio.Event().wait()

    client = LoopmatesClient(reads_messages=False)
    client.hand_on(events=None, presence=None, take_turn=never_its_turn)  # type: ignore[arg-type]
    await client.login(settings_for(stand).token)
    client.reach(stand.gateway_url, 1)
    taking = asyncio.create_task(client.take_shard(0))
    await waits.wait()
    assert hearts()

    taking.cancel()
    if ending == "the shard goes":
        await client.drop_shard(0)
        assert hearts() == []
    await client.close()

    assert hearts() == []


def hearts() -> list[threading.Thread]:
    beating = [thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)]
    return [thread for thread in beating if not thread._stop_ev.is_set()]
