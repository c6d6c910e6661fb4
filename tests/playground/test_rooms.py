"""The pretend platform's rooms: who sees what, what is unread, what changed since when."""

from datetime import UTC, datetime, timedelta

from adapters.playground.people import FIRST_CHANNELS, FIRST_MEMBERS, channel
from bot.store.playground import NewMessage, PlaygroundRooms, PretendMember

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_furnishing_again_changes_nothing(rooms: PlaygroundRooms) -> None:
    await rooms.add_room(channel("mock-room"))

    await rooms.furnish(FIRST_MEMBERS, FIRST_CHANNELS)

    names = [room.name for room in await rooms.rooms_of("ana") if room.kind == "channel"]
    assert names == ["practice", "general", "mock-room"]


async def test_everybody_has_a_direct_room_of_their_own(rooms: PlaygroundRooms) -> None:
    found = [room for room in await rooms.rooms_of("bo") if room.kind == "direct"]

    assert [room.member_ids for room in found] == [("bo",)]


async def test_a_private_message_is_seen_by_one_person(rooms: PlaygroundRooms) -> None:
    message_id = await _post(rooms, visible_to="ana")

    assert await rooms.message(message_id, viewer="ana") is not None
    assert await rooms.message(message_id, viewer="bo") is None
    assert (await rooms.page("channel:practice", viewer="bo", before=None, limit=9)).messages == ()
    assert await rooms.changes(0, viewer="bo", limit=9) == []


async def test_replies_are_counted_as_each_person_sees_them(rooms: PlaygroundRooms) -> None:
    above = await _post(rooms)
    await _post(rooms, thread_id=above, author_id="bo", text="Public")
    await _post(rooms, thread_id=above, visible_to="ana")

    for viewer, replies in (("ana", 2), ("cy", 1)):
        seen = await rooms.message(above, viewer=viewer)
        assert seen is not None
        assert seen.replies == replies


async def test_a_deleted_message_keeps_its_place_only_for_replies(rooms: PlaygroundRooms) -> None:
    alone = await _post(rooms, author_id="ana", text="Alone")
    above = await _post(rooms, author_id="ana", text="Above")
    reply = await _post(rooms, thread_id=above, author_id="bo", text="Reply")

    await rooms.delete(alone, at=NOW)
    await rooms.delete(above, at=NOW)

    [left] = (await rooms.page("channel:practice", viewer="ana", before=None, limit=9)).messages
    assert (left.id, left.text, left.is_deleted) == (above, None, True)
    await rooms.delete(reply, at=NOW)
    assert (await rooms.page("channel:practice", viewer="ana", before=None, limit=9)).messages == ()


async def test_changes_hold_what_was_posted_edited_and_deleted_since(rooms: PlaygroundRooms) -> None:
    first = await _post(rooms, author_id="ana", text="First")
    second = await _post(rooms, author_id="ana", text="Second")
    seen_until = await rooms.revision()

    await rooms.edit(first, "First, mended", at=NOW)
    await rooms.delete(second, at=NOW)
    third = await _post(rooms, author_id="bo", text="Third")

    changes = await rooms.changes(seen_until, viewer="cy", limit=9)
    assert [(change.id, change.text, change.is_deleted) for change in changes] == [
        (first, "First, mended", False),
        (second, None, True),
        (third, "Third", False),
    ]


async def test_a_reply_brings_the_message_above_it_up_again(rooms: PlaygroundRooms) -> None:
    above = await _post(rooms)
    seen_until = await rooms.revision()

    reply = await _post(rooms, thread_id=above, author_id="bo", text="Reply")

    changes = await rooms.changes(seen_until, viewer="ana", limit=9)
    assert {(change.id, change.replies) for change in changes} == {(above, 1), (reply, 0)}


async def test_pages_go_back_without_gap_or_overlap(rooms: PlaygroundRooms) -> None:
    ids = [await _post(rooms, author_id="ana", text=str(n)) for n in range(7)]

    newest = await rooms.page("channel:practice", viewer="bo", before=None, limit=3)
    middle = await rooms.page("channel:practice", viewer="bo", before=newest.messages[0].id, limit=3)
    oldest = await rooms.page("channel:practice", viewer="bo", before=middle.messages[0].id, limit=3)

    assert [m.id for page in (oldest, middle, newest) for m in page.messages] == ids
    assert [page.has_earlier for page in (newest, middle, oldest)] == [True, True, False]


async def test_what_others_post_is_unread_until_it_was_seen(rooms: PlaygroundRooms) -> None:
    await _post(rooms, author_id="ana", text="Mine")
    theirs = await _post(rooms, author_id="bo", text="Theirs")
    ours = await _post(rooms)

    assert await rooms.unread("ana") == {"channel:practice": 2}
    await rooms.mark_read("channel:practice", viewer="ana", up_to=theirs)
    assert await rooms.unread("ana") == {"channel:practice": 1}
    await rooms.mark_read("channel:practice", viewer="ana", up_to=ours)
    await rooms.mark_read("channel:practice", viewer="ana", up_to=theirs)
    assert await rooms.unread("ana") == {}
    assert await rooms.unread("bo") == {"channel:practice": 2}


async def test_a_new_member_has_nothing_unread(rooms: PlaygroundRooms) -> None:
    await _post(rooms)

    await rooms.add_member(PretendMember(user_id="gil", name="Gil", time_zone="Europe/Berlin"))

    assert await rooms.unread("gil") == {}
    await _post(rooms)
    assert await rooms.unread("gil") == {"channel:practice": 1}


async def test_a_request_that_comes_twice_is_stored_once(rooms: PlaygroundRooms) -> None:
    first = await _post(rooms, author_id="ana", text="Once", request_id="request-1")
    again = await _post(rooms, author_id="ana", text="Once", request_id="request-1")

    assert first == again
    assert len((await rooms.page("channel:practice", viewer="bo", before=None, limit=9)).messages) == 1


async def test_the_clock_is_kept_to_the_microsecond(rooms: PlaygroundRooms) -> None:
    offset = timedelta(days=40, microseconds=7)

    await rooms.keep_clock_offset(offset)

    assert await rooms.clock_offset() == offset


async def test_listeners_hear_of_each_write(rooms: PlaygroundRooms) -> None:
    heard: list[int] = []
    rooms.listen(lambda: heard.append(1))

    message_id = await _post(rooms, author_id="ana", text="One")
    await rooms.edit(message_id, "Two", at=NOW)
    await rooms.page("channel:practice", viewer="ana", before=None, limit=9)

    assert len(heard) == 2


async def _post(
    rooms: PlaygroundRooms,
    *,
    author_id: str | None = None,
    text: str | None = None,
    thread_id: int | None = None,
    visible_to: str | None = None,
    request_id: str | None = None,
) -> int:
    message = NewMessage(
        room_id="channel:practice",
        thread_id=thread_id,
        author_id=author_id,
        visible_to=visible_to,
        text=text,
        card=None if text else '{"title":"A card","elements":[],"tone":"plain"}',
        request_id=request_id,
    )
    return await rooms.post(message, at=NOW)
