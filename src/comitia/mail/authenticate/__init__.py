"""The second station: who sent it, as far as DNS and signatures can say. It decides nothing."""

from comitia.mail.authenticate.authentication import Authentication, Signature
from comitia.mail.authenticate.station import authenticate

__all__ = ["Authentication", "Signature", "authenticate"]
