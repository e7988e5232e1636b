"""Search: all six languages at once, only what one may read, and an answer to anything."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.archive.actions import redact
from comitia.archive.index import Follower
from comitia.archive.models import Message
from comitia.archive.packing import learn
from comitia.archive.search import Results, search, search_everything
from comitia.archive.tasks import index as index_again
from comitia.ledger.actors import command
from comitia.people.models import Person
from comitia.search.schema import SCHEMA
from comitia.search.store import Store
from tests.archive.inert import active_content
from tests.archive.posts import START, letters, make_group, post

TEXTS = {
    "en": "We consulted the administrations on interoperability of networks and the report.",
    "fr": "Les consultations avec les administrations pour la résolution des réseaux.",
    "es": "Las consultas con las administraciones sobre la resolución de las redes son útiles.",
    "ru": "Консультации с администрациями по вопросам развития сетей электросвязи завершены.",
    "ar": "عقدت المشاورات مع الإدارات بشأن تطوير شبكات الاتصالات في المنطقة",
    "zh": "通信小组通过电子邮件通信录开展工作，起草提交全会的报告。",
}


@pytest.fixture
def archive(group, store):
    for number, (language, text) in enumerate(TEXTS.items()):
        post(group, name=language, text=f"{text}\n", subject=f"Contribution {number}", day=number)
    bring_level(store)
    return group


def bring_level(store: Store) -> None:
    follower = Follower(store)
    while follower.step():
        pass


def everything(text: str, **more) -> Results:
    return search_everything(text, at=START, **more)


def ids(text: str, **more) -> set[str]:
    return {hit.message.message_id for hit in everything(text, **more).hits if hit.message}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("consulting", {"en"}),
        ("administration", {"en", "fr"}),
        ("ADMINISTRATIONS", {"en", "fr"}),
        ("résolution", {"fr"}),
        ("résolutions", {"fr"}),
        ("resoluciones", {"es"}),
        ("réseau", {"fr"}),
        ("útil", {"es"}),
        ("консультация", {"ru"}),
        ("сеть", {"ru"}),
        ("المشاورة", {"ar"}),
        ("إدارة", {"ar"}),
        ("通信", {"zh"}),
        ("电子邮件", {"zh"}),
        ("邮", {"zh"}),
        ("件", {"zh"}),
        ("信通", set()),
        ('"interoperability of networks"', {"en"}),
        ('"networks of interoperability"', set()),
        ("interop*", {"en"}),
        ("consulted networks", {"en"}),
        ("consulted 通信", set()),
        ("interoperability OR 通信", {"en", "zh"}),
        ("administration -report", {"fr"}),
        ("administration NOT report", {"fr"}),
        ("contribution after:2011-04-05", {"ar", "zh"}),
        ("contribution before:2011-04-02", {"en"}),
        ("contribution date:2011-04-02..2011-04-03", {"fr", "es"}),
        ("subject:contribution number:3", {"es"}),
        ("number:2..3", {"fr", "es"}),
        ("(interoperability OR 通信) contribution", {"en", "zh"}),
        ("interoperability contribution OR 通信", {"en", "zh"}),
        ("contribution -(interoperability OR 通信)", {"fr", "es", "ru", "ar"}),
        ("-contribution OR 通信", {"zh"}),
        ("to:t09tsag178@comitia.example number:1", {"en"}),
        ("id:zh", {"zh"}),
        ("message-id:<zh>", {"zh"}),
        ("thread:3 group:t09tsag178", {"es"}),
        ("thread:3", {"es"}),
        ("thread:99", set()),
        ("in:mail interoperability", {"en"}),
        ("in:documents interoperability", set()),
        ("type:mail interoperability", {"en"}),
        ("subject:networks", set()),
        ("number:1", {"en"}),
        ("from:bob report", {"en"}),
        ("from:bob@examplia.example report", {"en"}),
        ("from:alice report", set()),
        ("group:t09tsag178 report", {"en"}),
        ("group:nosuchgroup report", set()),
        ("-contribution", set()),
    ],
)
def test_what_is_found(archive, text: str, found: set[str]) -> None:
    assert ids(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a word"),
        ("   ", "Write a word"),
        ("!!! ???", "Write a word"),
        ("after:soon report", "no date"),
        ("word " * 31, "first 30 words"),
        ("x" * 1001, "first 1000 letters"),
    ],
)
def test_what_cannot_be_used_is_said(archive, text: str, words: str) -> None:
    assert words in " ".join(everything(text).notes)


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    "from:",
                    "subject:",
                    '"',
                    "-",
                    "OR",
                    "NOT",
                    "(",
                    "*",
                    "report",
                    "通",
                    "شبكة",
                    ":",
                    "number:99999999999999999999",
                    "after:0000",
                    "before:9999-12-31",
                    "a*",
                    "\\",
                    "[a",
                ]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_any_line_of_text_is_answered(archive, text: str) -> None:
    for hit in everything(text).hits:
        assert active_content(hit.snippet.replace("mark>", "b>")) == []


def test_who_may_not_read_finds_nothing_and_no_count(archive) -> None:
    found = search(None, "contribution", at=START)
    assert (found.hits, found.count) == ([], 0)
    type(archive).objects.filter(pk=archive.pk).update(archive_public=True)
    assert search(None, "contribution", at=START).count == 0  # Only proposed yet.


def test_the_public_finds_what_is_public_but_no_addresses(store, decision) -> None:
    open_group = make_group("open", archive_public=True, state="active", established_by=decision)
    closed = make_group("closed", state="active", established_by=decision)
    post(open_group, text="Write to carol@examplia.example about the report.\n")
    post(closed, text="The secret report.\n")
    bring_level(store)
    found = search(None, "report", at=START)
    assert [hit.message.group for hit in found.hits] == [open_group]
    assert found.count == 1
    assert "carol@" not in found.hits[0].snippet
    assert "c…@examplia.example" in found.hits[0].snippet
    assert search(None, "from:bob@examplia.example", at=START).count == 0
    secretariat = Person.objects.create_user("s@examplia.example", is_secretariat=True)
    assert search(secretariat, "report", at=START).count == 2
    assert search(secretariat, "report", at=START, groups=[closed]).count == 1


def test_words_are_marked_and_markup_is_text(group, store) -> None:
    post(group, text="<script>alert(1)</script> We networked the <b>network</b>.\n")
    bring_level(store)
    (hit,) = everything("networks").hits
    assert hit.snippet == (
        "&lt;script&gt;alert(1)&lt;/script&gt; We <mark>networked</mark> the "
        "&lt;b&gt;<mark>network</mark>&lt;/b&gt;."
    )


def test_words_are_shown_of_mail_that_is_packed_by_what_it_has_in_common(group, store) -> None:
    assert learn(letters(600), at=START)
    post(group, text="We networked the office.\n")
    bring_level(store)
    (hit,) = everything("networks").hits
    assert hit.snippet == "We <mark>networked</mark> the office."


def test_the_words_of_a_redacted_message_are_found_no_more(archive, store) -> None:
    (hit,) = everything("interoperability").hits
    redact(message=hit.message, by=command("root"), reason="Asked by the author", at=START)
    index_again(hit.message.pk)
    assert everything("interoperability").count == 0
    (stone,) = everything("number:1").hits
    assert stone.snippet == ""


@pytest.mark.parametrize("damage", ["deleted", "no meta", "torn meta", "no segment", "old schema"])
def test_a_damaged_index_heals_itself(archive, store, damage: str) -> None:
    (generation,) = (each for each in store.folder.glob("g*"))
    match damage:
        case "deleted":
            shutil.rmtree(store.folder)
        case "no meta":
            (generation / "meta.json").unlink()
        case "torn meta":
            (generation / "meta.json").write_bytes(b'{"segments": [')
        case "no segment":
            for path in generation.glob("*.*"):
                if path.suffix in {".term", ".store", ".idx", ".fast"}:
                    path.unlink()
        case "old schema":
            current = store.folder / "current"
            current.write_text(current.read_text().replace(f'"schema": {SCHEMA}', '"schema": 0'))
    fresh = Store(store.folder)
    bring_level(fresh)
    assert everything("contribution in:mail").count == len(TEXTS)


def test_without_an_index_search_says_so(group, store) -> None:
    (note,) = everything("report").notes
    assert "built anew" in note


def test_a_message_committed_late_is_indexed_too(archive, store) -> None:
    follower = Follower(store)
    assert follower.step() == 0
    passed_over = 1 + max(Message.objects.values_list("pk", flat=True))
    late = post(archive, name="late", text="Latecomer.\n")
    # As if its transaction committed after that of the next message.
    Message.objects.filter(pk=late.pk).update(thread=None)
    Message.objects.filter(pk=late.pk).delete()
    post(archive, name="after", text="Later.\n")
    assert follower.step() == 1
    late.pk, late.number = passed_over, 99
    late.save(force_insert=True)
    assert follower.step() == 1
    assert ids("latecomer") == {"late"}


def test_a_message_that_a_dead_process_missed_is_indexed_at_the_next_start(archive, store) -> None:
    (hit,) = everything("interoperability").hits
    store.write([], remove=[hit.message.pk])
    assert everything("interoperability").count == 0
    assert Follower(store).step() == 1
    assert everything("interoperability").count == 1
