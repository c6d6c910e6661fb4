"""What tests of the draw share: rounds in a row, and what came of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from random import Random

from bot.domain.pairing import Draw, Meeting, Person, draw

FIRST = date(2026, 11, 24)


@dataclass
class Rounds:
    """Draws round after round, each time as if all mocks of the rounds before had been held."""

    people: Sequence[Person]
    seed: int = 1
    meetings: list[Meeting] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    lead: Counter[int] = field(default_factory=Counter)
    observed: Counter[int] = field(default_factory=Counter)

    def hold(self, rounds: int, *, attendance: float = 1.0) -> "Rounds":
        random = Random(self.seed)
        for _ in range(rounds):
            here = [person for person in self.people if random.random() < attendance]
            drawn = draw(here, meetings=self.meetings, seed=random.getrandbits(32))
            on = FIRST + timedelta(days=len(self.draws))
            self.draws.append(drawn)
            self.meetings.extend(Meeting(member_ids=group, on=on) for group in drawn.groups)
            for group in drawn.groups:
                self.lead[group[0]] += 1
                self.lead[group[1]] -= 1
                self.observed.update(group[2:])
        return self

    @property
    def repeats(self) -> int:
        return sum(drawn.repeats for drawn in self.draws)

    @property
    def furthest_apart(self) -> int:
        """Give how far interviewer and candidate turns of one person are apart at most."""
        return max(map(abs, self.lead.values()))

    def met(self) -> Counter[tuple[int, int]]:
        return Counter(pair for meeting in self.meetings for pair in combinations(sorted(meeting.member_ids), 2))

    def shortest_break(self) -> int | None:
        """Give the fewest rounds between two meetings of the same pair."""
        last: dict[tuple[int, int], date] = {}
        shortest: int | None = None
        for meeting in self.meetings:
            for pair in combinations(sorted(meeting.member_ids), 2):
                if pair in last:
                    rounds = (meeting.on - last[pair]).days
                    shortest = rounds if shortest is None else min(shortest, rounds)
                last[pair] = meeting.on
        return shortest


def alike(count: int) -> list[Person]:
    return [Person(id=number) for number in range(1, count + 1)]
