"""SPF (RFC 7208), evaluated by pyspf with the DNS it is given."""

import ipaddress

import spf

from comitia.base.dns import BoundedDns, Unanswered


class _Query(spf.query):  # type: ignore[misc]
    """pyspf's evaluation; only where it asks DNS is replaced."""

    comitia_dns: BoundedDns

    def dns(
        self,
        name: str,
        qtype: str,
        cnames: object = None,
        ignore_void: bool = False,
    ) -> list[object]:
        try:
            found = self.comitia_dns.look_up(str(name), qtype)
        except Unanswered as error:
            raise spf.TempError(f"DNS {error}") from error
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        if qtype == "TXT":
            return [[text.encode()] for text in found]
        if qtype == "MX":
            return [(int(one.split()[0]), one.split()[1]) for one in found]
        return list(found)


def check(*, address: str, mail_from: str, hello: str, dns: BoundedDns) -> tuple[str, str]:
    """The result for a client at `address`, and the domain that was judged.

    For the null sender that is the name the client gave (RFC 7208, 2.4). Never raises.
    """
    domain = (mail_from.rpartition("@")[2] or hello).lower()
    try:
        ipaddress.ip_address(address)
        query = _Query(i=address, s=mail_from, h=hello or "unknown", querytime=0)
        query.comitia_dns = dns
        result, _, _ = query.check()
    except Exception:  # A record may hold anything; what cannot be evaluated is no pass.
        return "permerror", domain
    return str(result), domain
