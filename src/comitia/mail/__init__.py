"""The road of a message, from the door to the archive and the outbox; flow.py lists its rules."""
