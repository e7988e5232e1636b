"""Personal tokens, by which a program acts for a person: made, used, revoked.

Only a token's hash is kept: the token is shown once, to whom it is made for.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import ngettext

from comitia.ledger import actions as ledger
from comitia.people.actors import acting
from comitia.people.models import Person, Token

# By which a token is known for one of ours where it turns up in a text.
PREFIX = "comitia_"
MOST = 20
# When it was last used is told to the hour: not every request writes a row.
USE_WRITTEN_EVERY = timedelta(hours=1)


class TooManyTokens(Exception):
    """A person has as many tokens as they may."""

    def __init__(self) -> None:
        super().__init__(
            ngettext(
                "You have %(most)s token, which is as many as one may have. Revoke it first.",
                "You have %(most)s tokens, which is as many as one may have. Revoke one first.",
                MOST,
            )
            % {"most": MOST}
        )


@transaction.atomic
def make_token(*, person: Person, name: str, at: datetime) -> tuple[Token, str]:
    """A new token and its text, which is kept nowhere. Raises TooManyTokens."""
    if Token.objects.filter(person=person, revoked_at=None).count() >= MOST:
        raise TooManyTokens
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person, name=" ".join(name.split())[:60], hash=_hashed(text), created_at=at
    )
    by = acting(person, at=at)
    ledger.append("token.made", f"person:{person.pk}", {"token": token.pk}, by=by, at=at)
    return token, text


@transaction.atomic
def revoke_token(*, token: Token, at: datetime) -> None:
    """From now on the token is good for nothing. Repeating it changes nothing."""
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        return
    by = acting(token.person, at=at)
    ledger.append("token.revoked", f"person:{token.person_id}", {"token": token.pk}, by=by, at=at)


def tokens_of(person: Person) -> list[Token]:
    """A person's tokens that are good, the newest first."""
    return list(Token.objects.filter(person=person, revoked_at=None).order_by("-created_at", "-id"))


def bearer_of(text: str, *, at: datetime) -> Person | None:
    """Whose token this is; None where it is none, was revoked, or its person may not act."""
    if not text.startswith(PREFIX) or len(text) > 200:
        return None
    token = (
        Token.objects.filter(hash=_hashed(text), revoked_at=None, person__is_active=True)
        .select_related("person")
        .first()
    )
    if token is None:
        return None
    if token.used_at is None or at - token.used_at > USE_WRITTEN_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=at)
    return token.person


def _hashed(text: str) -> str:
    # A token is chosen by chance from 2^256: it needs no slow hash.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
