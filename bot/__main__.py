"""Lets `python -m bot` be `loopmates`."""

import sys

from bot.cli import main

sys.exit(main())
