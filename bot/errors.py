"""What can go wrong in a way that a person can mend, in words for that person."""


class PracticeError(Exception):
    """A refusal a member reads: what happened, and what to do next.

    `field` names the form field at fault, where the trouble is in one.
    """

    def __init__(self, sentence: str, next_step: str = "", *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step
        self.field = field


class FormRefused(PracticeError):
    """Several fields of one form are wrong; the form stays open with what was typed."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()), "Mend the fields named and send the form again.")
        self.faults = faults


class Collision(Exception):
    """Two transactions wrote the same thing at once and this one was undone; made again, it sees what is there."""


class StartRefused(Exception):
    """Loopmates cannot start: one line per reason, each with its fix."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons
