"""After a redaction no door shows what was redacted, and nothing of it leaves any more."""

import json

import pytest
from click.testing import CliRunner

from comitia.archive import actions as archive
from comitia.archive.exports import take_out
from comitia.archive.index import Follower, rebuild
from comitia.archive.models import Act, Message, MessageText
from comitia.archive.search import search
from comitia.base import clock
from comitia.cli.frame import main
from comitia.groups.errors import NotAllowed
from comitia.groups.models import Membership
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.ledger.verify import disagreements
from comitia.mail.digests import run as digests
from comitia.mail.models import Held
from comitia.mail.moderate import actions as moderation
from comitia.mail.redaction import reach_of, redact
from comitia.outbox.models import Batch, Copy, Letter
from comitia.reconcile.checks.outbox import queue_letters, without_letter
from comitia.search.store import Store
from tests.archive.posts import keep_bytes, make_group
from tests.mail.posting import message, post, queued
from tests.mail.test_obey import write

REASON = "Personal data of a third party."
TEXT = "zanzibarian words"
FILE = "quokka"
SUBJECT = "Salary of the marmot"
AUTHOR = "Wombat"
STRANGER = "wombat@outback.example"
DOORS = [
    "/g/t09demo/mail/", "/g/t09demo/mail/1/", "/g/t09demo/mail/1/?by=date", "/m/it@x.example/",
    "/m/it@x.example/raw", "/m/it@x.example/part/2", "/g/t09demo/held/", "/g/t09demo/",
    "/search?q=zanzibarian", "/search?q=marmot", "/search?q=from:wombat", "/search?q=number:1",
    "/ledger/about/group:t09demo/", "/g/t09demo/mail/1/redact", "/g/t09demo/mail/1/place",
    "/outbox/", "/parked/",
]  # fmt: skip


def secret() -> bytes:
    """A mail with words that no page of ours has by itself."""
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\n" + TEXT + "\r\n"
        "--b\r\nContent-Type: text/plain; name=quokka.txt\r\n"
        "Content-Disposition: attachment; filename=quokka.txt\r\n\r\nquokka inside\r\n--b--\r\n"
    )
    return message(
        sender=f"{AUTHOR} <{STRANGER}>", subject=SUBJECT, body=body, Message_ID="<it@x.example>",
        MIME_Version="1.0", Content_Type='multipart/mixed; boundary="b"',
    )  # fmt: skip


@pytest.fixture
def index(store):
    return store


@pytest.fixture
def kept(world, index) -> Message:
    """It came from a stranger, was held, and let through by Alice."""
    post(secret(), mail_from=STRANGER)
    moderation.release(held=Held.objects.get(), by=world.alice, at=world.now)
    found = Message.objects.get()
    follow(index)
    return found


def follow(index) -> None:
    """As the worker does: the ledger's tree tells every node's follower what was redacted."""
    ledger.sequence(at=clock.now())
    follower = Follower(index)
    while follower.step():
        pass


def everything_shown(pages, world) -> str:
    """What all doors show to all people."""
    held = f"/g/t09demo/held/{Held.objects.get().pk}"
    # To whom a letter of ours went stays for the secretariat to see: not that one to the author.
    letters = [f"/outbox/{each.pk}/" for each in Letter.objects.exclude(kind="waits")]
    shown = []
    world.group.archive_public = True
    world.group.save()
    for who in (None, world.bob, world.alice, world.sam):
        pages.logout()
        if who:
            pages.sign_in(who)
        doors = [*DOORS, held, f"{held}/raw", f"{held}/part/2"]
        for path in doors if who != world.sam else [*doors, *letters]:
            shown.append(f"{path} {who}\n{pages.get(path, follow=True).content.decode()}")
    shown += [each.decode() for each in take_out(world.group)]
    run = CliRunner().invoke
    for words in (
        ["message", "t09demo", "1"], ["message", "t09demo", "1", "--json"],
        ["message", "t09demo", "1", "--raw"], ["thread", "show", "t09demo", "1"],
        ["thread", "show", "t09demo", "1", "--json"], ["search", "zanzibarian"],
        ["search", "number:1"], ["held", "show", str(Held.objects.get().pk), "--raw"],
        ["held", "list", "--all", "--json"],
    ):  # fmt: skip
        answer = run(main, words)
        assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
        shown.append(f"{words} {answer.output}")
    return "\n".join(shown)


def mailed(world) -> str:
    """What leaves from now on to those who ask, or who have digests."""
    before = set(Letter.objects.values_list("pk", flat=True))
    alice = {"Authentication_Results": "mx; dmarc=pass"}
    write(world.alice.email, "t09demo-request", "get 1\r\nget thread 1\r\nget <it@x.example>\r\n"
          "search zanzibarian\r\nsearch number:1\r\n", **alice)  # fmt: skip
    for form in ("mime", "plain"):
        Membership.objects.update(delivery="daily", digest_form=form, digested_to=0)
        seat = Membership.objects.get(person=world.alice)
        digests.send_rest(seat, at=world.now)
        Letter.objects.filter(kind="digest").update(kind=f"digest-{form}", once=form)
    post(secret(), mail_from=STRANGER)  # Once more the same.
    queue_letters([Message.objects.get().pk], world.now)
    kinds = {each.kind for each in Letter.objects.exclude(pk__in=before)}
    assert {"answer", "digest-mime", "digest-plain"} <= kinds
    found = [each for kind in kinds for each in queued(kind) if each.letter.pk not in before]
    return "\n".join(
        part.get_content()
        if part.get_content_type().startswith("text/")
        else str(part.as_bytes(), "utf-8", "replace")
        for each in found
        for part in each.mail.walk()
        if not part.is_multipart()
    ) + "\n".join(each.raw.decode("utf-8", "replace") for each in found)


def test_before_it_is_redacted_all_of_it_is_to_be_seen(pages, world, kept):
    """Else the tests below would look for words that are never shown."""
    shown = everything_shown(pages, world)
    assert all(word in shown for word in (TEXT, FILE, SUBJECT, AUTHOR, STRANGER))
    sent = mailed(world)
    assert all(word in sent for word in (TEXT, FILE, SUBJECT, AUTHOR))


def test_no_door_shows_the_text_of_what_was_redacted(pages, world, kept, index):
    redact(message=kept, by=world.sam, reason=REASON, at=world.now)
    follow(index)
    shown = everything_shown(pages, world)
    assert TEXT not in shown
    assert FILE not in shown
    assert "zanzibarian words" not in shown
    # Author and subject stay, and the reason is told.
    assert SUBJECT in shown
    assert shown.count(REASON) > 15
    sent = mailed(world)
    assert TEXT not in sent
    assert FILE not in sent
    assert sent.count(REASON) >= 3


def test_subject_and_author_are_hidden_too_where_that_is_wanted(pages, world, kept, index):
    redact(message=kept, by=world.sam, reason=REASON, at=world.now, hide=["subject", "author"])
    follow(index)
    shown, sent = everything_shown(pages, world), mailed(world)
    for word in (TEXT, FILE, SUBJECT, AUTHOR, STRANGER):
        assert word not in shown, shown[max(0, shown.index(word) - 300) :][:600]
        assert word not in sent, sent[max(0, sent.index(word) - 300) :][:600]
    assert "Its subject is hidden, too." in shown
    assert "Its author is hidden, too." in shown
    for asked in ("marmot", "from:wombat", f"from:{STRANGER}", "zanzibarian"):
        assert search(world.sam, asked, at=world.now).count == 0
    # What was hidden is kept, for a court; no door reads it.
    hidden = Act.objects.get().hidden
    assert (hidden["subject"], hidden["from_address"]) == (SUBJECT, STRANGER)
    kept.refresh_from_db()
    assert archive.raw_bytes(kept) == secret()


def test_words_are_counted_no_more_on_any_node(world, kept, index, tmp_path):
    """An index of another machine knows only what its own follower tells it."""
    elsewhere = Store(tmp_path / "elsewhere")
    there = Follower(elsewhere)
    while there.step():
        pass
    redact(message=kept, by=world.sam, reason=REASON, at=world.now)
    ledger.sequence(at=world.now)
    for store, follower in ((elsewhere, there), (index, Follower(index))):
        while follower.step():
            pass
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("comitia.archive.search.store", lambda store=store: store)
            assert search(world.alice, "zanzibarian", at=world.now).count == 0
            assert search(world.alice, "marmot", at=world.now).count == 1
    assert not MessageText.objects.exists()


def test_an_index_built_while_it_is_redacted_does_not_keep_its_words(world, kept, index):
    def meanwhile(count: int) -> None:
        if not Act.objects.exists():
            redact(message=kept, by=world.sam, reason=REASON, at=world.now)

    rebuild(index, tell=meanwhile)
    assert Act.objects.exists()
    assert search(world.alice, "zanzibarian", at=world.now).count == 0


def test_copies_that_have_not_left_never_leave(world, kept):
    write(world.bob.email, "t09demo-request", "get 1\r\n", Authentication_Results="mx; dmarc=pass")
    assert [each.kind for each in reach_of(kept).letters] == ["post", "again"]
    redact(message=kept, by=world.sam, reason=REASON, at=world.now)
    for kind in ("post", "again"):
        letter = Letter.objects.get(kind=kind)
        assert letter.withdrawn_at == world.now
    assert not Batch.objects.filter(letter__kind__in=("post", "again"), open=True).exists()
    assert set(Copy.objects.values_list("state", flat=True)) == {"parked"}
    assert Letter.objects.get(kind="answer").withdrawn_at is None
    assert reach_of(kept).letters == []


def test_what_lacks_its_letter_gets_none_any_more(world, kept):
    redact(message=kept, by=world.sam, reason=REASON, at=world.now)
    Copy.objects.all().delete()
    Letter.objects.all().delete()
    assert list(without_letter([kept.pk], world.now)) == []
    queue_letters([kept.pk], world.now)
    assert not Letter.objects.exists()


def test_a_like_message_that_waited_is_let_through_to_nobody(world, kept):
    redact(message=kept, by=world.sam, reason=REASON, at=world.now)
    before = Letter.objects.count()
    held = Held.objects.get()
    Held.objects.filter(pk=held.pk).update(state="waiting")
    moderation.release(held=held, by=world.alice, at=world.now)
    assert Letter.objects.count() == before


def test_the_ledger_tells_it_and_still_holds(world, kept):
    redact(message=kept, by=world.sam, reason=REASON, at=world.now, hide=["subject"])
    ledger.sequence(at=world.now)
    entry = Entry.objects.get(kind="message.redacted")
    said = json.loads(entry.leaf)
    assert said["by"]["name"] == "Sam"
    assert (said["data"]["reason"], said["data"]["hidden"]) == (REASON, ["subject"])
    assert SUBJECT not in bytes(entry.leaf).decode()
    assert list(disagreements()) == []


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "fiona", "dora"])
def test_only_the_secretariat_redacts(world, kept, who):
    with pytest.raises(NotAllowed):
        redact(message=kept, by=getattr(world, who), reason=REASON, at=world.now)
    kept.refresh_from_db()
    assert kept.redacted_at is None


def test_what_else_there_is_of_it_is_told_before(world, kept):
    post(message(subject=f"Re: {SUBJECT}", In_Reply_To="<it@x.example>", body=f"> {TEXT}\r\n"))
    reach = reach_of(kept)
    assert (reach.answers, reach.same_subject, reach.elsewhere) == (1, 1, [])
    other = make_group("t09other")
    copy = keep_bytes(other, secret())
    assert reach_of(kept).elsewhere == [other]
    archive.redact(message=copy, by=SYSTEM, reason=REASON, at=world.now)
    assert reach_of(kept).elsewhere == []
