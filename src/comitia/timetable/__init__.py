"""Milestones of a group: rows as adopted, evidence, reminders and the calendar feed."""
