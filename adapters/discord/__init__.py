"""Discord: discord.py's client and command tree, in one process or in several that share the shards."""
