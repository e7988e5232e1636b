"""Append-only record of all that happened, provable to anyone (RFC 6962).

Other stores append entries in the transaction of the act itself; one sequencer orders them into
the tree afterwards. What an entry means is known to the store that appended it."""
