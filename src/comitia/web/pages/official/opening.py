"""What the secretariat's pages about drafts share: the draft, its name, what it still lacks."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comitia.base.languages import LANGUAGES, known_language
from comitia.official import actions
from comitia.official.access import draft_for
from comitia.official.amended import amended_by
from comitia.official.errors import BadTemplate, Unready
from comitia.official.kinds import kind_called
from comitia.official.models import OfficialLetter, OfficialVersion
from comitia.official.queries import reference_of
from comitia.official.superseding import in_force
from comitia.people.access import Hidden
from comitia.people.models import Person
from comitia.web.door import asker
from comitia.web.pages.official.forms import kind_names


def opened(request: HttpRequest, draft_id: int, at: datetime) -> tuple[OfficialLetter, Person]:
    """A draft, and the person of the secretariat who asks. Raises Hidden."""
    letter = draft_for(asker(request), draft_id, at=at)
    person = asker(request)
    assert person is not None
    return letter, person


def spoken(language: str) -> str:
    """One of the six languages. Raises Hidden."""
    if language not in LANGUAGES:
        raise Hidden(language)
    return language


def name_of(letter: OfficialLetter) -> str:
    """What a draft is called for people: its kind and its number among drafts."""
    if letter.issued_at is not None:
        return reference_of(letter, known_language(get_language()))
    return _("%(kind)s, draft %(number)s") % {
        "kind": kind_names()[letter.kind],
        "number": letter.pk,
    }


def lacking(version: OfficialVersion, at: datetime) -> list[str]:
    """What a version lacks before it can be issued, one sentence each."""
    if version.issued_at is not None:
        return []
    try:
        actions.preview(version, at=at)
    except Unready as refusal:
        return list(refusal.errors.values())
    except BadTemplate as refusal:
        return [str(refusal)]
    return []


def standing(letter: OfficialLetter, language: str, scope: str) -> dict[str, str]:
    """The fields a corrigendum can replace here, as they are to be read with it."""
    amended = amended_by(letter)
    if amended is None or letter.kind != OfficialLetter.Kind.CORRIGENDUM:
        return {}
    once = {field.name for field in kind_called(amended.kind).written("letter")}
    read = in_force(amended, language)
    return {
        name: read.get(name, "")
        for name in amended.correctable
        if (name in once) == (scope == "letter")
    }
