"""The door for programs: reads what its person may see, submits for them, says what is wrong."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comitia.api import asking
from comitia.base import clock
from comitia.documents import actions, texts
from comitia.documents.actions import Facts
from comitia.documents.models import File, Issue
from comitia.groups import seats
from comitia.people.models import Token
from comitia.people.tokens import MOST, TooManyTokens, bearer_of, make_token, revoke_token
from tests.documents.submissions import contribute

API = "/api/v1"
REGISTER = f"{API}/groups/t09demo/documents"


@pytest.fixture(autouse=True)
def _nobody_counted():
    asking._rates.clear()


def program(person=None) -> Client:
    """A program with a token of this person."""
    if person is None:
        return Client()
    _token, text = make_token(person=person, name="A program", at=clock.now())
    return Client(headers={"authorization": f"Bearer {text}"})


def got(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def problem(answer, status):
    assert answer["Content-Type"] == "application/problem+json"
    found = got(answer, status)
    assert found["status"] == status
    assert found["title"]
    return found


def paper(words="Title: A paper by a program\n\nWe propose to keep it short, for all of us."):
    return SimpleUploadedFile("paper.txt", words.encode())


@pytest.fixture
def posted(world):
    return actions.post(issue=contribute(world, at=world.now), by=world.sam, at=world.now)


def test_a_program_submits_for_its_person_and_reads_it_back(world):
    bob = program(world.bob)
    assert got(bob.get(f"{API}/me"))["groups"] == ["t09demo"]
    made = got(
        bob.post(REGISTER, {"series": "C", "languages": "en", "files": [paper()]}), status=201
    )
    assert made["symbol"] == "C 1"
    (issue,) = made["issues"]
    assert issue["state"] == "numbered"
    assert issue["title"] == "A paper by a program"
    assert issue["sources"] == ["Example Telecom"]
    assert issue["steps"][0]["by"] == "Bob"
    assert bob.get(issue["files"][0]["url"]).content.startswith(b"Title: A paper")
    assert got(bob.get(f"{REGISTER}/C1/text/original"))["state"] == "read"
    assert "keep it short" in got(bob.get(f"{REGISTER}/C1/text/en"))["text"]
    assert got(bob.get(f"{REGISTER}/C1/certificate"))["document"] == "C 1"
    listed = got(bob.get(REGISTER))
    assert [each["symbol"] for each in listed["documents"]] == ["C 1"]
    assert Issue.objects.get().origin == {"door": "api"}


def test_what_no_door_could_read_waits_for_the_job(world, posted):
    bob = program(world.bob)
    assert got(bob.get(f"{REGISTER}/C1/text/original"))["state"] == "waiting"
    file = File.objects.get()
    texts.keep(file, texts.read_file(file), at=world.now)
    assert got(bob.get(f"{REGISTER}/C1/text/original"))["state"] == "read"


def test_what_is_said_goes_before_what_the_file_says_and_what_lacks_is_told(world):
    bob = program(world.bob)
    said = {"title": "Another title", "source": "Example Telecom; Some Others", "languages": "en"}
    (issue,) = got(bob.post(REGISTER, {**said, "files": [paper()]}), status=201)["issues"]
    assert issue["title"] == "Another title"
    assert issue["sources"] == ["Example Telecom", "Some Others"]
    short = SimpleUploadedFile("x.txt", b"12")
    (issue,) = got(bob.post(REGISTER, {"files": [short]}), status=201)["issues"]
    assert issue["state"] == "returned"
    assert any("title" in each for each in issue["missing"])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"series": "XX"}, "series"),
        ({"languages": "klingon"}, "languages"),
        ({"meeting": "99"}, None),
        ({"meeting": "soon"}, "meeting"),
    ],
)
def test_a_submission_that_makes_no_sense_is_refused_in_words(world, said, field):
    found = problem(program(world.bob).post(REGISTER, {**said, "files": [paper()]}), 422)
    assert found.get("errors", [{"field": None}])[0]["field"] == field
    assert not Issue.objects.exists()


def test_files_that_are_not_taken_are_refused(world):
    bob = program(world.bob)
    evil = SimpleUploadedFile("a.exe", b"MZ\0\0")
    assert "kind that is not taken" in problem(bob.post(REGISTER, {"files": [evil]}), 422)["detail"]
    problem(bob.post(REGISTER, {"files": [paper() for _ in range(7)]}), 422)
    problem(bob.post(REGISTER, {}), 422)
    assert not Issue.objects.exists()


@pytest.mark.parametrize("who", ["charlie", "dora", None])
def test_nothing_is_shown_that_access_denies(world, posted, who):
    client = program(getattr(world, who) if who else None)
    assert got(client.get(REGISTER)) == {"total": 0, "page": 1, "pages": 1, "documents": []}
    assert got(client.get(f"{REGISTER}?source=Example+Telecom"))["total"] == 0
    for path in ("C1", "C1/files/en", "C1/text/en", "C1/certificate", f"in-{posted.document_id}"):
        assert problem(client.get(f"{REGISTER}/{path}"), 404)
        there_is_not = problem(client.get(f"{REGISTER}/{path.replace('1', '77')}"), 404)
        assert there_is_not == problem(client.get(f"{REGISTER}/{path}"), 404)
    # The submission is refused with the same reason as on the page.
    problem(client.post(REGISTER, {"files": [paper()]}), 403 if who else 401)


def test_of_a_document_open_to_all_the_public_learns_no_names_of_people(world, posted):
    actions.open_to_public(document=posted.document, is_public=True, by=world.sam, at=world.now)
    shown = Client().get(f"{REGISTER}/C1")
    assert posted.title in shown.content.decode()
    assert "Bob" not in shown.content.decode()
    assert "Sam" not in shown.content.decode()
    problem(Client().get(f"{REGISTER}/C1/certificate"), 403)


def test_drafts_and_stones_show_as_on_pages(world, posted):
    actions.withdraw(issue=posted, reason="A mistake.", by=world.bob, at=world.now)
    alice, bob = program(world.alice), program(world.bob)
    got(alice.get(f"{REGISTER}/C1"))
    problem(program(world.dora).get(f"{REGISTER}/C1"), 404)
    assert got(bob.get(REGISTER))["documents"][0]["state"] == "withdrawn"


def test_confidential_files_are_given_out_on_record(world):
    issue = contribute(world, at=world.now, facts=Facts(confidential=True))
    actions.post(issue=issue, by=world.sam, at=world.now)
    program(world.alice).get(f"{REGISTER}/C1/files/en")
    assert issue.versions.get().accesses.get().person == world.alice


def test_the_list_is_narrowed_and_what_makes_no_sense_is_an_error(world, posted):
    bob = program(world.bob)
    for query, total in [
        ("series=C", 1),
        ("series=TD", 0),
        ("state=posted", 1),
        ("source=EXTEL", 1),
        ("source=Nobody", 0),
        ("words=EXAMPLE", 1),
        ("language=fr", 0),
        ("meeting=0", 1),
        ("unread=true", 1),
        ("late=true", 0),
        ("order=title&descending=false&page=9&per_page=1", 1),
    ]:
        assert got(bob.get(f"{REGISTER}?{query}"))["total"] == total, query
    for query in ("series=Q", "state=lost", "language=xx", "page=0", "per_page=9999", "order=x"):
        problem(bob.get(f"{REGISTER}?{query}"), 422)


def test_a_token_that_is_none_or_was_revoked_is_an_error_and_not_the_public(world):
    token, text = make_token(person=world.bob, name="x", at=world.now)
    revoke_token(token=token, at=world.now)
    for said in (f"Bearer {text}", "Bearer comitia_x", "Bearer", "Basic eDp5", "Bearer \u00e9"):
        answer = Client(headers={"authorization": said}).get(f"{API}/groups")
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")
    world.bob.is_active = False
    world.bob.save()
    _token, text = make_token(person=world.bob, name="y", at=world.now)
    assert bearer_of(text, at=world.now) is None


def test_only_hashes_of_tokens_are_kept_and_there_are_so_many(world):
    _token, text = make_token(person=world.bob, name="x", at=world.now)
    row = Token.objects.get()
    assert text not in {row.hash, row.name}
    assert bearer_of(text, at=world.now) == world.bob
    assert Token.objects.get().used_at == world.now
    for number in range(MOST - 1):
        make_token(person=world.bob, name=str(number), at=world.now)
    with pytest.raises(TooManyTokens):
        make_token(person=world.bob, name="one more", at=world.now)


def test_a_session_reads_and_needs_the_secret_of_forms_to_write(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert got(client.get(f"{API}/me"))["name"] == "Bob"
    assert "X-CSRFToken" in problem(client.post(REGISTER, {"files": [paper()]}), 403)["detail"]
    assert not Issue.objects.exists()


def test_who_asks_too_often_is_told_to_wait_and_others_are_not(world, settings):
    settings.API_REQUESTS = 3
    bob, alice = program(world.bob), program(world.alice)
    for _ in range(3):
        got(bob.get(f"{API}/groups"))
    answer = bob.get(f"{API}/groups")
    problem(answer, 429)
    assert answer["Retry-After"] == "60"
    got(alice.get(f"{API}/groups"))


def test_a_surprise_is_told_as_one_and_tells_nothing(world, monkeypatch, caplog):
    monkeypatch.setattr("comitia.api.groups.known_groups", lambda: 1 / 0)
    found = problem(Client().get(f"{API}/groups"), 500)
    assert "ZeroDivision" not in str(found)
    assert "ZeroDivision" in caplog.text


def test_groups_are_known_to_all_and_what_there_is_not_is_not_found(world):
    (group,) = got(Client().get(f"{API}/groups"))
    assert group["name"] == "t09demo"
    assert got(Client().get(f"{API}/groups/t09demo")) == group
    problem(Client().get(f"{API}/groups/nothing"), 404)
    problem(Client().get(f"{API}/groups/nothing/documents"), 404)
    assert Client().get(f"{API}/me").status_code == 401


def test_the_description_needs_nothing_from_elsewhere(pages, world):
    described = got(Client().get(f"{API}/openapi.json"))
    assert described["openapi"].startswith("3.")
    assert f"{API}/groups/{{name}}/documents" in described["paths"]
    assert "://" not in json.dumps(described)
    assert pages.get(f"{API}/docs").status_code == 404


def test_tokens_are_made_shown_once_and_revoked_on_my_page(pages, world):
    bob = pages.sign_in(world.bob)
    assert "Tokens for programs" in bob.get("/me/").content.decode()
    assert "Say what it is for." in bob.post("/me/tokens", {"name": ""}).content.decode()
    made = bob.post("/me/tokens", {"name": "My script"}).content.decode()
    text = made.partition("<code>comitia_")[2].partition("</code>")[0]
    assert bearer_of(f"comitia_{text}", at=world.now) == world.bob
    after = bob.get("/me/tokens").content.decode()
    assert "My script" in after
    assert text not in after
    token = Token.objects.get()
    assert pages.sign_in(world.alice).post(f"/me/tokens/{token.pk}/revoke").status_code == 404
    pages.sign_in(world.bob).post(f"/me/tokens/{token.pk}/revoke")
    assert bearer_of(f"comitia_{text}", at=world.now) is None


def test_a_program_revises_translates_and_withdraws(world, posted):
    bob = program(world.bob)
    made = got(
        bob.post(
            f"{REGISTER}/C1/issues",
            {"kind": "revision", "languages": "en", "files": [paper("Title: x\n\nAgain.")]},
        ),
        status=201,
    )
    assert [(each["kind"], each["title"]) for each in made["issues"]] == [
        ("revision", posted.title), ("original", posted.title)
    ]  # fmt: skip
    corrected = got(
        bob.post(
            f"{REGISTER}/C1/issues",
            {
                "kind": "corrigendum",
                "title": "Two words",
                "languages": "en",
                "files": [paper("Two words.")],
            },
        ),
        status=201,
    )
    assert [(each["symbol"], each["state"]) for each in corrected["issues"]] == [
        ("C 1 Corr.1", "numbered"), ("C 1 Rev.1", "numbered"), ("C 1", "posted")
    ]  # fmt: skip
    assert corrected["issues"][0]["title"] == "Two words"
    assert {each.origin["door"] for each in posted.document.issues.exclude(kind="original")} == {
        "api"
    }
    revision = made["issues"][0]["path"]
    both = got(bob.post(f"{REGISTER}/{revision}/files/fr", {"file": paper("En bref.")}), status=201)
    found = next(each for each in both["issues"] if each["path"] == revision)
    assert [each["language"] for each in found["files"]] == ["en", "fr"]
    gone = got(bob.post(f"{REGISTER}/C1/withdraw", {"reason": "Merged into C 2"}))
    assert gone["state"] == "withdrawn"
    assert {each["reason"] for each in gone["issues"]} == {"Merged into C 2"}


def test_a_program_that_tries_again_makes_no_second_revision(world, posted):
    bob = program(world.bob)

    def sent():
        return {"languages": "en", "files": [paper("Title: x\n\nOnce, and once more.")]}

    got(bob.post(f"{REGISTER}/C1/issues", sent()), status=201)
    assert "C 1 Rev.1" in problem(bob.post(f"{REGISTER}/C1/issues", sent()), 422)["detail"]
    assert posted.document.issues.count() == 2


def test_issues_are_named_as_the_answer_names_them(world):
    bob = program(world.bob)
    (issue,) = got(bob.post(REGISTER, {"files": [paper("12")]}), status=201)["issues"]
    assert issue["state"] == "returned"
    path = f"{REGISTER}/{issue['path']}"
    assert issue["path"].count(".") == 1
    told = problem(bob.post(f"{path}/issues", {"files": [paper()]}), 422)
    assert "returned for correction" in told["detail"]
    assert got(bob.get(path))["state"] == "returned"
    assert got(bob.post(f"{path}/withdraw", {"reason": "Empty"}))["state"] == "withdrawn"


def test_only_whose_it_is_may_revise_or_withdraw(world, posted):
    stranger = program(world.alice)
    said = {"kind": "revision", "files": [paper()]}
    assert "detail" in problem(stranger.post(f"{REGISTER}/C1/issues", said), 403)
    assert problem(stranger.post(f"{REGISTER}/C1/withdraw", {"reason": "No"}), 403)
    assert problem(program().post(f"{REGISTER}/C1/withdraw", {"reason": "No"}), 401)
    bob = program(world.bob)
    for none in ({}, {"reason": ""}, {"reason": "   "}):
        told = problem(bob.post(f"{REGISTER}/C1/withdraw", none), 422)
        assert told["errors"][0]["field"] == "reason"
    assert problem(bob.post(f"{REGISTER}/C9/withdraw", {"reason": "No"}), 404)
    wrong = {"kind": "appendix", "files": [paper()]}
    assert problem(bob.post(f"{REGISTER}/C1/issues", wrong), 422)["errors"][0]["field"] == "kind"
    there = problem(bob.post(f"{REGISTER}/C1/files/en", {"file": paper()}), 422)
    assert "language already" in there["detail"]
    assert problem(bob.post(f"{REGISTER}/C1/files/xx", {"file": paper()}), 422)["errors"]
    got(bob.post(f"{REGISTER}/C1/withdraw", {"reason": "Once"}))
    assert problem(bob.post(f"{REGISTER}/C1/withdraw", {"reason": "Twice"}), 422)


@pytest.mark.parametrize(
    "address",
    [f"{API}/nothing", f"{API}/groups/t09demo/", f"{API}/", "/api/", "/api/v9/me"],
)
def test_an_unknown_address_is_told_as_a_problem(world, address):
    told = problem(program().get(address), 404)
    assert "nothing at this address" in told["title"]
    assert "openapi.json" in told["detail"]
    # Not 403 for want of a form's secret: there is nothing to protect.
    strict = Client(enforce_csrf_checks=True)
    assert problem(strict.post(address, {"reason": "x"}), 404) == told


@pytest.mark.parametrize(
    ("method", "address", "taken"),
    [
        ("DELETE", REGISTER, {"GET", "POST"}),
        ("GET", f"{REGISTER}/C1/withdraw", {"POST"}),
        ("PUT", f"{API}/openapi.json", {"GET"}),
    ],
)
def test_a_wrong_method_is_told_with_those_that_are_taken(world, method, address, taken):
    answer = program().generic(method, address)
    told = problem(answer, 405)
    assert set(answer["Allow"].split(", ")) == taken
    assert method in told["title"]
    assert "openapi.json" in told["detail"]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"files", "multipart/form-data", 400),
        (b"reason=\xe9", f"{FORM}; charset=latin-1", 400),
        (b"&".join(b"a%d=1" % number for number in range(1_001)), FORM, 400),
        (b"reason=" + b"x" * 5_000_001, FORM, 413),
        (b'{"reason": "Merged"}', "application/json", 415),
    ],
)
def test_a_body_that_cannot_be_taken_is_no_surprise(world, posted, body, kind, status, caplog):
    answer = program(world.bob).generic("POST", f"{REGISTER}/C1/withdraw", body, kind)
    told = problem(answer, status)
    assert told["title"]
    assert told["detail"]
    assert "surprise" not in caplog.text
    posted.refresh_from_db()
    assert posted.state == "posted"
    if status == 415:
        assert "multipart/form-data" in answer["Accept-Post"]
        assert "application/json" in told["detail"]


def test_a_host_that_is_not_ours_is_told_as_a_problem(world, settings):
    settings.ALLOWED_HOSTS = ["ours.example"]
    problem(program().get(f"{API}/groups", headers={"host": "theirs.example"}), 400)


def test_too_much_at_once_is_told_as_a_problem(world, pages, settings):
    settings.UPLOAD_BYTES = 2_000_000
    answer = program(world.bob).post(REGISTER, {"files": [paper("x" * 3_000_000)]})
    assert "2 MB" in problem(answer, 413)["detail"]


def test_pages_for_people_stay_pages(world, pages):
    assert pages.get("/nothing").headers["Content-Type"].startswith("text/html")


def test_a_program_submits_an_information_paper_once_it_is_asked_for(world):
    olga = seats.invite_observer(
        group=world.group, address="olga@expert.example", name="Olga", by=world.alice, at=world.now
    ).person
    by_program = program(olga)
    refused = problem(by_program.post(REGISTER, {"series": "DOC", "files": [paper()]}), 403)
    assert "Write to the convener" in refused["detail"]
    actions.ask_for_paper(
        group=world.group, person=olga, topic="Numbering", by=world.alice, at=world.now
    )
    got(by_program.post(REGISTER, {"series": "DOC", "files": [paper()]}), status=201)
    (line,) = got(program(world.alice).get(REGISTER))["documents"]
    assert (line["symbol"], line["is_information"]) == ("DOC 1", True)
