"""Command lines taken apart. Pure: text in, values or a refusal out."""

import re
from dataclasses import dataclass

# RFC 5321, 4.5.3.1: 256 for a path; more than any real one, with room for SMTPUTF8.
PATH_OCTETS = 320

_PATH = re.compile(
    r"""(?P<keyword>from|to):\s*      # a blank here is wrong, and widespread
        (?:<(?:@[^:<>]*:)?(?P<path>(?:"(?:[^"\\]|\\.)*"|[^<>"\s])*)>
          |(?P<bare>[^<>\s]+))        # no angle brackets: wrong too
        (?:\s+(?P<parameters>.*))?""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Malformed(Exception):
    """The command cannot be read. `reply` is the answer, with its enhanced code."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply


@dataclass(frozen=True)
class Path:
    """An address of the envelope with what was said beside it. Empty for the null sender."""

    address: str
    parameters: dict[str, str]

    @property
    def local_part(self) -> str:
        """The part before the last @, without quotes; all of it where there is no @."""
        local, at, domain = self.address.rpartition("@")
        local = local if at else domain
        quoted = _QUOTED.fullmatch(local)
        return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else local

    @property
    def domain(self) -> str:
        """The part after the last @, lower case, without a final dot; empty where there is none."""
        local, at, domain = self.address.rpartition("@")
        return domain.lower().rstrip(".") if at and local else ""


def path(argument: str, keyword: str) -> Path:
    """What follows MAIL (`keyword` from) or RCPT (to). Raises Malformed with the reply to give."""
    found = _PATH.fullmatch(argument)
    if found is None or found["keyword"].lower() != keyword:
        raise Malformed(f"501 5.5.4 Syntax: {keyword.upper()}:<address>")
    address = found["path"] if found["path"] is not None else found["bare"]
    if _CONTROL.search(address) or len(address.encode()) > PATH_OCTETS:
        raise Malformed("501 5.1.3 That is not an address")
    parameters: dict[str, str] = {}
    for word in (found["parameters"] or "").split():
        name, _, value = word.partition("=")
        if name.upper() in parameters:
            raise Malformed(f"501 5.5.4 {name.upper()} is given twice")
        parameters[name.upper()] = value
    return Path(address, parameters)


def forwarded(argument: str) -> dict[str, str]:
    """What XFORWARD says of the client that the MTA in front had: addr, name, helo, proto, source.

    Values are xtext (RFC 3461); [UNAVAILABLE] is left out. Raises Malformed.
    """
    facts = {}
    for word in argument.split():
        name, equals, value = word.partition("=")
        if not equals or not name.isalpha() or len(value) > 255:
            raise Malformed("501 5.5.4 Syntax: XFORWARD NAME=value …")
        value = re.sub(r"\+([0-9A-Fa-f]{2})", lambda hexed: chr(int(hexed[1], 16)), value)
        if value.upper() not in {"[UNAVAILABLE]", "[TEMPUNAVAIL]"} and not _CONTROL.search(value):
            facts[name.lower()] = value
    return facts
