"""What else must be so before a version of a report is frozen: a line for each store above reports.

Each names a function `(report, kind, *, at) -> list[str]` that gives, in the active language, what
bars freezing a version of that kind now, and what to do about it; nothing where nothing does.
"""

GUARDS: tuple[str, ...] = ()
