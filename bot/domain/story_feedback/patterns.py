"""Patterns of language: regular expressions that cost nothing until they are used."""

import re
from collections.abc import Callable, Iterator
from typing import Any


class Pattern:
    """A regular expression that is compiled when it is first used: importing the rules costs nothing."""

    __slots__ = ("_compiled", "_flags", "_written")

    def __init__(self, written: str, flags: int = 0) -> None:
        self._written, self._flags = written, flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._written, self._flags)
        return self._compiled

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        return self.compiled.search(text, *place)

    def match(self, text: str, *place: int) -> re.Match[str] | None:
        return self.compiled.match(text, *place)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, *place: int) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, *place)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(replacement, text)

    def findall(self, text: str, *place: int) -> list[Any]:
        return self.compiled.findall(text, *place)
