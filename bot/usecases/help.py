"""Help, and the way out of a command that does not exist."""

from rapidfuzz import process, utils

from bot.cards import help as cards
from bot.chat.commands import COMMANDS, find_command, subcommands_of
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.errors import PracticeError
from bot.work import Work

_OTHER = {"practice": "story", "story": "practice"}


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """List the commands, or explain one; /story tells of itself first."""
    name = "practice" if isinstance(request, ButtonPress) else request.name
    wanted = "" if isinstance(request, ButtonPress) else request.options.get("command", request.text)
    words = [word.lstrip("/") for word in wanted.lower().split()]
    if words and words[0] in _OTHER:
        name = words.pop(0)
    if not words:
        return Reply(card=cards.story_overview(COMMANDS) if name == "story" else cards.overview(COMMANDS))
    spec = find_command(name, words[-1]) or find_command(_OTHER[name], words[-1])
    if spec is None:
        raise unknown_command(name, words[-1])
    return Reply(card=cards.explanation(spec))


def unknown_command(name: str, subcommand: str) -> PracticeError:
    """Name the nearest command to one that does not exist."""
    typed = f"/{name} {subcommand}".strip()[:60]
    names = {f"/{spec.name} {spec.subcommand}" for spec in COMMANDS}
    nearest = process.extractOne(typed, sorted(names), processor=utils.default_process, score_cutoff=60)
    if name in _OTHER and subcommand:
        by_word = process.extractOne(subcommand[:40], subcommands_of(name), score_cutoff=50)
        nearest = (f"/{name} {by_word[0]}", 0, 0) if by_word else nearest
        if find_command(_OTHER[name], subcommand):
            nearest = (f"/{_OTHER[name]} {subcommand}", 0, 0)
    fallback = f"/{name} help" if name in _OTHER else "/practice help"
    hint = f"Did you mean {nearest[0]}?" if nearest else f"Type {fallback} to see them all."
    return PracticeError(f"There is no command {typed}.", hint)
