"""What Loopmates costs beside the bare equivalent, measured in the same run. `docs/figures.md` tells how to read it."""
