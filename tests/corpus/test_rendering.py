"""Every message by others is shown, quickly, and nothing in it acts (laws 8 and 9)."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from comitia.archive.rendering import Block, Rendered, render, serve, words
from comitia.archive.rendering.blocks import cut, plain
from comitia.archive.rendering.charsets import decode
from comitia.archive.rendering.html import declared_charset, sanitised
from comitia.archive.rendering.parts import Part, parse
from comitia.archive.rendering.tnef import opened
from comitia.papers.rtf import decompressed, text_of
from tests.archive.inert import active_content
from tests.corpus.material import members, small_sets

SLOWEST_SECONDS = 2.0  # The slowest takes 0.07; a busy machine may take longer.


def assert_shown_inert(name: str, raw: bytes) -> None:
    begun = time.perf_counter()
    rendered = render(raw)
    took = time.perf_counter() - begun
    assert took < SLOWEST_SECONDS, f"{name}: {took:.2f} s"
    for html in [*(block.html for block in rendered.blocks), rendered.html or ""]:
        assert active_content(html) == [], name
    for attachment in rendered.attachments:
        assert not set(attachment.name) & set('/\\<>"\0\n\r'), name
        assert serve(raw, attachment.path).headers["Content-Disposition"].startswith("attachment;")
    assert Rendered.from_packed(rendered.packed()) == rendered, name
    assert words(raw).split() == rendered.text.split(), name
    rendered.for_public()


def test_every_message_by_others_is_shown_inert(shared: Path) -> None:
    count = 0
    for name, raw in small_sets(shared / "data"):
        assert_shown_inert(name, raw)
        # And as if its bytes were HTML: hostile markup hides in odd places.
        assert active_content(sanitised(raw.decode("latin-1")) or "") == [], name
        count += 1
    assert count > 3_000


@pytest.mark.slow
def test_a_real_list_is_shown_inert(shared: Path) -> None:
    for name, raw in members(shared / "data" / "mail" / "linux-stm32-2600.mboxrd.gz"):
        assert_shown_inert(name, raw)


def own_words(blocks: Iterable[Block], *kinds: str) -> str:
    return " ".join(" ".join(plain(each.html) for each in blocks if each.kind in kinds).split())


def test_texts_and_names_are_as_a_peer_reads_them(shared: Path) -> None:
    """Of the trees that Stalwart's tests demand: the texts and the names, wherever they stand.

    Where it differs, the peer keeps signs of replacement, or reads no boundary where we do.
    """
    files = dict(members(shared / "data" / "mail" / "stalwart.tar.gz"))
    texts = names = same_texts = same_names = 0
    for name, raw in files.items():
        demanded = files.get(name.removesuffix(".eml") + ".json")
        if not name.endswith(".eml") or demanded is None:
            continue
        leaves = [part for part in parse(raw)[0].walk() if not part.children]
        ours = Counter(normal(text_of_part(part)) for part in leaves)
        called = Counter(part.filename for part in leaves)
        for part in json.loads(demanded)["parts"]:
            body = part["body"]
            for text in (body[key] for key in ("Text", "Html") if key in body):
                texts += 1
                same_texts += bool(ours[normal(text)])
                ours[normal(text)] -= bool(ours[normal(text)])
            if (filename := named(part["headers"])) and "Multipart" not in body:
                names += 1
                same_names += filename in called
    assert texts > 150
    assert same_texts / texts >= 0.87
    assert names > 70
    assert same_names / names >= 0.96


def text_of_part(part: Part) -> str:
    data = part.content()
    charset = part.parameters.get("charset")
    if part.kind == "text/html":
        charset = charset or declared_charset(data)
    return decode(data, charset)[0]


def normal(text: str) -> str:
    lines = text.replace("\r\n", "\n").strip("\n\0").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def named(headers: list[dict[str, Any]]) -> str:
    for field, attribute in (("content_disposition", "filename"), ("content_type", "name")):
        for each in headers:
            value = each["value"]
            if each["name"] == field and isinstance(value, dict) and "ContentType" in value:
                for found in value["ContentType"].get("attributes") or []:
                    if found["name"] == attribute:
                        return str(found["value"])
    return ""


def test_no_letter_of_a_charset_is_lost(shared: Path) -> None:
    """Every mail in a rare charset, or under a false name of one: no sign of replacement."""
    rows = (shared / "data" / "charsets" / "by-charset-and-language.tsv").read_text().splitlines()
    sets = {row.split("\t")[0] for row in rows[1:]}
    # Their bytes are damaged, or they hold such a sign of their own.
    damaged = ("utf8-base64-replacement", "mail_test_6", "002.eml", "bad-content-transfer", "yenc")
    count = 0
    for name, raw in small_sets(shared / "data"):
        of_mail = name.endswith(".eml") or "#" in name
        if not of_mail or not any(each in name for each in sets) or "smime" in name:
            continue
        if any(each in name for each in damaged):
            continue
        assert "\ufffd" not in render(raw).text, name
        count += 1
    assert count > 500


def test_winmail_of_others_is_opened(shared: Path) -> None:
    """All that tnefparse tries: what is in them, none of it lost."""
    names: dict[str, list[str]] = {}
    for name, data in members(shared / "data" / "mail" / "tnefparse.tar.gz"):
        packet = opened(data)
        assert packet is not None, name
        names[Path(name).stem] = [item.name for item in packet.items]
        rich = text_of(decompressed(packet.rtf)) if packet.rtf else ""
        assert packet.text or packet.html or rich.strip() or packet.items or len(data) < 8_000, name
    assert len(names) == 18
    assert names["two-files"] == ["AUTHORS", "README"]
    assert names["umlaut"][2] == "UmlautAnhang-äüö.txt"
    assert names["long-filename"] == ["allproductsmar2000.dat"]
    assert sum(map(len, names.values())) == 28


def test_signatures_of_others_are_judged_as_openssl_does(shared: Path) -> None:
    """Of S/MIME mail in comm-central: what is named bad is found altered, what is plain intact."""
    judged = {}
    for name, raw in members(shared / "data" / "mail" / "comm-central.tar.gz"):
        if "/smime/alice." in name and name.endswith(".eml"):
            states = {each.state for each in render(raw).signatures if each.system == "smime"}
            judged[Path(name).name] = states
    bad = [name for name in judged if ".bad." in name or "mismatch" in name]
    plain_ones = [
        f"alice.{how}"
        for digest in ("SHA1", "SHA256", "SHA384", "SHA512")
        for how in (f"dsig.{digest}.multipart.eml", f"sig.{digest}.opaque.eml")
    ]
    assert len(bad) == 8
    assert all(judged[name] == {"altered"} for name in bad)
    assert [name for name in plain_ones if judged[name] != {"intact"}] == []


def test_invitations_of_others_are_told(shared: Path) -> None:
    told = {}
    for name, raw in members(shared / "data" / "mail" / "comm-central.tar.gz"):
        if "/invitations/data/" in name:
            told[Path(name).stem] = render(raw).events
    assert {name for name, events in told.items() if not events} <= {"non-invite"}
    assert told["cancel-single-event"][0].method == "CANCEL"
    assert dict(told["repeat-event"][0].rule)["COUNT"] == "3"
    assert told["exception-major"][0].instead_of == "2022-03-17T11:00+00:00"
    assert told["teams-meeting-invite"][0].starts == "2020-12-02T19:00+02:00"


def test_whose_words_they_are_as_peers_tell_it(shared: Path) -> None:
    """Replies in a dozen languages: the author's own words alone, as talon and Crisp demand."""
    files = dict(members(shared / "data" / "mail" / "reply-quotes-crisp.tar.gz"))
    own = next(text for name, text in files.items() if name.endswith("email_german_3.txt"))
    wanted = " ".join(own.decode().split("\n\n")[0].split())
    replies = [text.decode("utf-8", "replace") for text in files.values()]
    replies = [text for text in replies if text.strip().startswith(wanted[:40])]
    assert len(replies) == 43
    assert sum(own_words(cut(text), "text") == wanted for text in replies) >= 37
    files = dict(members(shared / "data" / "mail" / "reply-quotes-talon.tar.gz"))
    right = 0
    for name, raw in files.items():
        if "/standard_replies/" in name and name.endswith(".eml"):
            expected = files.get(name.removesuffix(".eml") + "_reply_text", b"Hello").decode()
            blocks = render(raw).blocks
            right += " ".join(expected.split()) in {
                own_words(blocks, "text"),
                own_words(blocks, "text", "signature"),
            }
    assert right >= 11
