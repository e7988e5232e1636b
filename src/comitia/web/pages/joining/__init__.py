"""Registering for a group, answering for a delegate, and leaving."""
