"""The playground: a pretend chat workspace on this machine, with pretend members and a clock that can be pushed."""
