"""Whatever waits: claimed by compare-and-set, leased, retried with back-off, parked with a reason.

Knows kinds of work by name only; config.tasks says which function does each."""
