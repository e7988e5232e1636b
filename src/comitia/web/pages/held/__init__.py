"""Messages that wait for a moderator."""
