"""Sealed tokens in links and addresses: they name a seat and what the bearer may do with it."""

from django.conf import settings

from comitia.base.ids import seal_fits, sealed

CONFIRM = "confirm"
VALIDATE = "validate"


def write(purpose: str, seat_id: int) -> str:
    """A token for one purpose and one seat, fit for a link and a mail address alike."""
    seal = sealed(str(seat_id), key=settings.SECRET_KEY, purpose=f"seat:{purpose}")
    return f"{seat_id}-{seal}"


def read(purpose: str, token: str) -> int | None:
    """The seat a token was written for, or None where it was not written by us for this."""
    number, _, seal = token.strip().partition("-")
    if not number.isdecimal() or not number.isascii() or len(number) > 18:
        return None
    fits = seal_fits(seal, number, key=settings.SECRET_KEY, purpose=f"seat:{purpose}")
    return int(number) if fits and len(seal) >= 12 else None
