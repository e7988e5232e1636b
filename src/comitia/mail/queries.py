"""The reads that doors and stations share."""

from comitia.groups.models import Group
from comitia.mail.addresses import is_house, understand


def serves(local_part: str) -> bool:
    """Whether mail for `local_part` at our domain is taken: a group's address, or postmaster's."""
    if is_house(local_part):
        return True  # RFC 5321, 4.5.1: postmaster is always there, in any case.
    address = understand(local_part)
    return address is not None and Group.objects.filter(name=address.group).exists()
