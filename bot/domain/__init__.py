"""The rules of practising together: frozen records and pure functions, no clock and no I/O."""
