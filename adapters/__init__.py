"""The chat platforms: each turns its payloads into neutral requests and neutral replies into its payloads."""
