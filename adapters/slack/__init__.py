"""Slack: a Bolt app in Socket Mode or behind HTTP, for one workspace or for many."""
