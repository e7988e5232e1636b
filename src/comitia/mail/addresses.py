"""What an address of a group is for, read from its local part. Pure; knows no group by name."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Each value is the suffix as it is written: t09tsag178-join@ …"""

    LIST = ""
    JOIN = "join"
    LEAVE = "leave"
    CONFIRM = "confirm"
    OWNER = "owner"
    REQUEST = "request"
    BOUNCES = "bounces"
    VALIDATE = "validate"
    MODERATE = "moderate"
    CONTRIBUTION = "contribution"
    CALL = "call"


# What other list managers taught people to write.
ALSO = {
    "subscribe": Purpose.JOIN,
    "unsubscribe": Purpose.LEAVE,
    "signoff": Purpose.LEAVE,
    "admin": Purpose.OWNER,
    "editor": Purpose.OWNER,
    "help": Purpose.REQUEST,
    "bounce": Purpose.BOUNCES,
    "errors": Purpose.BOUNCES,
    "return": Purpose.BOUNCES,
}
SUFFIXES = {purpose.value: purpose for purpose in Purpose if purpose.value} | ALSO

# These mean nothing without the token that says which request they answer.
NEEDS_TOKEN = frozenset({Purpose.CONFIRM, Purpose.VALIDATE, Purpose.MODERATE, Purpose.CALL})

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_HOUSE = re.compile(r"postmaster|comitia(?:-owner|-bounces)?(?:\+.*)?", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z0-9._=-]{1,64}")


def is_house(local_part: str) -> bool:
    """Whether it belongs to no group: postmaster, and the addresses of the house's own notices."""
    return bool(_HOUSE.fullmatch(local_part.strip().strip('"')))


@dataclass(frozen=True)
class Address:
    """The group an address belongs to, what mail to it asks for, and the token after its `+`."""

    group: str
    purpose: Purpose
    token: str = ""

    @property
    def local_part(self) -> str:
        """The address as we write it, without its domain."""
        suffix = f"-{self.purpose}" if self.purpose else ""
        token = f"+{self.token}" if self.token else ""
        return f"{self.group}{suffix}{token}"


def understand(local_part: str) -> Address | None:
    """What `local_part` is for, or None where it cannot be an address of any group.

    Case is of no account, nor are blanks around it or the quotes that some programs add. A suffix
    we do not know belongs to the group's name, whether or not there is such a group.
    """
    text = local_part.strip().strip('"').lower()
    text, _, token = text.partition("+")
    if token and not _TOKEN.fullmatch(token):
        return None
    name, _, suffix = text.rpartition("-")
    purpose = SUFFIXES.get(suffix) if name else None
    if purpose is None:
        name, purpose = text, Purpose.LIST
    if not _NAME.fullmatch(name):
        return None
    if purpose in NEEDS_TOKEN and not token:
        return None
    return Address(name, purpose, token)
