"""How much one peer may bring in a minute. Pure; `now` is in seconds of a steady clock."""

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from comitia.base.rate import Rate


class Allowance:
    """What all peers of a door may bring; those in `trusted` networks as much as they like."""

    def __init__(
        self, *, messages: int, recipients: int, trusted: Collection[IPv4Network | IPv6Network] = ()
    ) -> None:
        self._messages = Rate(messages)
        self._recipients = Rate(recipients)
        self._trusted = trusted

    def message(self, peer: str, *, now: float) -> bool:
        """Whether this peer may begin another message."""
        return self._is_trusted(peer) or self._messages.take(peer, now=now)

    def recipient(self, peer: str, *, now: float) -> bool:
        """Whether this peer may name another recipient."""
        return self._is_trusted(peer) or self._recipients.take(peer, now=now)

    def _is_trusted(self, peer: str) -> bool:
        if not self._trusted:
            return False
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._trusted)
