"""Comitia: a standards body's correspondence groups, from mandate to decision, e-mail first."""

__version__ = "0.1.0"
