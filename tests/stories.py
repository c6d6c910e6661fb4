"""Stories for tests: a good one from the shipped samples, and ways of breaking it."""

from tests.conversation import Heard, Voice, shipped_content

KEY = "sk-live-4f9aa8b2c3d4e5f6a7b8"
WEAK = (
    "Last spring our support assistant at a parcel company invented a refund rule, and a customer posted it in public. "
    "We were four and there were many meetings about it that quarter. We had to stop the wrong answers within a day. "
    "We rolled the prompt back within an hour and wrote to the customer. The new prompt was much better and it never "
    "fails now. The LLM judge liked it in most cases. Basically, you know, it was honestly a great result, basically."
)
BEATS = ("situation", "task", "action", "eval_evidence", "result", "judgment")


def good_beats() -> dict[str, str]:
    """Give the six beats of a sample in which nothing is to be found."""
    sample = shipped_content().samples["three-cents-a-text"]
    return dict(zip(BEATS, (part.text for part in sample.parts), strict=True))


def good_text() -> str:
    """Give the same story as it is spoken, with no headings."""
    return " ".join(good_beats().values())


def without_evidence() -> dict[str, str]:
    return {beat: text for beat, text in good_beats().items() if beat != "eval_evidence"}


async def writes(person: Voice, **fields: str) -> Heard:
    """Fill in the form of /story add."""
    return await person.fills((await person.types("/story add")).form, **fields)
