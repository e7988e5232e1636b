"""Mail waiting to leave: letters, batches of copies, and what became of each copy.

Knows recipients by an opaque key; why somebody gets a letter is known to who queued it."""
