"""Help, and the way out of a command that does not exist."""

from rapidfuzz import process, utils

from bot.cards import help as cards
from bot.chat.commands import COMMANDS, find_command, subcommands_of
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command
from bot.errors import PracticeError
from bot.work import Work


async def show(work: Work, request: Command | ButtonPress) -> Reply:
    """List the commands, or explain one."""
    wanted = "" if isinstance(request, ButtonPress) else request.options.get("command", request.text).strip()
    if not wanted:
        return Reply(card=cards.overview(COMMANDS))
    subcommand = wanted.split()[-1].lower().lstrip("/")
    spec = find_command("practice", subcommand)
    if spec is None:
        raise unknown_command("practice", subcommand)
    return Reply(card=cards.explanation(spec))


def unknown_command(name: str, subcommand: str) -> PracticeError:
    """Name the nearest command to one that does not exist."""
    typed = f"/{name} {subcommand}".strip()[:60]
    names = {f"/{spec.name} {spec.subcommand}" for spec in COMMANDS}
    nearest = process.extractOne(typed, sorted(names), processor=utils.default_process, score_cutoff=60)
    if name == "practice" and subcommand:
        by_word = process.extractOne(subcommand[:40], subcommands_of("practice"), score_cutoff=50)
        nearest = (f"/practice {by_word[0]}", 0, 0) if by_word else nearest
    hint = f"Did you mean {nearest[0]}?" if nearest else "Type /practice help to see them all."
    return PracticeError(f"There is no command {typed}.", hint)
