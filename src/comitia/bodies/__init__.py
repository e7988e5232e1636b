"""Assemblies, advisory and study groups, their meetings, officers, decisions and rule sets.

Correspondence groups are left to groups."""
