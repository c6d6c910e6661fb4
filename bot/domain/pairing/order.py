"""The order of importance, as one whole number for each possible pair: the smaller, the better.

People are numbered 0, 1, 2… by their ids. A number has digits of its own for each thing that matters, so wide that
all groups together never carry into the next one: the sum of two draws compares them in the contract's order.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from random import Random

from bot.domain.pairing.records import SESSION_QUARTERS, Meeting, Person

MOST_GROUPS_BITS = 10  # the sums compared are of at most 1,023 groups
AGES = 24  # how many dates of the past are told apart
GRADES = 5
LUCK_MOST = TURNS_MOST = 63


class Digits:
    """What one unit of each thing weighs, from the least important upwards; every width has room for all groups."""

    LUCK = 1
    TURNS = LUCK << (6 + MOST_GROUPS_BITS)
    MISFIT = TURNS << (6 + MOST_GROUPS_BITS)
    OVERLAP = MISFIT << (1 + MOST_GROUPS_BITS)
    APART = OVERLAP << (3 + MOST_GROUPS_BITS)
    RECENT = APART << (1 + MOST_GROUPS_BITS)
    REPEAT = RECENT << (AGES + 2 + MOST_GROUPS_BITS)
    TOP = REPEAT << (2 + MOST_GROUPS_BITS)


class Order:
    """Judges pairs and groups of three, for the people of one draw."""

    def __init__(
        self, people: Collection[Person], *, meetings: Sequence[Meeting], blocks: Iterable[tuple[int, int]], seed: int
    ) -> None:
        self.people = sorted(people, key=lambda person: person.id)
        self.seed = seed
        self._number = {person.id: number for number, person in enumerate(self.people)}
        if len(self._number) != len(self.people):
            raise ValueError("somebody is in the draw twice")
        random = Random(seed)
        self._salt = [random.getrandbits(32) | 1 for _ in self.people]
        self.starts = [_session_starts(person.free) for person in self.people]
        self._employers = [person.employer_type for person in self.people]
        # Nobody is next to a level that was not told, nor to another such.
        self._levels = [-9 if person.level is None else person.level for person in self.people]
        self._note(meetings)
        self.barred: list[set[int]] = [set() for _ in self.people]
        for one, other in blocks:
            if one in self._number and other in self._number and one != other:
                self.barred[self._number[one]].add(self._number[other])
                self.barred[self._number[other]].add(self._number[one])

    @property
    def size(self) -> int:
        return len(self.people)

    def _note(self, meetings: Sequence[Meeting]) -> None:
        """Count turns, and write down how many dates ago each pair met last."""
        self.lead = [0] * self.size
        self.observed = [0] * self.size
        self.met: list[dict[int, int]] = [{} for _ in self.people]
        ages = _ages(meetings)
        for meeting in sorted(meetings, key=lambda meeting: meeting.on):
            there = [self._number.get(member_id) for member_id in meeting.member_ids]
            for change, number in zip((1, -1), there, strict=False):
                if number is not None:
                    self.lead[number] += change
            if len(there) > 2 and (observer := there[2]) is not None:
                self.observed[observer] += 1
            known = [number for number in there if number is not None]
            for place, one in enumerate(known):
                for other in known[place + 1 :]:
                    self.met[one][other] = self.met[other][one] = ages[meeting.on]

    @cached_property
    def is_plain(self) -> bool:
        """Say whether nothing but history, blocks and roles tells the people apart."""
        return len(set(self.starts)) <= 1 and not self._can_fit

    @cached_property
    def _can_fit(self) -> bool:
        named = [employer for employer in self._employers if employer is not None]
        levels = set(self._levels)
        return len(set(named)) < len(named) or any(level + 1 in levels for level in levels)

    def may_meet(self, one: int, other: int) -> bool:
        return other not in self.barred[one]

    def has_met(self, one: int, other: int) -> bool:
        return other in self.met[one]

    def grade(self, starts: int) -> int:
        """Grade an overlap by doublings of the quarter hours at which a session can start: 0 for none, 5 for 16."""
        return min(starts.bit_length(), GRADES)

    def of_pair(self, one: int, other: int) -> int:
        """Judge two people."""
        return self.beside(one, (other,))[0]

    def beside(self, one: int, others: Iterable[int]) -> list[int]:
        """Judge somebody beside each of others; by far the most frequent question of a draw, so it is in one piece."""
        met, starts, salt, lead = self.met[one], self.starts[one], self._salt[one], self.lead[one]
        employer, level = self._employers[one], self._levels[one]
        overlap, turns, age_of = self._overlap_costs, self._turns_costs[lead], met.get
        costs = []
        for other in others:
            cost = (salt * self._salt[other] >> 9) & LUCK_MOST
            cost += turns[self.lead[other]] + overlap[(starts & self.starts[other]).bit_count()]
            if other in met:
                cost += self._repeat_costs[age_of(other, 0)]
            if (employer is None or employer != self._employers[other]) and abs(level - self._levels[other]) != 1:
                cost += Digits.MISFIT
            costs.append(cost)
        return costs

    @cached_property
    def _overlap_costs(self) -> list[int]:
        """Price an overlap by the number of quarter hours at which a session can start."""
        most = max((starts.bit_count() for starts in self.starts), default=0)
        return [
            Digits.OVERLAP * (GRADES - self.grade(count)) + (0 if count else Digits.APART) for count in range(most + 1)
        ]

    @cached_property
    def _repeat_costs(self) -> list[int]:
        return [Digits.REPEAT + (Digits.RECENT << (AGES - age)) for age in range(AGES)]

    @cached_property
    def _turns_costs(self) -> dict[int, dict[int, int]]:
        """Price how far apart two will be with their turns, each in the better role: squares, so extremes go first."""
        leads = set(self.lead)
        return {one: {other: Digits.TURNS * _turns(one, other) for other in leads} for one in leads}

    def of_three(self, trio: Sequence[int]) -> int:
        """Judge three people: every pair of them counts as meeting, and the session has to suit all of them."""
        first, second, third = trio
        cost = (self._salt[first] * self._salt[second] * self._salt[third] >> 9) & LUCK_MOST
        pairs = ((first, second), (first, third), (second, third))
        cost += sum(self._repeat_costs[self.met[one][other]] for one, other in pairs if other in self.met[one])
        cost += self._overlap_costs[(self.starts[first] & self.starts[second] & self.starts[third]).bit_count()]
        if not any(self._fit(one, other) for one, other in pairs):
            cost += Digits.MISFIT
        one, other, observer = self.watching(trio)
        turns = _turns(self.lead[one], self.lead[other]) + self.watch_debt(observer)
        return cost + Digits.TURNS * min(turns, TURNS_MOST)

    def watching(self, trio: Sequence[int]) -> tuple[int, int, int]:
        """Put the one who observed least last; whose first turns are most out of balance takes part."""
        watcher = min(trio, key=lambda number: (self.observed[number], abs(self.lead[number]), self._salt[number]))
        one, other = (number for number in trio if number != watcher)
        return one, other, watcher

    def watch_debt(self, number: int) -> int:
        """Say how much more often somebody observed than whoever did least."""
        return min(8 * (self.observed[number] - self._least_observed), TURNS_MOST)

    @cached_property
    def _least_observed(self) -> int:
        return min(self.observed, default=0)

    def _fit(self, one: int, other: int) -> bool:
        """Say whether two aim at the same type of employer, or one is a level above the other."""
        employer = self._employers[one]
        if employer is not None and employer == self._employers[other]:
            return True
        return abs(self._levels[one] - self._levels[other]) == 1


def _turns(one: int, other: int) -> int:
    ahead, behind = max(one, other) - 1, min(one, other) + 1
    return min(ahead * ahead + behind * behind, TURNS_MOST)


def _session_starts(free: int) -> int:
    """Give the quarter hours at which a whole session can start. What suits two is then one AND of two such numbers."""
    starts = free
    for quarter in range(1, SESSION_QUARTERS):
        starts &= free >> quarter
    return starts


def _ages(meetings: Sequence[Meeting]) -> dict[object, int]:
    """Number the dates of the past from 0, the newest; beyond what is told apart, neighbours share a number."""
    dates = sorted({meeting.on for meeting in meetings}, reverse=True)
    return {on: place if len(dates) <= AGES else place * AGES // len(dates) for place, on in enumerate(dates)}
