"""The mail door: LMTP behind an MTA, and SMTP. It speaks the protocol and calls one verb, `keep`.

We speak it ourselves and not through aiosmtpd, which gives LMTP one answer for all recipients,
takes no pipelining and no enhanced codes, and reads DATA line by line (docs/decisions/0101).
"""
