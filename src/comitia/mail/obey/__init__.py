"""Mail that asks for something: join, leave, confirm, decide, help. One file for each purpose.

Each takes the letter and gives the outcome its arrival ends in; answers are notices, in the
language of whoever wrote, and never go to machines (mail.answer).
"""

from comitia.mail.obey.table import OBEY, station_for

__all__ = ["OBEY", "station_for"]
