"""The command-line door: each command calls one verb or query and prints what it gives.

Exit status: 0 done, 1 not so (a check failed, something was refused), 2 called wrongly.
"""

from comitia.cli.frame import main

__all__ = ["main"]
