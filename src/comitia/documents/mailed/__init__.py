"""-contribution@: a mail with files, or its text, becomes a submission; an answer corrects one.

The station only judges who may be listened to. Reading the files takes long, so a job does it
(`documents.mailed`); what it finds is submitted as received when the mail was.
"""

from comitia.documents.mailed.look import Mailed, look
from comitia.documents.mailed.station import contribution
from comitia.documents.mailed.take import take_in

__all__ = ["Mailed", "contribution", "look", "take_in"]
