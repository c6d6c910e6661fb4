"""What a person's stories cover, what is missing, and which of them answers a question."""

from bot.cards import stories as story_cards
from bot.cards import story_bank as cards
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, Person
from bot.domain import story_bank
from bot.errors import PracticeError
from bot.usecases.question_bank import question_of
from bot.usecases.questions import current_question
from bot.usecases.standing import find_standing, person_key
from bot.work import Work

LONGEST_QUESTION = 600


async def coverage(work: Work, request: Command | ButtonPress) -> Reply:
    """Show the slots, the smallest numbers and the themes, with the next story to write."""
    stories = await work.stories.of_person(person_key(request.person))
    held = story_bank.coverage(stories, work.content.story_categories.values())
    return Reply(card=cards.coverage(held, themes=work.content.themes, stories=len(stories)))


async def coverage_in_words(work: Work, person: Person) -> str:
    """Say in one line how full a person's bank is."""
    stories = await work.stories.of_person(person_key(person))
    return cards.coverage_in_words(story_bank.coverage(stories, work.content.story_categories.values()))


async def match(work: Work, command: Command) -> Reply:
    """Rank the person's stories for the question typed, or for the group's question in hand."""
    stories = await work.stories.of_person(person_key(command.person))
    if not stories:
        return Reply(card=story_cards.no_stories())
    content = work.content
    asked = command.options.get("question", command.text).strip().strip("\"'“”„«»")[:LONGEST_QUESTION].strip()
    asked = asked or await _question_in_hand(work, command)
    wanted = story_bank.wanted_by(
        asked,
        questions=content.questions.values(),
        wordings=content.wordings.values(),
        themes=content.themes.values(),
    )
    found = story_bank.rank(stories, wanted)
    if not found:
        return Reply(card=cards.no_match(asked, [content.themes[id].name for id in wanted.themes[:1]]))
    return Reply(card=cards.matches(asked, found, themes=content.themes, archetypes=content.archetypes))


async def _question_in_hand(work: Work, command: Command) -> str:
    refusal = PracticeError("Which question?", "Type it behind the command: /story match Tell me about a conflict.")
    try:
        standing = await find_standing(work, command.person, command.place)
    except PracticeError:
        raise refusal from None
    daily = await current_question(work, standing.cohort)
    if daily is None:
        raise refusal
    return (await question_of(work, daily.question_id)).text
