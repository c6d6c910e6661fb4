"""The pretend members and channels, and what a new one may be called."""

import re
import unicodedata
from zoneinfo import available_timezones

from bot.errors import FormRefused, PracticeError
from bot.store.playground import PretendMember, Room

LONGEST_NAME = 40
LONGEST_CHANNEL = 40
LONGEST_USER_ID = 18

FIRST_MEMBERS = (
    PretendMember(user_id="ana", name="Ana", time_zone="Europe/Lisbon", is_admin=True),
    PretendMember(user_id="bo", name="Bo", time_zone="America/New_York"),
    PretendMember(user_id="cy", name="Cy", time_zone="Asia/Kolkata"),
    PretendMember(user_id="dee", name="Dee", time_zone="America/Los_Angeles"),
    PretendMember(user_id="eli", name="Eli", time_zone="Africa/Nairobi"),
    PretendMember(user_id="fen", name="Fen", time_zone="Asia/Tokyo"),
)


def channel(name: str) -> Room:
    """Describe a channel; its id says its name."""
    return Room(room_id=f"channel:{name}", kind="channel", name=name)


FIRST_CHANNELS = (channel("practice"), channel("general"))


def new_member(name: str, time_zone: str, present: list[PretendMember]) -> PretendMember:
    """Check a name and a zone that somebody typed and give the member they make."""
    name = " ".join(name.split())
    faults = {}
    if fault := _name_fault(name, present):
        faults["name"] = fault
    zone = _zone(time_zone)
    if zone is None:
        faults["time_zone"] = "There is no time zone of that name. Choose one from the list, such as Europe/Lisbon."
    if faults or zone is None:
        raise FormRefused(faults)
    return PretendMember(user_id=_user_id(name, present), name=name, time_zone=zone)


def new_channel(name: str, present: list[Room]) -> Room:
    """Check a channel's name that somebody typed: small letters, digits and hyphens, with spaces made hyphens."""
    tidy = re.sub(r"[\s_]+", "-", name.strip().lstrip("#").strip().lower())
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tidy) or len(tidy) > LONGEST_CHANNEL:
        raise PracticeError(
            "A channel's name has up to 40 small letters, digits and hyphens.", "Try mock-room.", field="name"
        )
    if any(room.name == tidy for room in present if room.kind == "channel"):
        raise PracticeError(f"There is a #{tidy} already.", "Choose another name.", field="name")
    return channel(tidy)


def time_zones() -> list[str]:
    """List the zones by the names that people know, such as Europe/Lisbon."""
    return [*sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")), "UTC"]


def _name_fault(name: str, present: list[PretendMember]) -> str:
    if not name:
        return "A member needs a name."
    if len(name) > LONGEST_NAME:
        return f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}."
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in name):
        return "A name cannot hold invisible characters. Type it instead of pasting it."
    if any(member.name.casefold() == name.casefold() for member in present):
        return f"There is a {name} already. Add a surname or an initial."
    return ""


def _zone(typed: str) -> str | None:
    wanted = typed.strip().replace(" ", "_").casefold()
    return next((zone for zone in time_zones() if zone.casefold() == wanted), None)


def _user_id(name: str, present: list[PretendMember]) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_USER_ID] or "member"
    taken = {member.user_id for member in present}
    return next(taker for taker in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if taker not in taken)
