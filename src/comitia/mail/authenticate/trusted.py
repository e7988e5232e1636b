"""The word of the MTA in front, where it has one: Authentication-Results (RFC 8601)."""

import re
from collections.abc import Collection

from comitia.base.headers import Field
from comitia.mail.authenticate.authentication import Authentication, Signature

_REMARK = re.compile(r"\([^()]*\)")
_POLICY = re.compile(r"\b(?:p|policy|policy\.dmarc)=(none|quarantine|reject)\b", re.IGNORECASE)
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
MOST_FIELDS = 5


def believed(fields: list[Field], names: Collection[str]) -> Authentication | None:
    """What the MTAs called `names` have written on the message, or None where none has.

    An MTA must remove what strangers wrote in its name (RFC 8601, 5); that is why it is believed.
    """
    lower = {name.lower() for name in names}
    said = []
    for field in fields:
        if field.name != "authentication-results":
            continue
        text = field.value.decode("utf-8", "replace")[:10_000]
        server, _, results = text.partition(";")
        server = (_REMARK.sub(" ", server).split() or [""])[0].lower()
        if server in lower:
            said.append((server, results))
    if not said:
        return None
    return _put_together(said[0][0], [results for _, results in said[:MOST_FIELDS]])


def _put_together(server: str, texts: list[str]) -> Authentication:
    spf, spf_domain, dmarc, policy, arc = "none", "", "none", "", "none"
    dkim: list[Signature] = []
    for text in texts:
        for part in text.split(";"):
            bare = _REMARK.sub(" ", part)
            result = _RESULT.match(bare)
            if result is None:
                continue
            method, value = result[1].lower(), result[2].lower()
            properties = {name.lower(): word.lower() for name, word in _PROPERTY.findall(bare)}
            if method == "spf":
                spf = value
                spf_domain = properties.get("smtp.mailfrom", "").rpartition("@")[2]
            elif method == "dkim" and value != "none":
                domain = properties.get("header.d") or properties.get("header.i", "")
                dkim.append(Signature(domain.rpartition("@")[2], value))
            elif method == "dmarc":
                dmarc = value
                asked = _POLICY.search(part)
                policy = asked[1].lower() if asked else "unknown" if value == "fail" else ""
            elif method == "arc":
                arc = value
    return Authentication(server, spf, spf_domain, tuple(dkim), dmarc, policy, arc)
