"""Who asks, for which cohort, and whether they may: the first lines of most use cases."""

from dataclasses import dataclass, replace

from rapidfuzz import process

from bot.chat.requests import UNKNOWN_NAME, Person, Place
from bot.domain.cohort import Cohort, CohortState
from bot.domain.member import Member, Membership
from bot.domain.wall_clock import is_zone
from bot.errors import PracticeError
from bot.work import Work

LONGEST_NUMBER = 9  # what every database takes as an integer


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A member in the cohort that a request is about."""

    cohort: Cohort
    member: Member
    membership: Membership


def person_key(person: Person) -> tuple[str, str, str]:
    return person.platform, person.workspace_id, person.user_id


def known_zone(person: Person) -> str | None:
    """Give the zone that the platform tells of a person, if it is one that this machine knows."""
    return person.time_zone if person.time_zone and is_zone(person.time_zone) else None


async def find_member(work: Work, person: Person) -> Member | None:
    """Find the person among the members, with the name they go by today and, unless they chose one, their zone."""
    member = await work.members.find(*person_key(person))
    if member is None:
        return None
    if person.name not in (member.name, UNKNOWN_NAME) and member.name != person.name[:200]:
        await work.members.rename(member.id, person.name)
    zone = known_zone(person)
    if zone and zone != member.profile.time_zone and not member.profile.zone_is_own:
        member = replace(member, profile=replace(member.profile, time_zone=zone))
        await work.members.save_profile(member.id, member.profile)
    return member


async def find_cohort(work: Work, person: Person, place: Place) -> Cohort:
    """Find the cohort of the channel; elsewhere the only one that the person is in, or ask which."""
    here = await work.cohorts.in_channel(person.platform, person.workspace_id, place.channel_id)
    if here is not None:
        return here
    member = await work.members.find(*person_key(person))
    theirs = await work.cohorts.of_person(*person_key(person), member.id if member else None)
    if len(theirs) == 1:
        return theirs[0]
    if theirs:
        names = " or ".join(f"#{cohort.channel_name}" for cohort in theirs)
        raise PracticeError("You are in more than one group.", f"Type the command in {names}.")
    if place.kind == "direct":
        raise PracticeError(
            "You are in no practice group yet.", "Open the group's channel and type /practice join there."
        )
    raise PracticeError("No group practises in this channel yet.", "Type /practice setup to start one here.")


async def cohort_by_id(work: Work, person: Person, cohort_id: int) -> Cohort:
    """Find a cohort that a button or form names; another workspace's is refused as if it did not exist."""
    for_person = await work.cohorts.find(cohort_id)
    if for_person is None or (for_person.platform, for_person.workspace_id) != (person.platform, person.workspace_id):
        raise PracticeError("That group is not here any more.", "Type /practice help to see what you can do.")
    if for_person.state is CohortState.STOPPED:
        raise PracticeError("That group has ended.", "Type /practice setup in its channel to begin a new one.")
    return for_person


async def require_membership(work: Work, person: Person, cohort: Cohort) -> Standing:
    """Refuse whoever is not in the cohort, and say how to join."""
    member = await find_member(work, person)
    membership = await work.cohorts.membership(cohort.id, member.id) if member else None
    if member is None or membership is None or membership.left_at is not None:
        raise PracticeError(
            f"You are not in the group of #{cohort.channel_name} yet.",
            f"Type /practice join in #{cohort.channel_name}. Joining late is fine.",
        )
    return Standing(cohort=cohort, member=member, membership=membership)


async def find_standing(work: Work, person: Person, place: Place) -> Standing:
    """Find the cohort a request is about and the member who asks."""
    return await require_membership(work, person, await find_cohort(work, person, place))


async def require_organiser(work: Work, person: Person, cohort: Cohort) -> None:
    """Let the cohort's organisers and the workspace's admins pass; tell anyone else who can."""
    organisers = await work.cohorts.organisers_of(cohort.id)
    if person.is_admin or person.user_id in organisers:
        return
    names = []
    for user_id in organisers[:3]:
        member = await work.members.find(person.platform, person.workspace_id, user_id)
        names.append(member.name if member else "whoever set the group up")
    who = " or ".join(dict.fromkeys(names)) or "an admin of this workspace"
    raise PracticeError("Only the group's organisers can do that.", f"Ask {who}.")


async def find_named(work: Work, cohort: Cohort, wanted: str) -> Member:
    """Find a member of the cohort by id or by name; nobody of that name gets the nearest one as a hint."""
    members = await work.members.in_cohort(cohort.id)
    by_name = {member.name.casefold(): member for member in members}
    other = next((member for member in members if member.user_id == wanted), None)
    name = wanted.lstrip("@").casefold()[:80]
    other = other or by_name.get(name)
    if other is None:
        nearest = process.extractOne(name, list(by_name), score_cutoff=60)
        hint = f"Did you mean @{by_name[nearest[0]].name}?" if nearest else "Type a name as the group knows it."
        raise PracticeError(f"Nobody in this group is called {wanted[:40]}.", hint)
    return other


def number_of(value: str) -> int:
    """Read the number that a button or a form carries; anything else is not from this version."""
    number = as_number(value)
    if number is None:
        raise PracticeError("That button is from an older version.", "Type /practice today for the current card.")
    return number


def as_number(text: str) -> int | None:
    """Read a whole number that a database can hold; anything else is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
