"""What is due, and how it reaches people exactly once."""
