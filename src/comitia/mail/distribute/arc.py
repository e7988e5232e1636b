"""The ARC seal (RFC 8617): what was found of the author, for readers whose systems believe us.

It is made once per letter, so it covers nothing that differs per copy. Pure.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from comitia.base.headers import Field, split
from comitia.outbox.dkim import COVERED, Key, relaxed_body, relaxed_field

SET = ("arc-authentication-results", "arc-message-signature", "arc-seal")
MOST_SETS = 50  # RFC 8617, 4.2.1
PER_COPY = frozenset({"list-unsubscribe", "list-unsubscribe-post"})
CV = {"none": "none", "pass": "pass", "fail": "fail"}

_INSTANCE = re.compile(rb"(?:^|;)\s*i\s*=\s*(\d{1,3})\s*(?:;|$)")
_ENDED = re.compile(rb"(?:^|;)\s*cv\s*=\s*fail\s*(?:;|$)")
_TOKEN = re.compile(r"[A-Za-z0-9._-]+")


def worth_sealing(found: Mapping[str, Any]) -> bool:
    """Whether there is something to pass on, as `Authentication.entry` has it."""
    results = [found.get(method, {}).get("result", "none") for method in ("spf", "dmarc")]
    return bool(found.get("dkim")) or any(result not in {"", "none"} for result in results)


def sealed(
    content: bytes, found: Mapping[str, Any], keys: Sequence[Key], *, by: str, at: datetime
) -> bytes:
    """The letter with one ARC set more on top; as it was where no true one can be made.

    `found` is what `Authentication.entry` gives of the message as it came, `by` our name in it. It
    takes an RSA key: RFC 8617 knows no other. A chain that was not checked, or that has ended with
    cv=fail, is not carried on (5.1); one found broken is ended here.
    """
    key = next((each for each in keys if each.algorithm == "rsa-sha256"), None)
    chain = _chain(content)
    if key is None or chain is None or not worth_sealing(found):
        return content
    cv = CV.get(str(found.get("arc", ""))) if chain else "none"
    if cv is None or (chain and cv == "none"):
        return content
    instance = max(chain, default=0) + 1
    if instance > MOST_SETS or any(_ENDED.search(one[2].value) for one in chain.values()):
        return content
    seconds = int(at.timestamp())
    results = _field("ARC-Authentication-Results", f"i={instance}; {_results(found, by)}")
    message = _message_signature(content, key, instance, seconds)
    # 5.1.2: the seal of a broken chain covers its own set only.
    before = [] if cv == "fail" else [raw.raw for _, one in sorted(chain.items()) for raw in one]
    seal = _signed(
        "ARC-Seal",
        f"i={instance}; a={key.algorithm}; t={seconds}; cv={cv};\r\n"
        f" d={key.domain}; s={key.selector};\r\n b=",
        key,
        after=b"".join(_relaxed(raw) for raw in [*before, results, message]),
    )
    return seal + message + results + content


def _chain(content: bytes) -> dict[int, tuple[Field, Field, Field]] | None:
    """The sets there are, in the order they are sealed; None where they are no chain."""
    found: dict[int, dict[str, Field]] = {}
    for field in split(content)[0]:
        if field.name not in SET:
            continue
        number = _INSTANCE.search(field.value)
        if number is None or field.name in found.get(int(number[1]), {}):
            return None
        found.setdefault(int(number[1]), {})[field.name] = field
    if sorted(found) != list(range(1, len(found) + 1)):
        return None
    if any(len(one) < len(SET) for one in found.values()):
        return None
    return {number: (one[SET[0]], one[SET[1]], one[SET[2]]) for number, one in found.items()}


def _results(found: Mapping[str, Any], by: str) -> str:
    """As in Authentication-Results (RFC 8601, 2.2), each on a line of its own."""
    spf, dmarc = found.get("spf", {}), found.get("dmarc", {})
    lines = [by, _result("spf", spf.get("result"), "smtp.mailfrom", spf.get("domain"))]
    lines += [
        _result("dkim", one.get("result"), "header.d", one.get("domain"))
        for one in found.get("dkim", [])
    ]
    lines.append(_result("dmarc", dmarc.get("result"), "header.from", found.get("author")))
    lines.append(_result("arc", found.get("arc"), "", ""))
    return ";\r\n ".join(lines)


def _result(method: str, result: object, name: str, value: object) -> str:
    said = str(result) if _TOKEN.fullmatch(str(result)) else "none"
    about = f" {name}={value}" if _TOKEN.fullmatch(str(value or "")) else ""
    return f"{method}={said}{about}"


def _message_signature(content: bytes, key: Key, instance: int, seconds: int) -> bytes:
    header, _, body = content.partition(b"\r\n\r\n")
    last = {field.name: field.raw for field in split(header + b"\r\n\r\n")[0]}
    covered = [name for name in COVERED if name in last and name not in PER_COPY]
    body_hash = base64.b64encode(sha256(relaxed_body(body)).digest()).decode()
    names = ":\r\n  ".join([*covered, "from"])
    return _signed(
        "ARC-Message-Signature",
        f"i={instance}; a={key.algorithm}; c=relaxed/relaxed; d={key.domain};\r\n"
        f" s={key.selector}; t={seconds};\r\n h={names};\r\n bh={body_hash};\r\n b=",
        key,
        after=b"".join(_relaxed(last[name]) for name in covered),
    )


def _signed(name: str, value: str, key: Key, *, after: bytes) -> bytes:
    """The field, its signature over these canonical fields and itself."""
    unsigned = relaxed_field(name.encode(), value.encode())[:-2]
    written = base64.b64encode(key.sign(after + unsigned)).decode()
    return _field(
        name, value + "\r\n ".join(written[n : n + 70] for n in range(0, len(written), 70))
    )


def _field(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode()


def _relaxed(raw: bytes) -> bytes:
    name, _, value = raw.partition(b":")
    return relaxed_field(name, value.removesuffix(b"\r\n"))
