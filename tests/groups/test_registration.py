"""Registration from the first mail to the farewell (DOMAIN 5 and scenario S3)."""

import pytest
from django.db.models import Max

from comitia.base.packing import unpack
from comitia.groups import bouncing, queries, roles, seats, tokens, waiting
from comitia.groups.errors import NotAllowed, NotEligible, ReflectorClosed, WrongState
from comitia.groups.models import Membership
from comitia.ledger.actors import SYSTEM
from comitia.ledger.models import Entry
from comitia.mail.delivery import Wishes, wish
from comitia.outbox.models import Letter
from comitia.people import actions as people
from comitia.people.actors import acting
from comitia.people.queries import affiliations_at, person_of
from tests.world import getting_posts

ADDRESS = "eve@extel.example"


def sent(kind=None):
    """Recipients of each letter queued, the newest last."""
    letters = Letter.objects.order_by("id")
    if kind:
        letters = letters.filter(kind=kind)
    return [
        row[0] for letter in letters for batch in letter.batches.all() for row in batch.recipients
    ]


def last_text():
    newest = Letter.objects.aggregate(Max("id"))["id__max"]
    return unpack(Letter.objects.get(id=newest).content).decode("ascii")


def ask(world, *, entity=None, address=ADDRESS, at=None):
    return seats.request_seat(
        group=world.group, address=address, name="Eve", entity=entity, at=at or world.now
    )


def test_a_delegate_asks_confirms_and_is_validated(world):
    seat = ask(world, entity=world.telecom)
    assert seat.state == "requested"
    assert sent()[-1] == ADDRESS
    assert tokens.write(tokens.CONFIRM, seat.pk) in last_text()
    assert person_of(ADDRESS) is None
    seat = seats.confirm_address(seat=seat, at=world.now)
    assert seat.state == "pending_validation"
    assert sent()[-1] == world.fiona.email
    assert person_of(ADDRESS) == seat.person
    assert list(queries.pending_validations(world.fiona, at=world.now)) == [seat]
    seat = seats.validate_seat(seat=seat, by=world.fiona, at=world.later(days=1))
    assert seat.state == "active"
    assert sent()[-1] == ADDRESS
    assert "t09demo-leave@" in last_text()
    assert [row.entity for row in affiliations_at(seat.person, at=world.later(days=2))] == [
        world.telecom
    ]
    assert ADDRESS in getting_posts(world.group)
    kinds = list(Entry.objects.filter(subject="group:t09demo").values_list("kind", flat=True))
    assert kinds[-3:] == ["seat.requested", "seat.claimed", "member.admitted"]


def test_one_who_named_no_member_is_asked_for_it(world):
    seat = seats.confirm_address(seat=ask(world), at=world.now)
    assert seat.state == "requested"
    assert "member: Example Telecom" in last_text()
    seat = seats.claim_entity(seat=seat, entity=world.telecom, at=world.now)
    assert seat.state == "pending_validation"


def test_a_member_without_focal_point_is_validated_by_the_secretariat(world):
    seat = seats.confirm_address(seat=ask(world, entity=world.samplia), at=world.now)
    assert sent()[-1] == world.sam.email
    assert seats.validate_seat(seat=seat, by=world.sam, at=world.now).state == "active"


def test_a_focal_point_needs_no_other(world):
    seat = ask(world, entity=world.telecom, address=world.fiona.email)
    assert seats.confirm_address(seat=seat, at=world.now).state == "active"


def test_an_associate_is_refused_citing_the_clause(world):
    with pytest.raises(NotEligible, match="Example Circular 1, § 3"):
        ask(world, entity=world.networks)
    assert not Membership.objects.filter(address=ADDRESS).exists()
    seat = seats.confirm_address(seat=ask(world), at=world.now)
    with pytest.raises(NotEligible) as refusal:
        seats.claim_entity(seat=seat, entity=world.networks, at=world.now)
    assert refusal.value.barred_by == "Example Circular 1, § 3"


def test_an_entity_that_loses_its_place_before_validation_is_refused(world):
    seat = seats.confirm_address(seat=ask(world, entity=world.telecom), at=world.now)
    world.telecom.category = "associate"
    world.telecom.save()
    seat.refresh_from_db()
    with pytest.raises(NotEligible):
        seats.validate_seat(seat=seat, by=world.fiona, at=world.now)


def test_only_the_focal_point_of_that_member_may_validate(world):
    seat = seats.confirm_address(seat=ask(world, entity=world.samplia), at=world.now)
    for stranger in (world.fiona, world.bob, world.alice, world.charlie, seat.person):
        with pytest.raises(NotAllowed):
            seats.validate_seat(seat=seat, by=stranger, at=world.now)
        with pytest.raises(NotAllowed):
            seats.refuse_seat(seat=seat, by=stranger, reason="", at=world.now)


def test_a_refusal_is_told_with_its_reason(world):
    seat = seats.confirm_address(seat=ask(world, entity=world.telecom), at=world.now)
    seat = seats.refuse_seat(seat=seat, by=world.fiona, reason="Left us in May.", at=world.now)
    assert seat.state == "rejected"
    assert sent()[-1] == ADDRESS
    assert "Left us in May." in last_text()
    with pytest.raises(WrongState):
        seats.validate_seat(seat=seat, by=world.fiona, at=world.now)
    assert ask(world, entity=world.telecom, at=world.later(days=1)).pk != seat.pk


def test_asking_again_is_harmless(world):
    first = ask(world, entity=world.telecom)
    letters = Letter.objects.count()
    again = ask(world, entity=world.telecom)
    assert again.pk == first.pk
    assert Letter.objects.count() == letters
    seat = seats.confirm_address(seat=first, at=world.now)
    assert seats.confirm_address(seat=seat, at=world.now).state == "pending_validation"
    seat = seats.validate_seat(seat=seat, by=world.fiona, at=world.now)
    assert seats.validate_seat(seat=seat, by=world.fiona, at=world.now).state == "active"
    assert ask(world, entity=world.telecom).state == "active"
    assert Membership.objects.filter(address=ADDRESS).count() == 1


def test_a_closed_list_takes_nobody(world):
    world.group.reflector_open = False
    with pytest.raises(ReflectorClosed):
        ask(world)


def test_an_unanswered_request_is_reminded_of_and_expires(world):
    seat = seats.confirm_address(seat=ask(world, entity=world.telecom), at=world.now)
    assert waiting.expire_unanswered(at=world.later(days=6, hours=23)) == (0, 0)
    assert waiting.expire_unanswered(at=world.later(days=7)) == (1, 0)
    assert sent()[-1] == world.fiona.email
    assert waiting.expire_unanswered(at=world.later(days=8)) == (0, 0)
    assert waiting.expire_unanswered(at=world.later(days=14)) == (0, 1)
    seat.refresh_from_db()
    assert seat.state == "expired"
    assert sent()[-1] == ADDRESS
    assert waiting.expire_unanswered(at=world.later(days=15)) == (0, 0)


def test_an_address_that_was_never_confirmed_hears_no_more(world):
    ask(world, entity=world.telecom)
    letters = Letter.objects.count()
    assert waiting.expire_unanswered(at=world.later(days=14)) == (0, 1)
    assert Letter.objects.count() == letters


def test_a_member_leaves_once(world):
    seat = seats.leave(seat=world.seat, by=acting(world.bob, at=world.now), at=world.now)
    assert seat.state == "closed"
    assert sent()[-1] == world.bob.email
    letters = Letter.objects.count()
    seats.leave(seat=seat, by=SYSTEM, at=world.now)
    assert Letter.objects.count() == letters
    assert world.bob.email not in getting_posts(world.group)
    assert not roles.may(world.bob, "read_archive", world.group, at=world.now)


def test_bounces_suspend_delivery_and_the_focal_point_is_told(world):
    seat = bouncing.suspend(seat=world.seat, reason="550 no such user", at=world.now)
    assert sent()[-1] == world.fiona.email
    assert world.bob.email not in getting_posts(world.group)
    assert roles.may(world.bob, "read_archive", world.group, at=world.now)
    assert seats.confirm_address(seat=seat, at=world.now).state == "active"
    assert world.bob.email in getting_posts(world.group)


def test_a_revoked_seat_ends_access(world):
    seats.revoke_seat(seat=world.seat, by=world.fiona, reason="Left us.", at=world.now)
    assert "Left us." in last_text()
    assert not roles.may(world.bob, "post", world.group, at=world.now)


def test_a_member_may_choose_no_mail(world):
    wish(seat=world.seat, wishes=Wishes(delivery="none"), by=world.bob, at=world.now)
    assert world.bob.email not in getting_posts(world.group)
    with pytest.raises(NotAllowed):
        wish(seat=world.seat, wishes=Wishes(), by=world.charlie, at=world.now)


def test_the_convener_invites_an_expert(world):
    seat = seats.invite_observer(
        group=world.group, address="x@expert.example", name="Xena", by=world.alice, at=world.now
    )
    assert (seat.kind, seat.state, seat.moderated) == ("observer", "active", True)
    assert roles.may(seat.person, "read_archive", world.group, at=world.now)
    assert not roles.may(seat.person, "post", world.group, at=world.now)
    with pytest.raises(NotAllowed):
        seats.invite_observer(
            group=world.group, address="y@expert.example", name="Y", by=world.bob, at=world.now
        )


def test_a_person_who_moves_keeps_their_history(world):
    later = world.later(days=30)
    by = acting(world.bob, at=later)
    people.end_affiliation(person=world.bob, entity=world.telecom, by=by, at=later)
    people.affiliate(person=world.bob, entity=world.samplia, by=by, at=later)
    before = [row.entity for row in affiliations_at(world.bob, at=world.later(days=1))]
    after = [row.entity for row in affiliations_at(world.bob, at=world.later(days=31))]
    assert (before, after) == ([world.telecom], [world.samplia])


@pytest.mark.parametrize("token", ["", "1", "1-", "x-y", "1-aaaaaaaaaaaa", "9" * 30 + "-a", "-1-a"])
def test_forged_tokens_name_nothing(token):
    assert tokens.read(tokens.CONFIRM, token) is None


def test_a_token_is_good_for_one_purpose():
    token = tokens.write(tokens.CONFIRM, 7)
    assert tokens.read(tokens.CONFIRM, token.upper()) == 7
    assert tokens.read(tokens.VALIDATE, token) is None
    assert tokens.read(tokens.CONFIRM, token[:-4]) is None


def test_a_token_to_validate_names_the_one_it_was_sent_to(world):
    token = tokens.write(tokens.VALIDATE, 7, to=9)
    assert tokens.read(tokens.VALIDATE, token) == 7
    assert tokens.sent_to(tokens.VALIDATE, token) == 9
    assert tokens.sent_to(tokens.VALIDATE, tokens.write(tokens.VALIDATE, 7)) is None


@pytest.mark.parametrize("forged", ["7.10", "8.9", "7.9.9", "7", "7.", ".9", "٧.9"])
def test_another_name_does_not_fit_the_seal(world, forged):
    seal = tokens.write(tokens.VALIDATE, 7, to=9).partition("-")[2]
    assert tokens.read(tokens.VALIDATE, f"{forged}-{seal}") is None
    assert tokens.sent_to(tokens.VALIDATE, f"{forged}-{seal}") is None
