"""The last station: the letter that goes out, and who gets a copy. The outbox does the rest.

A letter is the message as it came, with fields of the list's own on top. Its body is never touched,
so signatures over it hold; its header is edited as bytes, so what is not changed stays as it was.
"""
