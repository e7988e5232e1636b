"""Where old mail lies: boxes, folders, packed files, LISTSERV's logs, public-inbox's git.

`messages_in(path)` gives every message of any of them, one by one, in the order it finds them; what
is no mail is told and passed over.
"""

from comitia.archive.sources.found import BadSource, Found
from comitia.archive.sources.open import messages_in

__all__ = ["BadSource", "Found", "messages_in"]
