"""Everything a member reads: domain values in, cards and forms out. Nothing is decided here."""
