"""Looks for everything that keeps Loopmates from working, all at once, and says how to mend each.

It changes nothing and can run beside a Loopmates at work.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import ports
from bot.content import check_content, content_folder
from bot.errors import StartRefused
from bot.settings import Settings
from bot.store.checkup import Checkup, check_up
from bot.store.database import SCHEMA_HEAD, Database, ensure_current, reachable, schema_version, sole_owner

State = Literal["good", "noted", "problem"]

CLOCK_TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A problem has a fix; something noted needs none."""

    about: str
    state: State
    says: str
    fix: str = ""

    @property
    def is_problem(self) -> bool:
        return self.state == "problem"

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def examine(environment: Mapping[str, str]) -> list[Finding]:
    """Look at everything and list what was found, good and bad."""
    settings, findings = _settings(environment)
    findings += asyncio.run(_database(settings))
    findings += _content(settings)
    findings += _zones()
    if _listens(settings):
        findings += _port(settings, is_running=_is_in_use(settings))
    findings += asyncio.run(_slack(settings))
    findings += asyncio.run(_discord(settings))
    return findings


def show(findings: list[Finding]) -> None:
    """Print the findings as a table."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"good": "green", "noted": "yellow", "problem": "red"}
    table = Table("", "", "", box=box.SIMPLE, show_header=False, pad_edge=False)
    for finding in findings:
        said = Text(f"{finding.says}\n{finding.fix}".strip())
        table.add_row(Text(finding.state, style=colours[finding.state]), finding.about, said)
    problems = sum(finding.is_problem for finding in findings)
    console = Console(highlight=False)
    console.print(table)
    console.print(
        "Nothing keeps Loopmates from working." if not problems else f"{problems} to mend before Loopmates works."
    )


def _settings(environment: Mapping[str, str]) -> tuple[Settings, list[Finding]]:
    """Read the settings; where some are wrong, go on with the others."""
    try:
        settings = Settings.from_environment(environment)
    except StartRefused as refusal:
        faulty = {reason.split()[0] for reason in refusal.reasons}
        rest = {name: value for name, value in environment.items() if name not in faulty}
        problems = [Finding("settings", "problem", *_fault_and_fix(reason)) for reason in refusal.reasons]
        return Settings.from_environment(rest), problems
    return settings, [Finding("settings", "good", "Every setting can be read.")]


async def _database(settings: Settings) -> list[Finding]:
    try:
        database = Database(settings.database)
    except StartRefused as refusal:
        return _refused("database", refusal)
    try:
        if database.is_sqlite and await schema_version(database) is None:
            return [Finding("database", "noted", f"{database.name} is not there yet; the first start creates it.")]
        await ensure_current(database)
        async with reachable(database):
            checkup = await check_up(database)
    except StartRefused as refusal:
        return _refused("database", refusal)
    finally:
        await database.close()
    return [*_schema(database, checkup), *_clock(checkup)]


async def _slack(settings: Settings) -> list[Finding]:
    if settings.slack is None:
        return []
    from bot.app import look_at_slack

    database = None
    try:
        if settings.slack.is_shared and await schema_version(Database(settings.database)) == SCHEMA_HEAD:
            database = Database(settings.database)
        found = await look_at_slack(settings, database)
    except StartRefused as refusal:
        return _refused("slack", refusal)
    finally:
        if database is not None:
            await database.close()
    return [Finding("slack", cast("State", state), says, fix) for state, says, fix in found]


async def _discord(settings: Settings) -> list[Finding]:
    if settings.discord is None:
        return []
    from bot.app import look_at_discord

    return [
        Finding("discord", cast("State", state), says, fix)
        for state, says, fix in await look_at_discord(settings.discord)
    ]


def _listens(settings: Settings) -> bool:
    """Say whether `run` listens on the port: for the playground, and for Slack over HTTP."""
    if settings.slack is not None:
        return not settings.slack.is_socket_mode
    return settings.discord is None


def _schema(database: Database, checkup: Checkup) -> Iterator[Finding]:
    yield Finding("database", "good", f"{database.name} can be written and is at version {SCHEMA_HEAD}.")
    if not checkup.keeps_journal:
        yield Finding(
            "database",
            "problem",
            f"{database.name} cannot keep a write-ahead log; it may be on a network drive.",
            "Move it to a local disk, or use PostgreSQL.",
        )


def _clock(checkup: Checkup) -> Iterator[Finding]:
    now = datetime.now(UTC)
    fix = "Let the machine keep time by NTP: timedatectl set-ntp true"
    if checkup.newest_at is not None and checkup.newest_at > now + CLOCK_TOLERANCE:
        yield Finding(
            "clock",
            "problem",
            f"This machine says it is {now:%Y-%m-%d %H:%M} UTC, but the database already holds what was done at "
            f"{checkup.newest_at:%Y-%m-%d %H:%M}.",
            fix,
        )
    elif abs(checkup.server_at - now) > CLOCK_TOLERANCE:
        yield Finding(
            "clock",
            "problem",
            f"This machine says it is {now:%Y-%m-%d %H:%M} UTC; the database says {checkup.server_at:%Y-%m-%d %H:%M}.",
            fix,
        )
    else:
        yield Finding("clock", "good", f"It is {now:%Y-%m-%d %H:%M} UTC, which agrees with the database.")


def _content(settings: Settings) -> Iterator[Finding]:
    report = check_content(content_folder(), pack=settings.content)
    for fault in report.faults:
        yield Finding("content", "problem", f"{fault.file}: {fault.entry}: {fault.problem}", fault.fix)
    for fault in report.pack_faults:
        yield Finding("content", "noted", f"Skipped: {fault.file}: {fault.entry}: {fault.problem}", fault.fix)
    if report.is_sound:
        over = f", with {settings.content} over it," if settings.content else ""
        yield Finding("content", "good", f"The practice material in {content_folder()}{over} is sound.")


def _zones() -> Iterator[Finding]:
    try:
        for name in ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"):
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        yield Finding("time zones", "problem", "The time zones of the world are missing.", "Run: pip install tzdata")
    else:
        yield Finding("time zones", "good", "The time zones of the world are known.")


def _port(settings: Settings, *, is_running: bool) -> Iterator[Finding]:
    reason = ports.refusal(settings.host, settings.port)
    where = f"{settings.host} port {settings.port}"
    if reason is None:
        yield Finding("port", "good", f"{where} is free.")
    elif is_running:
        yield Finding("port", "noted", f"{where} is taken; a Loopmates is running on this database.")
    else:
        free = ports.next_free(settings.host, settings.port)
        yield Finding(
            "port", "problem", f"Nothing can listen on {where}: {reason.strerror}.", f"Set LOOPMATES_PORT={free}"
        )


def _is_in_use(settings: Settings) -> bool:
    """Tell whether a running Loopmates holds the SQLite file; looking must not leave a lock file behind."""
    try:
        path = Database(settings.database).path
        if path is None or not Path(f"{path}.lock").exists():
            return False
        with sole_owner(settings.database):
            return False
    except StartRefused:
        return True


def _refused(about: str, refusal: StartRefused) -> list[Finding]:
    return [Finding(about, "problem", *_fault_and_fix(reason)) for reason in refusal.reasons]


def _fault_and_fix(reason: str) -> tuple[str, Any]:
    """Part a refusal at its first full stop: the fault stands before it, the fix behind it."""
    fault, _, fix = reason.partition(". ")
    return (f"{fault}.", fix) if fix else (reason, "")
