"""Looks whether what came in, the archive, the ledger, the index and the outbox agree.

Changes nothing but by `mend`, and then only what may safely be done twice."""
