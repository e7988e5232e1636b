"""Sends what waits in the outbox: claims batches, personalises copies, speaks SMTP, books outcomes.

book.py reads and writes rows; personal.py makes each copy; session.py speaks with the relay; run.py
is the loop. Why a letter was queued is known elsewhere.
"""

from comitia.outbox.deliver.run import run

__all__ = ["run"]
