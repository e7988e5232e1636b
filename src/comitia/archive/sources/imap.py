"""A folder of an IMAP account (RFC 3501, RFC 9051): read, never altered, a few messages at a time.

What breaks off is begun again: what is kept already is known by its bytes.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from comitia.archive.sources.found import BadSource, Found, Tell

PORTS = {"imap": 143, "imaps": 993}
# At most so many are asked for at once, and so many bytes of them, unless one is larger.
BATCH = 100
BATCH_BYTES = 8_000_000
MOST_MESSAGE = 900_000_000
PATIENCE_SECONDS = 60
_SIZE = re.compile(rb"UID (\d+)\b.*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)\b.*?UID (\d+)")
_UID = re.compile(rb"\bUID (\d+)")
# An answer's line may be long: a search names every message of a folder.
imaplib._MAXLINE = max(imaplib._MAXLINE, 20_000_000)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Account:
    """Which folder of whose account, and how to get there."""

    host: str
    port: int
    secure: bool
    user: str
    folder: str
    password: str = field(default="", repr=False)
    ca_file: Path | None = None

    @property
    def is_near(self) -> bool:
        """Whether what is said stays on this machine."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


def is_address(source: str) -> bool:
    """Whether it is the address of an IMAP folder, not a path."""
    return source.lower().startswith(("imap://", "imaps://"))


def read_address(source: str) -> Account:
    """The account in imaps://USER@HOST:PORT/FOLDER. Raises BadSource."""
    try:
        parts = urlsplit(source)
        port = parts.port or PORTS[parts.scheme.lower()]
    except (ValueError, KeyError) as error:
        raise BadSource(f"{source} is no address of an IMAP folder: {error}.") from error
    if not parts.hostname or not parts.username:
        raise BadSource("Write it as imaps://USER@HOST/FOLDER (an @ in the user as %40).")
    if parts.password:
        raise BadSource("A password in the address is seen by others: use --password-file.")
    return Account(
        host=parts.hostname,
        port=port,
        secure=parts.scheme.lower() == "imaps",
        user=unquote(parts.username),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def messages(account: Account, tell: Tell = lambda name, why: None) -> Iterator[Found]:
    """Every message of the folder in the order of its numbers (UID). Raises BadSource.

    Nothing is marked as read. Messages that were flagged as deleted and still lie there are read.
    """
    with _signed_in(account) as server:
        _open(server, account)
        for batch in _batches(_sizes(server), account, tell):
            yield from _fetched(server, batch, account, tell)


@contextmanager
def _signed_in(account: Account) -> Iterator[imaplib.IMAP4]:
    at = f"{account.host}:{account.port}"
    server: imaplib.IMAP4 | None = None
    try:
        server = _connected(account)
        try:
            _sign_in(server, account)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise BadSource(
                f"{at} refuses {account.user} with this password: {_said(error)}."
            ) from error
        yield server
    except ssl.SSLCertVerificationError as error:
        raise BadSource(
            f"The certificate of {at} is not trusted: {error.verify_message}. Give the certificate "
            "of who signed it by --ca-file, or use the name it is made out to."
        ) from error
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise BadSource(
            f"{at} cannot be reached or broke off: {_said(error)}. What came so far is kept; "
            "begin again to have the rest."
        ) from error
    finally:
        if server is not None:
            _leave(server)


def _sign_in(server: imaplib.IMAP4, account: Account) -> None:
    if "AUTH=PLAIN" in server.capabilities:
        # Unlike LOGIN it takes names and passwords of any script (RFC 4616).
        secret = f"\0{account.user}\0{account.password}".encode()
        server.authenticate("PLAIN", lambda _challenge: secret)
    else:
        server.login(account.user, account.password)


def _connected(account: Account) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if account.ca_file is not None:
        try:
            context.load_verify_locations(account.ca_file)
        except (ssl.SSLError, OSError) as error:
            raise BadSource(f"{account.ca_file} holds no certificate: {error}.") from error
    if account.secure:
        return imaplib.IMAP4_SSL(
            account.host, account.port, ssl_context=context, timeout=PATIENCE_SECONDS
        )
    server = imaplib.IMAP4(account.host, account.port, timeout=PATIENCE_SECONDS)
    try:
        if "STARTTLS" in server.capabilities:
            server.starttls(context)
        elif not account.is_near:
            raise BadSource(
                f"{account.host} offers no encryption: a password must not go over a network in "
                "the clear."
            )
    except BaseException:
        _leave(server)
        raise
    return server


def _open(server: imaplib.IMAP4, account: Account) -> None:
    quoted = _modified_utf7(account.folder).replace("\\", "\\\\").replace('"', '\\"')
    done, said = server.select(f'"{quoted}"', readonly=True)
    if done == "OK":
        return
    there = ", ".join(_folders(server)[:20])
    why = (said[0] or b"").decode("utf-8", "replace")
    raise BadSource(f"There is no folder {account.folder} to read ({why}). There are: {there}.")


def _folders(server: imaplib.IMAP4) -> list[str]:
    done, lines = server.list()
    if done != "OK":
        return []
    names = []
    for line in lines:
        # A name that has odd letters in it comes as a literal, in a pair.
        text = line[1] if isinstance(line, tuple) else line
        if isinstance(text, bytes):
            name = text.decode("ascii", "replace").rpartition('" ')[2] or text.decode()
            names.append(_from_modified_utf7(name.strip('"')))
    return names


def _sizes(server: imaplib.IMAP4) -> Iterator[tuple[int, int]]:
    """UID and size of each message, asked for by many at once, in order of UID."""
    _, answer = server.uid("SEARCH", "ALL")
    uids = sorted({int(each) for part in answer if part for each in part.split()})
    for start in range(0, len(uids), 1000):
        some = uids[start : start + 1000]
        _, lines = server.uid("FETCH", f"{some[0]}:{some[-1]}", "(RFC822.SIZE)")
        sizes = {}
        for line in lines:
            found = _SIZE.search(line) if isinstance(line, bytes) else None
            if found:
                uid, size = found[1] or found[4], found[2] or found[3]
                sizes[int(uid)] = int(size)
        yield from ((uid, sizes.get(uid, 0)) for uid in some)


def _batches(sizes: Iterator[tuple[int, int]], account: Account, tell: Tell) -> Iterator[list[int]]:
    batch: list[int] = []
    size_bytes = 0
    for uid, size in sizes:
        if size > MOST_MESSAGE:
            tell(_where(account, uid), "It is larger than what can be kept.")
            continue
        if batch and (len(batch) >= BATCH or size_bytes + size > BATCH_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(uid)
        size_bytes += size
    if batch:
        yield batch


def _fetched(
    server: imaplib.IMAP4, batch: list[int], account: Account, tell: Tell
) -> Iterator[Found]:
    """The messages of the batch in order. PEEK leaves them unread."""
    _, answer = server.uid("FETCH", ",".join(map(str, batch)), "(BODY.PEEK[])")
    bodies: dict[int, bytes] = {}
    pending = b""
    for part in answer:
        # A message comes as (what is said of it, its bytes), then the rest of what is said.
        if isinstance(part, tuple):
            said, pending = part[0], part[1]
        elif isinstance(part, bytes):
            said = part
        else:
            continue
        uid = _UID.search(said)
        if uid and pending:
            bodies[int(uid[1])] = pending
            pending = b""
    for number in batch:
        where = _where(account, number)
        if bodies.get(number, b"").strip():
            yield Found(bodies[number], "", where)
        else:
            tell(where, "The server gave nothing for it.")


def _where(account: Account, uid: int) -> str:
    return f"{account.folder}, UID {uid}"


def _leave(server: imaplib.IMAP4) -> None:
    """Say good-bye as far as that can be: of a broken session nothing more is expected."""
    with suppress(OSError, imaplib.IMAP4.error):
        server.logout()


def _said(error: Exception) -> str:
    said = error.args[0] if error.args and not isinstance(error, OSError) else error
    if isinstance(error, socket.gaierror):
        return "no server of this name is known"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return text.removesuffix(".")


def _modified_utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3)."""
    return re.sub(
        "[^\x20-\x7e]+|&",
        lambda found: "&-" if found[0] == "&" else _shifted(found[0]),
        name,
    )


def _shifted(text: str) -> str:
    encoded = text.encode("utf-7").decode("ascii")
    return "&" + encoded.removeprefix("+").removesuffix("-").replace("/", ",") + "-"


def _from_modified_utf7(name: str) -> str:
    def read(found: re.Match[str]) -> str:
        if not found[1]:
            return "&"
        try:
            return f"+{found[1].replace(',', '/')}-".encode().decode("utf-7")
        except UnicodeError:
            return found[0]

    return re.sub("&([^-]*)-", read, name)
