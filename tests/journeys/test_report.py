"""The report from its first section to the parent's mail: S6, S7's guard, S10, S12's last freeze.

Editors write by the verbs behind the pages; the rest is done by commands, as a secretariat does it.
"""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.utils.translation import gettext, override

from comitia.archive.search import search_everything
from comitia.base import clock
from comitia.bodies import actions as bodies
from comitia.cli.frame import main
from comitia.ledger import actions as ledger
from comitia.ledger.actors import SYSTEM
from comitia.ledger.queries import entries_about
from comitia.mandates.actions import ItemText, ResolutionText, SectionText, store_resolution
from comitia.mandates.queries import resolution_in
from comitia.outbox.models import Letter
from comitia.reports import (
    choosing,
    comparing,
    grounds,
    in_step,
    queries,
    translating,
    writing,
)
from comitia.reports.in_step import resolution_standing
from comitia.timetable import actions as timetable
from comitia.timetable import queries as rows_of
from comitia.timetable.actions import PlannedRow
from tests.reports.drafting import appoint_editors, contribute, give_mandate

SPRING = datetime(2011, 5, 2, 9, tzinfo=UTC)
FROZEN = datetime(2011, 11, 25, 15, tzinfo=UTC)
FEBRUARY = datetime(2012, 2, 20, 9, tzinfo=UTC)
JULY = datetime(2012, 7, 3, 16, tzinfo=UTC)


def comitia(*words, at, stdin=None, status=0):
    with clock.stopped_at(at):
        answer = CliRunner().invoke(main, list(map(str, words)), input=stdin)
    assert answer.exit_code == status, answer.output + answer.stderr
    assert "Traceback" not in answer.output
    return answer


def told(*words, at, **more):
    answer = comitia(*words, "--json", at=at, **more)
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.fixture
def group(world):
    """t09demo with its mandate, two editors, a contribution and the timetable of a report."""
    appoint_editors(world)
    give_mandate(world)
    contribute(world)

    def row(wording, starts, ends, proof, **more):
        kind = more.pop("kind", "month")
        return PlannedRow(wording, kind, starts, ends, wording, proof=proof, **more)

    june = bodies.plan_meeting(body=world.parent, month=date(2012, 6, 1), by=SYSTEM, at=world.now)
    rows = [
        row("interim report", date(2011, 11, 1), date(2011, 11, 30), "interim_sent"),
        row("revised report", date(2012, 2, 1), date(2012, 2, 29), "revised_sent"),
        row("final report", date(2012, 6, 1), date(2012, 6, 30), "final_sent",
            kind="meeting", meeting=june),
    ]  # fmt: skip
    timetable.adopt(group=world.group, rows=rows, decision=world.decision, by=SYSTEM, at=world.now)
    world.june = june
    bodies.elect(body=world.parent, person=world.dora, office="chair", by=SYSTEM, at=world.now)
    return world


@pytest.fixture
def drafted(group):
    """Begun; its assessment has one paragraph, which rests on the contribution."""
    comitia("report", "start", "t09demo", at=SPRING)
    report = queries.report_of(group.group)
    section = report.sections.get(slug__endswith="-2")
    paragraph = writing.add_paragraph(
        section=section,
        text="The group compared the mandates of three study groups.",
        by=group.alice,
        at=SPRING,
    )
    grounds.link_source(rests=paragraph, kind="document", reference="C1", by=group.edith, at=SPRING)
    return paragraph


def states(world, at):
    return [row.state for row in rows_of.rows(world.group, at=at)]


def write(paragraph, text, on, by, at):
    return writing.write_paragraph(paragraph=paragraph, text=text, on=on, by=by, at=at)


def test_interim_and_revised_report(drafted, group, store):
    # Two editors change the same words, each on the text that both had before them.
    before = drafted.revision
    write(drafted, before.text.replace("three", "four"), before, group.edith, SPRING)
    both = write(drafted, before.text.replace("three", "all"), before, group.edgar, SPRING)
    assert both.outcome == "alternatives"
    shown = comitia("report", "show", "t09demo", at=SPRING).stdout
    assert "four" in shown
    assert "all" in shown
    assert "Edith (Examplia)" in shown
    assert "Edgar (Example Telecom)" in shown

    # The convener's interim report, on 25 November.
    (version,) = told("report", "freeze", "t09demo", "interim", at=FROZEN)
    assert (version["version"], version["document"]) == (1, "R 1")
    assert "Dora" in comitia("report", "send", "t09demo", at=FROZEN).stdout
    assert states(group, FROZEN) == ["met", "planned", "planned"]
    assert Letter.objects.filter(kind="report").count() == 2
    comitia("report", "send", "t09demo", at=FROZEN, status=1)

    # What is written later is in the next version only.
    for form, begins in (("docx", b"PK"), ("html", b"<!doctype"), ("md", b""), ("txt", b"")):
        once, again = (
            comitia("report", "export", "t09demo", "--version", 1, "--format", form, at=FROZEN)
            for _ in range(2)
        )
        assert once.stdout_bytes.startswith(begins)
        assert once.stdout_bytes == again.stdout_bytes
    one, _other = queries.alternatives_of(drafted)
    drafted.refresh_from_db()
    choosing.choose_alternative(
        alternative=one, on=drafted.revision, reason="C1 counts four.", by=group.alice, at=FEBRUARY
    )
    writing.add_paragraph(section=drafted.section, text="No overlap.", by=group.edith, at=FEBRUARY)
    (revised,) = told("report", "freeze", "t09demo", "revised", at=FEBRUARY)
    assert (revised["version"], revised["document"]) == (2, "R 2")
    comitia("report", "send", "t09demo", at=FEBRUARY)
    assert states(group, FEBRUARY)[1] == "met"
    first, second = queries.versions_of(drafted.report)
    assert first.sha256 == version["sha256"]
    changes = comparing.changed_passages(queries.content_in(first), queries.content_in(second))
    assert [(each.key, each.how) for each in changes] == [("p1", "changed"), ("p2", "added")]
    assert [each.label for each in changes[0].sources] == ["C 1"]
    lines = told("report", "redline", "t09demo", 1, 2, at=FEBRUARY)
    assert {"3.1", "3.2"} <= {line["place"] for line in lines}
    assert told("report", "redline", "t09demo", 2, at=FEBRUARY) == []
    changed = comitia("report", "export", "t09demo", "--version", 2, "--since", 1, at=FEBRUARY)
    with ZipFile(BytesIO(changed.stdout_bytes)) as package:
        assert b"<w:ins " in package.read("word/document.xml")

    # What was sent is found by everybody, and proved by the ledger.
    ledger.sequence(at=FEBRUARY)
    follow(store)
    hits = search_everything("four study groups type:report", at=FEBRUARY).hits
    assert [hit.thing.path for hit in hits if hit.thing] == ["/g/t09demo/report/versions/2/#p1"]
    kinds = [entry.kind for entry in entries_about("report:t09demo")]
    assert kinds.count("report.frozen") == kinds.count("report.sent") == 2


def follow(store):
    from comitia.archive.index import Follower

    follower = Follower(store)
    while follower.step():
        pass


def undisposed(report, kind, *, at):
    """As a store of consultations would say it."""
    return ["2 comments of the consultation wait for a disposition."] if kind == "revised" else []


def test_a_revised_report_waits_for_the_comments(drafted, monkeypatch):
    comitia("report", "freeze", "t09demo", "interim", at=FROZEN)
    monkeypatch.setattr("comitia.config.frozen_when.GUARDS", (f"{__name__}.undisposed",))
    answer = comitia("report", "freeze", "t09demo", "revised", at=FEBRUARY, status=1)
    assert "2 comments of the consultation wait" in answer.stderr
    monkeypatch.undo()
    comitia("report", "freeze", "t09demo", "revised", at=FEBRUARY)


def test_the_final_report_carries_two_open_points(drafted, group):
    comitia("report", "freeze", "t09demo", "interim", at=FROZEN)
    comitia("report", "freeze", "t09demo", "revised", at=FEBRUARY)
    bodies.move_meeting(
        meeting=group.june,
        opens=date(2012, 7, 2),
        closes=date(2012, 7, 4),
        by=SYSTEM,
        at=FEBRUARY,
    )
    for text in ("Who leads on the subject?", "When does the assembly look again?"):
        grounds.raise_point(rests=drafted, text=text, by=group.edith, at=FEBRUARY)
    comitia("report", "freeze", "t09demo", "final", at=JULY)
    comitia("report", "send", "t09demo", at=JULY)
    group.group.refresh_from_db()
    assert group.group.state == "reporting"
    assert states(group, JULY)[2] == "met"
    rows = told("report", "trace", "t09demo", "--version", 3, at=JULY)
    assert [row["open_points"] for row in rows] == [[], [1, 2], []]
    assert rows[1]["sources"] == ["C 1"]
    text = comitia("report", "show", "t09demo", "--version", 3, at=JULY).stdout
    assert "Who leads on the subject? (3.1)" in text


def test_a_language_goes_out_and_comes_back(drafted, tmp_path):
    comitia("report", "translate", "begin", "t09demo", "fr", at=SPRING)
    file = tmp_path / "fr.xlf"
    comitia("report", "translate", "export", "t09demo", "fr", "--output", file, at=SPRING)
    said = file.read_text().replace(
        '<target state="needs-translation"/>', "<target>Traduit.</target>"
    )
    file.write_text(said)
    words = ("report", "translate", "import", "t09demo", "fr", file)
    assert "Nothing is done yet" in comitia(*words, at=SPRING).stdout
    comitia(*words, "--apply", at=SPRING)
    status = told("report", "translate", "status", "t09demo", "fr", at=SPRING)
    assert {row["state"] for row in status} == {"draft"}
    assert "Traduit." in comitia("report", "show", "t09demo", "--language", "fr", at=SPRING).stdout
    broken = tmp_path / "broken.xlf"
    broken.write_text("<xliff")
    comitia("report", "translate", "import", "t09demo", "fr", broken, at=SPRING, status=1)


def test_what_changed_since_the_interim_report_is_a_file_called_by_the_draft(
    drafted, group, tmp_path, pages
):
    comitia("report", "freeze", "t09demo", "interim", at=FROZEN)
    write(drafted, "The group compared four.", drafted.revision, group.alice, FROZEN)
    since = ("report", "export", "t09demo", "--since", 1)
    (path,) = comitia(*since, "--output", tmp_path, at=FEBRUARY).stdout.split()
    found = Path(path)
    assert found.parent == tmp_path
    assert re.fullmatch(r"t09demo-1-draft-[0-9a-f]{12}\.docx", found.name)
    with ZipFile(found) as package:
        assert b"<w:del " in package.read("word/document.xml")
    # The same from the page, to the byte and the name.
    page = pages.sign_in(group.alice).get("/g/t09demo/report/changes.1-draft.docx")
    assert page.content == found.read_bytes()
    assert f'filename="{found.name}"' in page["Content-Disposition"]
    comitia(*since, "--format", "pdf", "--output", tmp_path / "since.pdf", at=FEBRUARY)
    assert (tmp_path / "since.pdf").read_bytes().startswith(b"%PDF-")
    (path,) = comitia(
        "report", "export", "t09demo", "--output", tmp_path, at=FEBRUARY
    ).stdout.split()
    assert Path(path).name == found.name.replace("-1-draft", "-draft").replace(".docx", ".en.docx")
    nowhere = tmp_path / "no" / "such.docx"
    told = comitia(*since, "--output", nowhere, at=FEBRUARY, status=1)
    assert "cannot be written" in told.stderr


def test_commands_say_what_is_wrong(group):
    assert (
        "report start t09demo" in comitia("report", "show", "t09demo", at=SPRING, status=1).stderr
    )
    comitia("report", "start", "t09demo", at=SPRING)
    comitia("report", "start", "t09demo", at=SPRING, status=1)
    assert (
        "no paragraph"
        in comitia("report", "freeze", "t09demo", "interim", at=SPRING, status=1).stderr
    )
    assert (
        "There is no version 1"
        in comitia("report", "send", "t09demo", "--version", 1, at=SPRING, status=1).stderr
    )
    comitia("report", "redline", "t09demo", "first", at=SPRING, status=2)
    assert [row["number"] for row in told("report", "outline", "t09demo", at=SPRING)] == [
        "1", "2", "3", "4", "5"
    ]  # fmt: skip
    assert told("report", "versions", "t09demo", at=SPRING) == []


NOTING = {
    "zh-hans": ("注意到", ["需要加强合作", "互通性很重要", "召集主管部门", "需要指定牵头机构"]),
    "en": ("noting", ["to cooperate", "interoperability", "to convene", "a lead body"]),
    "fr": ("notant", ["de coopérer", "l'interopérabilité", "de réunir", "un chef de file"]),
}


def store_in(world, language, *, without=""):
    heading, items = NOTING[language]
    labelled = [
        ItemText(text, label) for label, text in zip("abcd", items, strict=True) if label != without
    ]
    text = ResolutionText(
        number="12", place="Sampletown", year=2010, language=language, title="12",
        text=" ".join(items), sections=[SectionText("noting", False, heading, labelled)],
    )  # fmt: skip
    store_resolution(text, is_original=language == "zh-hans", by=SYSTEM, at=world.now)


def test_an_item_that_lacks_in_french_is_told_of_french_alone(world):
    store_in(world, "zh-hans")
    store_in(world, "en")
    store_in(world, "fr", without="d")
    chinese, english, french = (
        resolution_standing(resolution_in("12-sampletown-2010", language)) for language in NOTING
    )
    assert chinese.is_in_step
    assert english.is_in_step
    assert not french.is_in_step
    assert french.sentences() == ["noting d) missing in fr"]


def test_the_page_of_the_french_resolution_alone_says_so(world, pages):
    for language, without in (("zh-hans", ""), ("en", ""), ("fr", "d")):
        store_in(world, language, without=without)
    told = "This language version is out of step with the original."
    shown = {
        language: pages.get(f"/resolutions/12-sampletown-2010/?language={language}").content
        for language in NOTING
    }
    assert [language for language, page in shown.items() if told.encode() in page] == ["fr"]
    assert "noting d) missing in fr" in shown["fr"].decode()
    assert "?language=zh-hans" in shown["fr"].decode()
    arabic = pages.get(
        "/resolutions/12-sampletown-2010/?language=fr", headers={"accept-language": "ar"}
    ).content.decode()
    with override("ar"):
        assert gettext(told) in arabic
    assert told not in arabic
    assert 'dir="rtl"' in arabic


def test_a_paragraph_left_out_in_french_is_told_of_french_alone(drafted, group):
    report = drafted.report
    writing.add_paragraph(section=drafted.section, text="No overlap.", by=group.alice, at=SPRING)
    for language in ("fr", "zh-hans"):
        version = translating.begin_language(
            report=report, language=language, by=group.bob, at=SPRING
        )
        for paragraph in report.paragraphs.select_related("revision"):
            left_out = language == "fr" and paragraph.key == "p2"
            translating.submit_translation(
                version=version,
                paragraph=paragraph,
                text="" if left_out else "…",
                made_from=paragraph.revision,
                by=group.bob,
                at=SPRING,
            )
    comitia("report", "freeze", "t09demo", "interim", at=FROZEN)
    frozen = queries.versions_of(report)[0]
    french, chinese = in_step.standings(frozen)
    assert [each.is_in_step for each in (french, chinese)] == [False, True]
    assert french.sentences() == ["“3.2” missing in fr"]
    # What was sent for consultation is the original, whatever becomes of its languages.
    paragraph = report.paragraphs.get(key="p1")
    write(paragraph, "Changed.", paragraph.revision, group.alice, FEBRUARY)
    assert [each.progress.behind for each in in_step.standings(report)] == [1, 1]
    assert [each.progress.behind for each in in_step.standings(frozen)] == [0, 0]
    assert queries.versions_of(report)[0].sha256 == frozen.sha256
