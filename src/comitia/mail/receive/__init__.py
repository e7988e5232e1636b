"""The first station: a message is made durable for each recipient before it is acknowledged.

It judges nothing: what a message is, and who may see it, the stations after it decide.
"""

from comitia.mail.receive.incoming import Incoming
from comitia.mail.receive.spool import NotKept, Spool

__all__ = ["Incoming", "NotKept", "Spool"]
