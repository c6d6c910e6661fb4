"""The engine of Loopmates: it knows members, questions and mocks, and knows no chat platform."""

__version__ = "0.1.0"
