"""Programs started from outside: how long until they answer, and how much memory they hold."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60.0
STOP_SECONDS = 20.0
MEGABYTE = 1024.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A program that answers on a port. `seconds_to_answer` counts from its start to its first page."""

    process_id: int
    port: int
    seconds_to_answer: float

    def memory(self) -> tuple[float, float]:
        """Give the resident memory now and at its highest, in megabytes."""
        lines = Path(f"/proc/{self.process_id}/status").read_text().splitlines()
        kilobytes = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
        return int(kilobytes["VmRSS"]) / MEGABYTE, int(kilobytes["VmHWM"]) / MEGABYTE


@contextmanager
def playground(database: Path) -> Iterator[Running]:
    """Run Loopmates as people run it."""
    port = _free_port()
    with _running(["-m", "bot", "run", "--port", str(port), "--database", str(database)], port) as running:
        yield running


@contextmanager
def slack(database: Path, settings: dict[str, str]) -> Iterator[Running]:
    """Run Loopmates for Slack over HTTP, with these variables set."""
    port = _free_port()
    arguments = ["-m", "bot", "run", "--port", str(port), "--database", str(database)]
    with _running(arguments, port, page="/health", more=settings) as running:
        yield running


@contextmanager
def bare_slack(workspaces: int) -> Iterator[Running]:
    """Run the bare Bolt app that knows so many workspaces."""
    port = _free_port()
    with _running(["-m", "benchmarks.bare_slack", str(port), str(workspaces)], port) as running:
        yield running


@contextmanager
def bare() -> Iterator[Running]:
    """Run the bare aiohttp program."""
    port = _free_port()
    with _running(["-m", "benchmarks.bare_server", str(port)], port) as running:
        yield running


def seconds_of(*arguments: str) -> float:
    """Time a whole Python program from its start to its end."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=_environment(), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


@contextmanager
def _running(
    arguments: list[str], port: int, *, page: str = "/", more: dict[str, str] | None = None
) -> Iterator[Running]:
    started = time.perf_counter()
    environment = _environment() | (more or {})
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for_page(process, port, page)
        yield Running(process_id=process.pid, port=port, seconds_to_answer=time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def _wait_for_page(process: subprocess.Popen[bytes], port: int, page: str) -> None:
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while not _answers(port, page):
        if process.poll() is not None or time.perf_counter() > deadline:
            raise RuntimeError(f"{process.args!r} does not answer on port {port}.")
        time.sleep(0.002)


def _answers(port: int, page: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", page)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    """Leave out every setting that would make this Loopmates another one."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("LOOPMATES_", "SLACK_", "DISCORD_"))
    }
