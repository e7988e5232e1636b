"""Whatever is submitted, returned, revised and withdrawn: no gap, no reuse, stones stay."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.documents import actions
from comitia.documents.cover import Cover
from comitia.documents.errors import RegisterRefusal
from comitia.documents.models import Counter, Document, Issue
from comitia.groups.errors import GroupsRefusal
from tests.documents.submissions import contribute, text

acts = st.lists(
    st.tuples(
        st.sampled_from(["submit", "untitled", "other", "post", "revise", "add", "withdraw"]),
        st.integers(0, 5),
    ),
    max_size=14,
)


class Played:
    """Plays acts in the small world, an hour apart; refusals are part of the game."""

    def __init__(self, world) -> None:
        self.world = world
        self.hour = 0
        self.seen: dict[int, tuple[str, int]] = {}

    def play(self, act: str, which: int) -> None:
        self.hour += 1
        at = self.world.later(hours=self.hour)
        issues = list(Issue.objects.order_by("id"))
        issue = issues[which % len(issues)] if issues else None
        words = f"{act} {self.hour}"
        try:
            if act == "submit":
                contribute(self.world, at=at, title=words)
            elif act == "untitled":
                contribute(self.world, at=at, cover=Cover(language="en"), files=[text(words)])
            elif act == "other":
                contribute(self.world, at=at, series="DOC", title=words)
            elif issue is not None and act == "post":
                actions.post(issue=issue, by=self.world.sam, at=at)
            elif issue is not None and act == "withdraw":
                actions.withdraw(issue=issue, reason=words, by=self.world.bob, at=at)
            elif issue is not None:
                document = Document.objects.select_related("current").get(pk=issue.document_id)
                kind = "revision" if act == "revise" else "addendum"
                actions.revise(
                    document=document, files=[text(words)], by=self.world.bob, at=at, kind=kind
                )
        except (RegisterRefusal, GroupsRefusal):
            pass

    def check(self) -> None:
        for series in ("C", "DOC"):
            rows = Document.objects.filter(series=series).exclude(number=None)
            numbers = sorted(rows.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))
            last = Counter.objects.filter(series=series).values_list("last", flat=True).first()
            assert (last or 0) == len(numbers)
        for document in Document.objects.exclude(number=None):
            kept = self.seen.setdefault(document.pk, (document.series, document.number))
            assert kept == (document.series, document.number), "a number stays with its document"
            for kind in ("revision", "addendum"):
                given = document.issues.filter(kind=kind).exclude(ordinal=None)
                ordinals = sorted(given.values_list("ordinal", flat=True))
                assert ordinals == list(range(1, len(ordinals) + 1))
        assert set(self.seen) <= set(Document.objects.values_list("pk", flat=True))
        for issue in Issue.objects.filter(state="withdrawn").exclude(numbered_at=None):
            assert issue.reason


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(acts)
def test_no_gap_no_reuse_and_stones_stay(played):
    from django.db import transaction

    from tests.world import make_world

    with transaction.atomic():
        game = Played(make_world())
        for act, which in played:
            game.play(act, which)
            game.check()
        transaction.set_rollback(True)
