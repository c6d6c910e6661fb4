"""The command line: what the person who runs Loopmates types, and how refusals reach that person.

Every command imports what it needs when it runs, so that `--help` and `--version` answer at once.
"""

import argparse
import asyncio
import contextlib
import errno
import inspect
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from bot import __version__, ports, story_cli
from bot.errors import StartRefused
from bot.settings import Settings

HELP = """\
Loopmates is a practice partner for groups that prepare together for interviews,
inside the chat that they already use.

usage: loopmates COMMAND [options]

Start
  run              Start in Slack and Discord, wherever tokens are set; without tokens,
                   the playground: a chat on this machine, for trying everything out.
                     loopmates run --port 8766
  play             Start the playground, whatever tokens are set.
                     loopmates play --demo

Connect
  slack manifest   Print the manifest with which the app is made at api.slack.com/apps.
                     loopmates slack manifest
  discord invite   Print the link with which a Discord server takes Loopmates in.
                     loopmates discord invite

Stories
  story feedback   Say what an interviewer will press on in a story, and what to keep.
                     loopmates story feedback my-story.md
  story disputes   Count the findings that members called wrong, and write the stories
                   that they lent for the golden set.
                     loopmates story disputes --folder disputed
  story eval       Measure the rules of story feedback on labelled stories.
                     loopmates story eval --split held-out
  story train      Learn the weights of story feedback anew from labelled stories.
                     loopmates story train

Look after
  migrate          Bring the database to the schema of this version.
                     loopmates migrate
  content check    Check the practice material and list everything that has to be mended.
                     loopmates content check --folder our-content
  content new question
                   Write a question into a folder of your own, ready to be asked.
                     loopmates content new question "What did you unship?" --theme evals
  pair simulate    Draw rounds of mocks for pretend members, to see how pairs fall.
                     loopmates pair simulate --members 24 --rounds 20
  doctor           Look for what keeps Loopmates from working, and say how to mend it.
                     loopmates doctor

Settings come from the environment: LOOPMATES_DATABASE, LOOPMATES_HOST, LOOPMATES_PORT,
LOOPMATES_LOG and LOOPMATES_CONTENT, and from what docs/slack.md and docs/discord.md list.
An option of a command wins over its setting.

  loopmates COMMAND --help    Explain one command.
  loopmates --version         Print the version.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for problems found, 2 for a refusal."""
    try:
        asked = _parser().parse_args(arguments)
        return int(asked.command(asked))
    except StartRefused as refusal:
        logging.getLogger(__name__).debug("Refused", exc_info=refusal)
        for reason in refusal.reasons:
            print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run(asked: argparse.Namespace) -> int:
    """Start Loopmates in Slack and Discord, wherever tokens are set; without tokens, the playground."""
    settings = _settings(asked)
    if settings.slack is None and settings.discord is None:
        return _start_playground(settings, asked)
    return _start_platforms(settings, asked)


def play(asked: argparse.Namespace) -> int:
    """Start the playground."""
    return _start_playground(_settings(asked), asked)


def slack_manifest(asked: argparse.Namespace) -> int:
    """Print the manifest with which the app is made at api.slack.com/apps."""
    from bot.app import slack_manifest

    settings = _settings(asked)
    url = (asked.url or settings.public_url).rstrip("/")
    is_shared = asked.shared or (settings.slack is not None and settings.slack.is_shared)
    if is_shared and not url:
        raise StartRefused(
            "An app for many workspaces needs --url, the https address at which Slack reaches Loopmates."
        )
    print(json.dumps(slack_manifest(public_url=url, is_shared=is_shared), indent=2))
    return 0


def discord_invite(asked: argparse.Namespace) -> int:
    """Print the link with which a Discord server takes Loopmates in."""
    from bot.app import discord_invite

    discord = Settings.from_environment(os.environ).discord
    print(
        discord_invite(
            application_id=asked.application or "",
            token=discord.token if discord is not None else "",
            reads_messages=asked.message_content or (discord is not None and discord.message_content),
        )
    )
    return 0


def migrate(asked: argparse.Namespace) -> int:
    """Bring the database to this program's schema."""
    from bot.store.database import Database, migrate, sole_owner

    settings = _settings(asked)
    name = Database(settings.database).name
    with sole_owner(settings.database):
        changed = migrate(settings.database)
    print(f"{name} was brought up to date." if changed else f"{name} is up to date.")
    return 0


def check(asked: argparse.Namespace) -> int:
    """Check the practice material, with a group's own folder over it."""
    from bot.content import check_content, content_folder, read_inventory

    pack = _pack(asked)
    inventory = read_inventory(asked.inventory) if asked.inventory else None
    report = check_content(content_folder(), pack=pack, inventory=inventory)
    if asked.json:
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return 0 if report.is_sound else 1
    faults = [*report.faults, *report.pack_faults]
    for fault in faults:
        print(fault)
    over = f" with {pack} over it" if pack else ""
    print(f"{content_folder()}{over} {'is sound' if not faults else f'has {len(faults)} to mend'}: ", end="")
    print(*report.in_words(), sep="\n")
    return 0 if report.is_sound else 1


def new_question(asked: argparse.Namespace) -> int:
    """Write a question into a group's own folder, ready to be asked."""
    from bot.content import check_content, content_folder, load_content
    from bot.content.stub import add_question

    folder: Path | None = asked.folder or _settings(asked).content
    if folder is None:
        raise StartRefused("Where shall it go? Name a folder of your own with --folder, or set LOOPMATES_CONTENT.")
    content = load_content(content_folder(), folder if folder.is_dir() else None)
    id = add_question(folder, content, text=asked.text, theme=asked.theme, tests=asked.tests, id=asked.id)
    for fault in (report := check_content(content_folder(), pack=folder)).pack_faults:
        print(fault, file=sys.stderr)
    print(f"Written: {id} in {folder / 'questions.toml'}.")
    print(f"It is used when Loopmates starts with LOOPMATES_CONTENT={folder}")
    return 0 if report.is_sound else 1


def _pack(asked: argparse.Namespace) -> Path | None:
    """Find the folder that lies over ours, if one is named; ours itself is none."""
    from bot.content import content_folder

    folder: Path | None = asked.folder or _settings(asked).content
    if folder is not None and not folder.is_dir():
        raise StartRefused(f"{folder} is not a folder. Name a folder of practice material with --folder.")
    return None if folder is None or folder.resolve() == content_folder().resolve() else folder


def doctor(asked: argparse.Namespace) -> int:
    """Look for problems and say how to mend them."""
    from bot.doctor import examine, show

    findings = examine(os.environ)
    if asked.json:
        print(json.dumps([finding.as_json() for finding in findings], indent=2, ensure_ascii=False))
    else:
        show(findings)
    return 1 if any(finding.is_problem for finding in findings) else 0


def pair_simulate(asked: argparse.Namespace) -> int:
    """Draw rounds of mocks for pretend members, to see how pairs and roles fall."""
    from bot.simulation import HEADING, simulate

    if not asked.json:
        print(HEADING)
    for drawn in simulate(
        members=asked.members,
        rounds=asked.rounds,
        seed=asked.seed,
        availability=asked.availability,
        attendance=asked.attendance,
    ):
        print(json.dumps(drawn.as_json()) if asked.json else drawn.as_line(), flush=True)
    return 0


def _start_playground(settings: Settings, asked: argparse.Namespace) -> int:
    _start_log(settings.log)
    _refuse_taken(settings, asked)
    if settings.host not in ("127.0.0.1", "::1", "localhost"):
        print(
            f"The playground has no sign-in: whoever reaches {settings.host} can act as anybody in it.", file=sys.stderr
        )
    from bot.store.database import Database, migrate, sole_owner

    with sole_owner(settings.database):
        if Database(settings.database).is_sqlite:
            migrate(settings.database)
        from bot.app import run_playground

        try:
            asyncio.run(_until_stopped(run_playground(settings, demo=asked.demo, on_ready=_say)))
        except OSError as refusal:
            if refusal.errno == errno.EADDRINUSE:  # taken since it was looked at
                _refuse_taken(settings, asked)
            raise
    return 0


def _start_platforms(settings: Settings, asked: argparse.Namespace) -> int:
    _start_log(settings.log)
    if settings.slack is not None and not settings.slack.is_socket_mode and settings.discord is None:
        _refuse_taken(settings, asked)
    from bot.store.database import Database, migrate, sole_owner

    with sole_owner(settings.database):
        if Database(settings.database).is_sqlite:
            migrate(settings.database)
        from bot.app import run as run_platforms

        asyncio.run(_until_stopped(run_platforms(settings, on_ready=_say, on_trouble=_warn)))
    return 0


def _warn(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _say(words: str) -> None:
    print(words, flush=True)


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends by itself, or until Ctrl-C or the service manager says to stop; both let it close tidily."""
    running = asyncio.ensure_future(work)
    with contextlib.suppress(NotImplementedError):  # Windows knows Ctrl-C only
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _refuse_taken(settings: Settings, asked: argparse.Namespace) -> None:
    """Refuse an address that cannot be listened on before anything slow is done."""
    reason = ports.refusal(settings.host, settings.port)
    if reason is None:
        return
    if reason.errno != errno.EADDRINUSE:
        raise StartRefused(
            f"Nothing can listen on {settings.host} port {settings.port}: {reason.strerror}. "
            "Choose another address with --host and --port."
        )
    free = ports.next_free(settings.host, settings.port)
    # Whoever typed `make run` has no `loopmates` on the path.
    again = f"make {asked.target} PORT={free}" if "MAKELEVEL" in os.environ else f"loopmates {asked.name} --port {free}"
    raise StartRefused(f"Port {settings.port} is taken. Start with another one: {again}")


def _settings(asked: argparse.Namespace) -> Settings:
    """Read the environment, and let the options of the command win over it."""
    given = {name: getattr(asked, name, None) for name in ("database", "host", "port")}
    return replace(
        Settings.from_environment(os.environ), **{name: value for name, value in given.items() if value is not None}
    )


def _start_log(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for talkative in ("discord", "slack_bolt", "slack_sdk", "asyncio"):  # at debug they write down what people typed
        logging.getLogger(talkative).setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level.upper()]))
    if level != "debug":
        for noisy in ("aiohttp.access", "alembic", "apscheduler"):
            logging.getLogger(noisy).setLevel(logging.WARNING)


class _Parser(argparse.ArgumentParser):
    """A parser that refuses in one line, as everything else does."""

    def error(self, message: str) -> NoReturn:
        raise StartRefused(f"{message[:1].upper()}{message[1:]}. Run: {self.prog} --help")


class _FrontPage(_Parser):
    """The parser in front of the commands: its help is written by hand and says what each command is for."""

    def format_help(self) -> str:
        return HELP


def _parser() -> argparse.ArgumentParser:
    front = _FrontPage(prog="loopmates", allow_abbrev=False)
    front.add_argument("--version", action="version", version=f"Loopmates {__version__}")
    front.set_defaults(command=_welcome)
    commands = front.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    running = _command(commands, run, "run", example="loopmates run --port 8766")
    _listening_options(running)
    running.set_defaults(demo=False, target="run")

    playing = _command(commands, play, "play", example="loopmates play --demo")
    _listening_options(playing)
    playing.add_argument("--demo", action="store_true", help="begin with a group that has been practising already")
    playing.set_defaults(target="demo")

    _database_option(_command(commands, migrate, "migrate", example="loopmates migrate --database practice.db"))

    slack = commands.add_parser("slack", prog="loopmates slack", description="See: loopmates slack manifest --help")
    making = _command(
        slack.add_subparsers(metavar="manifest", required=True, parser_class=_Parser),
        slack_manifest,
        "manifest",
        example="loopmates slack manifest --url https://practice.example.org",
    )
    making.add_argument("--url", help="the https address at which Slack reaches Loopmates; without it, Socket Mode")
    making.add_argument("--shared", action="store_true", help="for an app that other workspaces install by themselves")

    discord = commands.add_parser(
        "discord", prog="loopmates discord", description="See: loopmates discord invite --help"
    )
    inviting = _command(
        discord.add_subparsers(metavar="invite", required=True, parser_class=_Parser),
        discord_invite,
        "invite",
        example="loopmates discord invite --application 1234567890",
    )
    inviting.add_argument("--application", type=_id, help="the application's id; otherwise that of DISCORD_TOKEN")
    inviting.add_argument(
        "--message-content", action="store_true", help="also ask for what reading answers in threads needs"
    )

    content = commands.add_parser(
        "content", prog="loopmates content", description="See: loopmates content check --help"
    ).add_subparsers(metavar="check|new", required=True, parser_class=_Parser)
    checking = _command(content, check, "check", example="loopmates content check --folder our-content")
    checking.add_argument("--folder", type=Path, help="a group's own folder; otherwise the one of LOOPMATES_CONTENT")
    checking.add_argument("--inventory", type=Path, help="a JSON list of notes, to see which of them are covered")
    _json_option(checking)
    new = content.add_parser("new", prog="loopmates content new", description="See: loopmates content new question -h")
    adding = _command(
        new.add_subparsers(metavar="question", required=True, parser_class=_Parser),
        new_question,
        "question",
        example='loopmates content new question "What did you leave unbuilt?" --theme evals --folder our-content',
    )
    adding.add_argument("text", help="the question as an interviewer would ask it")
    adding.add_argument("--theme", required=True, help="the id of a theme, such as evals")
    adding.add_argument("--tests", default="", help="what the interviewer is after; otherwise what the theme is about")
    adding.add_argument("--id", default="", help="its id; otherwise made of its first words")
    adding.add_argument("--folder", type=Path, help="a group's own folder; otherwise the one of LOOPMATES_CONTENT")

    story = commands.add_parser("story", prog="loopmates story", description="See: loopmates story feedback --help")
    story_cli.add_commands(
        story.add_subparsers(metavar="feedback|disputes|eval|train", required=True, parser_class=_Parser), _command
    )

    _json_option(_command(commands, doctor, "doctor", example="loopmates doctor"))

    pair = commands.add_parser("pair", prog="loopmates pair", description="See: loopmates pair simulate --help")
    drawing = _command(
        pair.add_subparsers(metavar="simulate", required=True, parser_class=_Parser),
        pair_simulate,
        "simulate",
        example="loopmates pair simulate --members 24 --rounds 20 --availability mixed",
    )
    drawing.add_argument("--members", type=_count, required=True, help="how many members there are")
    drawing.add_argument("--rounds", type=_count, required=True, help="how many rounds to draw, one after the other")
    drawing.add_argument("--seed", type=int, default=1, help="the same seed gives the same rounds; 1 by default")
    drawing.add_argument(
        "--availability",
        choices=("full", "mixed"),
        default="full",
        help="full: everybody is free all week; mixed: hours, zones, employers and levels of their own",
    )
    drawing.add_argument(
        "--attendance", type=_share, default=1.0, help="the share of members in each round, such as 0.7; all by default"
    )
    drawing.add_argument("--json", action="store_true", help="print one JSON object a round")
    return front


def _command(
    commands: "argparse._SubParsersAction[_Parser]", function: Callable[..., int], name: str, *, example: str
) -> _Parser:
    about = inspect.cleandoc(function.__doc__ or "")
    parser = commands.add_parser(name, description=about, epilog=f"Example: {example}", allow_abbrev=False)
    parser.set_defaults(command=function, name=name)
    return parser


def _listening_options(parser: _Parser) -> None:
    parser.add_argument("--host", help="the address to listen on; 127.0.0.1 lets in this machine only")
    parser.add_argument("--port", type=_port, help="the port to listen on; 0 takes any free one")
    _database_option(parser)


def _database_option(parser: _Parser) -> None:
    parser.add_argument("--database", metavar="FILE_OR_URL", help="a file, or postgresql://user:password@host/name")


def _json_option(parser: _Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings for another program to read")


def _id(written: str) -> str:
    if written.isascii() and written.isdigit() and len(written) <= 20:
        return written
    raise argparse.ArgumentTypeError(f"{written!r} is not an id: those are numbers")


def _count(written: str) -> int:
    if written.isascii() and written.isdigit() and 1 <= int(written) <= 100_000:
        return int(written)
    raise argparse.ArgumentTypeError(f"{written!r} is not a number from 1 to 100000")


def _share(written: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 < float(written) <= 1:
            return float(written)
    raise argparse.ArgumentTypeError(f"{written!r} is not a share above 0 and up to 1, such as 0.7")


def _port(written: str) -> int:
    if written.isascii() and written.isdigit() and int(written) <= 65535:
        return int(written)
    raise argparse.ArgumentTypeError(f"{written!r} is not a number from 0 to 65535")


def _welcome(_asked: argparse.Namespace) -> int:
    print(HELP, end="")
    return 0
