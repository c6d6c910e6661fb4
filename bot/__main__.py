"""Lets `python -m bot` be `loopmates`."""

import sys

from bot.cli import main

if __name__ == "__main__":  # a process started for a draw reads this file, too
    sys.exit(main())
