"""What the worker processes of the tests beside this do. Django is set up by then."""

import time
from datetime import datetime

PATIENCE_SECONDS = 20


def claim_once(limit: int, at: datetime) -> list[int]:
    """The jobs one claim got."""
    from comitia.jobs import actions

    found = actions.claim(["try"], limit=limit, lease_seconds=60, at=at)
    return [job.id for job in found]


def work_until_none(at: datetime) -> list[int]:
    """Claim and finish until nothing is left; what was done, by its payload's number."""
    from django.db import transaction

    from comitia.jobs import actions

    done: list[int] = []
    while found := actions.claim(["try"], limit=7, lease_seconds=60, at=at):
        for job in found:
            with transaction.atomic():
                actions.finish(job)
            done.append(job.payload["number"])
    return done


def claim_and_hang(at: datetime) -> None:
    """Take everything and never come back."""
    claim_once(100, at)
    time.sleep(600)


def append_and_sequence(entries: int, at: datetime) -> int:
    """Write entries and sequence after each few, as fast as can be; how many were placed here."""
    from comitia.ledger import actions
    from comitia.ledger.actors import SYSTEM

    placed = 0
    for number in range(entries):
        actions.append("tried", "group:t09demo", {"n": number}, by=SYSTEM, at=at)
        if number % 3 == 0:
            placed += actions.sequence(at=at)
    return placed + actions.sequence(at=at)


def load_glossary() -> int:
    """How many concepts this process added."""
    from comitia.base import clock
    from comitia.glossary.actions import load_shipped

    return load_shipped(at=clock.now()).added


def retire(key: str) -> None:
    """Take a concept of the glossary out of use."""
    from comitia.base import clock
    from comitia.glossary.actions import retire_concept
    from comitia.glossary.models import Concept
    from comitia.ledger.actors import SYSTEM

    retire_concept(concept=Concept.objects.get(key=key), by=SYSTEM, at=clock.now())


def number_letters(acts: int) -> list[int]:
    """Give numbers in one series as fast as can be; every third act fails after it was given."""
    import os

    from django.db import transaction

    from comitia.circulars.series import give_next

    given = []
    for act in range(acts):
        try:
            with transaction.atomic():
                number = give_next("circular:tsb", holder=f"official:{os.getpid()}-{act}")
                if act % 3 == 2:
                    raise InterruptedError
        except InterruptedError:
            continue
        given.append(number)
    return given


def submit_many(number: int) -> list[int]:
    """Submit so many contributions as Bob, withdraw each third; the numbers they got."""
    import os

    from comitia.base import clock
    from comitia.documents import actions
    from comitia.documents.cover import Cover
    from comitia.documents.filing import Given
    from comitia.groups.models import Group
    from comitia.people.models import Person

    group = Group.objects.select_related("parent").get(name="t09demo")
    bob = Person.objects.get(name="Bob")
    given: list[int] = []
    for place in range(number):
        words = f"Paper {place} of process {os.getpid()}"
        issue = actions.submit(
            group=group,
            series="C",
            files=[Given("paper.txt", words.encode(), "en")],
            cover=Cover(title=words, language="en"),
            by=bob,
            at=clock.now(),
        )
        assert issue.document.number is not None
        given.append(issue.document.number)
        if place % 3 == 0:
            actions.withdraw(issue=issue, reason="Tried", by=bob, at=clock.now())
    return given


def revise_many(document_id: int, number: int) -> list[int]:
    """Revise one document so many times; the ordinals given."""
    import os

    from comitia.base import clock
    from comitia.documents import actions
    from comitia.documents.filing import Given
    from comitia.documents.models import Document
    from comitia.people.models import Person

    bob = Person.objects.get(name="Bob")
    given: list[int] = []
    for place in range(number):
        document = Document.objects.select_related("current").get(pk=document_id)
        words = f"Revision {place} of process {os.getpid()}"
        issue = actions.revise(
            document=document,
            files=[Given("paper.txt", words.encode(), "en")],
            by=bob,
            at=clock.now(),
        )
        assert issue.ordinal is not None
        given.append(issue.ordinal)
    return given


def issue_letter(letter: int, at: datetime) -> int:
    """Issue one official letter; to how many it was sent by this process."""
    from comitia.ledger.actors import SYSTEM
    from comitia.official.actions import issue
    from comitia.official.models import OfficialLetter

    return issue(letter=OfficialLetter.objects.get(pk=letter), by=SYSTEM, at=at).sent


def issue_letters(letters: list[int], at: datetime) -> list[int]:
    """Issue these letters, each by whoever comes first; the numbers they have."""
    from comitia.official.models import OfficialLetter

    for letter in letters:
        issue_letter(letter, at)
    found = OfficialLetter.objects.filter(pk__in=letters).values_list("number", flat=True)
    return sorted(number for number in found if number)
