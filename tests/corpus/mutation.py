"""Mail spoilt in the ways that mail is spoilt: by bad programs, by bad luck, and on purpose."""

import functools
import os
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.corpus.material import small_sets
from tests.mail.posting import message

ODD = Path(__file__).parent / "odd"
SHARED = Path(__file__).resolve().parents[3] / "shared"
# A mail beyond this only takes longer to try.
LONGEST = 150_000
MOST_MUTATIONS = 6

CHARSETS = (
    "utf-8",
    "yes",
    "iso-2022-jp",
    "utf-7",
    "x-mac-cyrillic",
    "\xff",
    "",
    "gb18030",
    "idna",
    "punycode",
    "utf-16",
    "unicode_escape",
    "hex",
    "a" * 300,
)
ENCODINGS = ("base64", "quoted-printable", "8bit", "x-uuencode", "binary", "7bit", "yenc", "")
ADDRESSES = (
    "",
    "<>",
    "@",
    "a@",
    "<a@b@c>",
    '"a\\',
    "a b <c@d.example>, ;",
    "group: x@y.example, z@w;",
    "x@" + "a." * 150 + "example",
    "=?utf-8?q?a=40b=2Eexample?=",
    "<@x,@y:z@q.example>",
    "a" * 1000,
    "\u4e8c@\u4f8b.example",
    "(" * 200 + "x@y.example",
    ",".join(f"m{n}@x.example" for n in range(300)),
)
WORDS = (
    "=?utf-8?b?{}?=",
    "=?utf-8?q?=ZZ?=",
    "=?yes?q?a?=",
    "=?utf-8?b?4LiB?",
    "=??b??=",
    "=?utf-8*xx?q?a?=",
    "=?gb2312?b?xOO6w===?=",
    "=?utf-8?q?" + "=20" * 200 + "?=",
    "=?utf-16?b?AAA?=",
    "=?idna?q?xn--a?=",
)
FIELDS = (
    b"From",
    b"To",
    b"Cc",
    b"Reply-To",
    b"Sender",
    b"Subject",
    b"Message-ID",
    b"References",
    b"In-Reply-To",
    b"Date",
    b"Content-Type",
    b"Content-Disposition",
    b"List-Id",
    b"Received",
    b"Content-Transfer-Encoding",
    b"Auto-Submitted",
    b"DKIM-Signature",
    b"ARC-Seal",
    b"Authentication-Results",
    b"MIME-Version",
    b"X-Failed-Recipients",
)
REPORT = b"""From: MAILER-DAEMON@mx.example\r\nSubject: failed\r\nContent-Type: multipart/report;
 report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nIt failed.\r\n--b
Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"""

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


@functools.cache
def material() -> tuple[bytes, ...]:
    """Well-formed mail and odd mail of our own, and what others have sent where it is at hand."""
    ours = [path.read_bytes() for path in sorted(ODD.glob("*.eml"))]
    ours += [message(), message(subject="Re: \u4e2d\u6587", body="> a\r\n\r\nYes.\r\n"), REPORT]
    if SHARED.is_dir():
        ours += [data for _, data in list(small_sets(SHARED / "data"))[::7] if len(data) < LONGEST]
    elif os.environ.get("CI"):
        raise FileNotFoundError(f"{SHARED} is missing, and in CI it must not be")
    return tuple(ours)


def mutated(chance: random.Random) -> bytes:
    """One mail out of the material, spoilt a few times over."""
    known = material()
    data = chance.choice(known)[:LONGEST]
    for _ in range(chance.randint(1, MOST_MUTATIONS)):
        data = chance.choice(MUTATIONS)(data, chance, known)[:LONGEST]
    return data


def _place(data: bytes, chance: random.Random) -> int:
    """Somewhere, more often in the header, where more can go wrong."""
    end = data.find(b"\n\n") if b"\n\n" in data else data.find(b"\r\n\r\n")
    return chance.randint(0, end if end > 0 and chance.random() < 0.5 else len(data))


def cut(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    begin, end = sorted((_place(data, chance), _place(data, chance)))
    return chance.choice((data[:begin], data[end:], data[:begin] + data[end:]))


def repeat(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    begin = _place(data, chance)
    piece = data[begin : begin + chance.choice((1, 10, 80, 1000))]
    return data[:begin] + piece * chance.choice((2, 10, 500)) + data[begin:]


def splice(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    other = chance.choice(known)
    return data[: _place(data, chance)] + other[_place(other, chance) :]


def flip(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 5, 50)) if spoilt else 0):
        spoilt[_place(data, chance) % len(spoilt)] = chance.randrange(256)
    return bytes(spoilt)


def insert(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    odd = (
        b"\0",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"\x1b$B",
        b"\xff" * 20,
        b"\xed\xa0\x80",
        b"\x85",
        b"\x0c",
        "\u202e\u2066\ufeff".encode(),
        b"--",
        b"<" * 500,
        b"&#x0;",
        b"=\r\n",
        b"begin 644 x\n",
    )
    return data[:place] + chance.choice(odd) * chance.choice((1, 1, 1, 100)) + data[place:]


def line_ends(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    ends = [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n", b"\0\n"]
    if chance.random() < 0.5:
        return re.sub(rb"\r?\n", lambda found: chance.choice(ends), data)
    return re.sub(rb"\r?\n", chance.choice(ends), data)


def field(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    value = chance.choice(
        (
            chance.choice(ADDRESSES),
            chance.choice(WORDS) * chance.choice((1, 3, 100)),
            f"text/{chance.choice(('plain', 'html', '', 'x' * 999))}"
            f"; charset={chance.choice(CHARSETS)}",
            f"multipart/{chance.choice(('mixed', 'alternative', 'report'))}; boundary=b",
            chance.choice(ENCODINGS),
            "<" + "a" * chance.choice((1, 900)) + "@x>" + " <b@y>" * chance.choice((1, 2000)),
            "Mon, 99 Foo 10000000000 99:99:99 +9999",
            "x" * chance.choice((0, 998, 50_000)),
            "attachment; filename*0*=utf-8''%ZZ; filename*99=x; filename=" + '"' * 9,
            "\n ".join("v=1; b=" for _ in range(chance.choice((1, 500)))),
        )
    )
    line = chance.choice(FIELDS) + b": " + value.encode("utf-8", "replace") + b"\r\n"
    starts = [0, *(found.end() for found in re.finditer(rb"\n(?=[A-Za-z-]+:)", data[:20_000]))]
    place = chance.choice(starts)
    return data[:place] + line * chance.choice((1, 1, 1, 300)) + data[place:]


def charset(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    name = chance.choice(CHARSETS).encode("latin-1")
    return re.sub(rb'(?i)(charset=)"?[^\s";]*"?', lambda found: found[1] + name, data)


def encoding(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    name = chance.choice(ENCODINGS).encode()
    return re.sub(rb"(?i)(content-transfer-encoding:)[^\r\n]*", rb"\1 " + name, data)


def nested(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    depth = chance.choice((1, 3, 30, 150))
    if chance.random() < 0.3:
        return b"Content-Type: message/rfc822\r\n\r\n" * depth + data
    heads = [
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(depth)
    ]
    closed = [b"\r\n--b%d--\r\n" % n for n in reversed(range(depth))]
    return b"".join(heads) + data + b"".join(closed if chance.random() < 0.5 else [])


def reported(data: bytes, chance: random.Random, known: Sequence[bytes]) -> bytes:
    lines = [
        f"Final-Recipient: rfc822; {chance.choice(ADDRESSES)}",
        f"Action: {chance.choice(('failed', 'delayed', 'x', ''))}",
        f"Status: {chance.choice(('5.1.1', '9.9.9', '5', '4.' + '1' * 400, ''))}",
        f"Diagnostic-Code: smtp; {chance.choice(WORDS)} 550 {'user unknown ' * 50}",
    ]
    chance.shuffle(lines)
    block = "\r\n".join(lines * chance.choice((1, 40))).encode("utf-8", "replace")
    return REPORT + block + b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + data


MUTATIONS: tuple[Mutation, ...] = (
    cut,
    repeat,
    splice,
    flip,
    insert,
    line_ends,
    field,
    field,
    charset,
    encoding,
    nested,
    reported,
)
