"""DKIM (RFC 6376) and ARC (RFC 8617), verified by dkimpy with the DNS it is given."""

import dkim

from comitia.base.dns import BoundedDns, Unanswered
from comitia.base.headers import Field
from comitia.mail.authenticate.authentication import Signature

# RFC 8301, 3.1: nobody may believe SHA-1 any more.
REFUSED_ALGORITHMS = frozenset({"rsa-sha1"})
# Each signature costs a question and a computation; real mail carries two or three.
MOST_SIGNATURES = 8
MOST_ARC_SETS = 10


class _Keys:
    """dkimpy asks for a key by name; what cannot be answered now is told apart from what is not."""

    def __init__(self, dns: BoundedDns) -> None:
        self._dns = dns
        self.unanswered = False

    def __call__(self, name: bytes | str, timeout: float = 5) -> bytes | None:
        text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        try:
            found = self._dns.look_up(text, "TXT")
        except Unanswered:
            self.unanswered = True
            return None
        return found[0].encode() if found else None


def signatures(data: bytes, fields: list[Field], dns: BoundedDns) -> tuple[Signature, ...]:
    """What the signatures of the message are worth, in their order. Never raises."""
    values = [field.value for field in fields if field.name == "dkim-signature"]
    found = []
    for index, value in enumerate(values[:MOST_SIGNATURES]):
        keys = _Keys(dns)
        try:
            result = "pass" if dkim.DKIM(data).verify(idx=index, dnsfunc=keys) else "fail"
        except dkim.ValidationError:
            result = "fail"
        except Exception:  # dkimpy raises many things at odd signatures.
            result = "permerror"
        if keys.unanswered:
            result = "temperror"
        tags = _tags(value)
        # RFC 6376, 8.2: below a signed beginning anybody may write what they like. RFC 8601, 2.7.1
        # has a word for what passes and is not acceptable all the same.
        if result == "pass" and ("l" in tags or tags.get("a", "").lower() in REFUSED_ALGORITHMS):
            result = "policy"
        found.append(Signature(tags.get("d", "").lower()[:255], result))
    return tuple(found)


def chain(data: bytes, fields: list[Field], dns: BoundedDns) -> str:
    """What the ARC chain says: none, pass, fail or temperror. Never raises."""
    sets = sum(field.name == "arc-seal" for field in fields)
    if not sets:
        return "none"
    if sets > MOST_ARC_SETS:
        return "fail"
    keys = _Keys(dns)
    try:
        result, _, _ = dkim.ARC(data).verify(dnsfunc=keys)
        # dkimpy gives None for a chain that an earlier one has ended.
        text = result.decode() if isinstance(result, bytes) else "fail"
    except Exception:  # As above.
        text = "fail"
    return "temperror" if keys.unanswered else text


def _tags(value: bytes) -> dict[str, str]:
    tags: dict[str, str] = {}
    for part in value.decode("ascii", "replace").split(";"):
        name, equals, content = part.partition("=")
        if equals:
            tags.setdefault(name.strip(), "".join(content.split()))
    return tags
