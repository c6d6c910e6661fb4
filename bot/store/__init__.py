"""What Loopmates remembers: the only place that speaks SQL."""
