"""Which parts of a message are read, and in what form."""

from collections.abc import Iterable, Iterator, Mapping

from comitia.archive.rendering import html as markup
from comitia.archive.rendering import openpgp, pictures
from comitia.archive.rendering.attachments import listed
from comitia.archive.rendering.blocks import Block, clean, cut, unflowed
from comitia.archive.rendering.charsets import decode
from comitia.archive.rendering.events import Event, events_in
from comitia.archive.rendering.kinds import ENCRYPTED as HAS_ENCRYPTED
from comitia.archive.rendering.kinds import SIGNED, kinds_of
from comitia.archive.rendering.packets import opened
from comitia.archive.rendering.parts import Part, parse
from comitia.archive.rendering.rendered import (
    BOUNDS,
    CHARSET,
    CUT_SHORT,
    ENCRYPTED,
    PICTURES,
    Rendered,
)
from comitia.archive.rendering.signatures import is_encrypted, signature_in_text, signatures_of
from comitia.base.mailboxes import mailboxes

MOST_TEXT_BYTES = 500_000
MOST_ATTACHMENTS = 200
MOST_RECIPIENTS = 50
MOST_RECIPIENT_BYTES = 20_000
MOST_CALENDARS = 5
_BINARY_IN_TEXT = 10
_CALENDARS = frozenset({"text/calendar", "application/ics"})


def render(raw: bytes) -> Rendered:
    """A message's bytes as a page shows them, whatever they are."""
    root, bounds = parse(raw)
    root = opened(root)
    leaves = list(root.leaves())
    notes = [(BOUNDS, each) for each in bounds]
    shown = list(_shown(root, notes))
    blocks: list[Block] = []
    pages: list[str] = []
    texts: list[str] = []
    has_html = False
    for text, page in _texts(root, shown, notes):
        texts.append(text)
        these = cut(text)
        blocks += these
        if page is None:
            pages += [f'<div class="{each.kind}">{each.html}</div>' for each in these]
        else:
            has_html = True
            pages.append(page)
    seen = {part.path for part in shown} | set(_other_forms(root))
    others = [part for part in leaves if part.path not in seen]
    signatures = signatures_of(root)
    also = [SIGNED] if signatures else []
    for text in texts:
        # What is signed or encrypted within the text, as before MIME.
        if "-----BEGIN PGP" not in text:
            continue
        if found := signature_in_text(text):
            signatures += (found,)
            also.append(SIGNED)
        if openpgp.ENCRYPTED_TEXT in text:
            notes.append((ENCRYPTED, ""))
            also.append(HAS_ENCRYPTED)
    return Rendered(
        blocks=tuple(blocks),
        attachments=tuple([listed(part) for part in others[:MOST_ATTACHMENTS]]),
        html="\n".join(pages) if has_html else None,
        notes=tuple(dict.fromkeys(notes)),
        recipients=_recipients(root),
        kinds=kinds_of(root.walk(), *also),
        events=_events(leaves),
        signatures=signatures,
    )


def words(raw: bytes) -> str:
    """The text of a message alone, as `Rendered.text` has it, in a third of the time."""
    root = opened(parse(raw)[0])
    return "\n".join([clean(text) for text, _page in _texts(root, _shown(root, []), [])])


def _texts(
    root: Part, shown: Iterable[Part], notes: list[tuple[str, str]]
) -> Iterator[tuple[str, str | None]]:
    """Each part that is shown, as its text and its safe HTML, within what a page takes."""
    own_pictures = pictures.by_content_id(list(root.leaves())) if root.children else {}
    left = MOST_TEXT_BYTES
    for part in shown:
        if left <= 0:
            notes.append((CUT_SHORT, ""))
            break
        text, page = _read(part, left, notes, own_pictures)
        left -= len(text)
        yield text, page


def _events(leaves: list[Part]) -> tuple[Event, ...]:
    """The invitations it carries; the same one often comes twice, as text and as a file."""
    calendars = [part for part in leaves if part.kind in _CALENDARS][:MOST_CALENDARS]
    found: dict[Event, None] = {}
    for part in calendars:
        text, _ = decode(part.content(MOST_TEXT_BYTES), part.parameters.get("charset", "utf-8"))
        found.update(dict.fromkeys(events_in(text)))
    return tuple(found)


def _recipients(root: Part) -> tuple[tuple[str, str], ...]:
    """To whom it went, as its header says: names and addresses of To and Cc, some of many."""
    values = [root.header[name].value for name in ("to", "cc") if name in root.header]
    # Of a field of a megabyte, the beginning is enough.
    found = [box for value in values for box in mailboxes(value[:MOST_RECIPIENT_BYTES])]
    return tuple([(box.name[:200], box.address) for box in found[:MOST_RECIPIENTS]])


def _shown(part: Part, notes: list[tuple[str, str]]) -> Iterator[Part]:
    """The parts that make the text of a message, in order (RFC 2046 5.1)."""
    if not part.children:
        if is_encrypted(part):
            notes.append((ENCRYPTED, ""))
        if not part.disposition.startswith("attachment") and _is_text(part):
            yield part
    elif part.kind == "multipart/encrypted":
        notes.append((ENCRYPTED, ""))
    elif part.kind == "multipart/alternative":
        yield from _best([list(_shown(child, notes)) for child in part.children])
    elif part.kind == "multipart/related":
        yield from _shown(_start(part), notes)
    else:
        for child in part.children:
            yield from _shown(child, notes)


def _start(related: Part) -> Part:
    """The part that the others belong to: the one named, else the first (RFC 2387 3.2)."""
    named = related.parameters.get("start", "").strip("<> ")
    found = (child for child in related.children if named and child.content_id == named)
    return next(found, related.children[0])


def _best(choices: list[list[Part]]) -> list[Part]:
    """Plain text where it says anything, else what else can be read."""
    for choice in choices:
        if any(each.kind == "text/plain" and each.content(20_000).strip() for each in choice):
            return choice
    marked_up = (choice for choice in choices if any(each.kind == "text/html" for each in choice))
    return next(marked_up, None) or next((choice for choice in choices if choice), [])


def _other_forms(root: Part) -> Iterator[str]:
    """The paths of texts that say again what the chosen alternative says."""
    for part in root.walk():
        if part.kind == "multipart/alternative":
            for form in part.walk():
                if form.kind.startswith("text/") and not form.filename:
                    yield form.path


def _is_text(part: Part) -> bool:
    if part.kind == "text/html":
        return not part.filename
    named_binary = part.filename and part.content(1_000).count(0) > _BINARY_IN_TEXT
    return part.kind == "text/plain" and not named_binary


def _read(
    part: Part, most_bytes: int, notes: list[tuple[str, str]], own_pictures: Mapping[str, str]
) -> tuple[str, str | None]:
    """A part's text, and its safe HTML where it is HTML."""
    data = part.content(most_bytes)
    if len(data) >= most_bytes:
        notes.append((CUT_SHORT, ""))
    charset = part.parameters.get("charset")
    if part.kind == "text/html":
        text, assumed = decode(data, charset or markup.declared_charset(data))
    else:
        text, assumed = decode(data, charset)
    if assumed:
        notes.append((CHARSET, assumed))
    if part.kind == "text/html":
        page = markup.sanitised(text, own_pictures)
        if markup.has_other_pictures(text):
            notes.append((PICTURES, ""))
        return markup.words_of(page, text), page
    if part.parameters.get("format", "").lower() == "flowed":
        del_space = part.parameters.get("delsp", "").lower() == "yes"
        text = unflowed(text, del_space=del_space)
    return text, None
