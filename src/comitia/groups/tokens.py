"""Sealed tokens in links and addresses: they name a seat and what the bearer may do with it."""

from django.conf import settings

from comitia.base.ids import seal_fits, sealed

CONFIRM = "confirm"
VALIDATE = "validate"
REQUEST = "request"


def write(purpose: str, seat_id: int, *, to: int | None = None) -> str:
    """A token for one purpose and one seat, fit for a link and a mail address alike.

    `to` is the person it is sent to, where it is they who act by it.
    """
    name = str(seat_id) if to is None else f"{seat_id}.{to}"
    seal = sealed(name, key=settings.SECRET_KEY, purpose=f"seat:{purpose}")
    return f"{name}-{seal}"


def read(purpose: str, token: str) -> int | None:
    """The seat a token was written for, or None where it was not written by us for this."""
    return _numbers(purpose, token)[0]


def sent_to(purpose: str, token: str) -> int | None:
    """The person a token was sent to, or None where it names nobody or is not of our writing."""
    return _numbers(purpose, token)[1]


def _numbers(purpose: str, token: str) -> tuple[int | None, int | None]:
    name, _, seal = token.strip().partition("-")
    numbers = name.split(".")
    if len(numbers) > 2 or not all(_is_number(each) for each in numbers):
        return None, None
    fits = seal_fits(seal, name, key=settings.SECRET_KEY, purpose=f"seat:{purpose}")
    if not fits or len(seal) < 12:
        return None, None
    return int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 18
