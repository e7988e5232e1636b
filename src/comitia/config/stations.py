"""What is done with mail for a purpose that a store above `mail` obeys: purpose, then its station.

A station takes a `mail.obey.letter.Letter` and gives a `Done`, as those of `mail.obey` do.
"""

STATIONS: dict[str, str] = {
    "contribution": "comitia.documents.mailed.contribution",
}
