"""Digests: the messages of a day or a week in one mail, for members who would rather have that.

due.py says when; run.py for whom and from which message on; issue.py gathers what is in one mail;
mime.py and plain.py write it.
"""
