"""The only way a door gets a document, an issue or a file that it might have to hide."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comitia.documents.models import Document, Issue, LanguageVersion
from comitia.documents.symbols import understood
from comitia.groups.access import group_for
from comitia.groups.models import Group
from comitia.groups.roles import Standing, judge, may_read, standing
from comitia.people.access import Hidden, Refused
from comitia.people.models import Person

# Those who see what is not posted yet.
_OFFICES = frozenset({"secretariat", "convener", "vice_convener", "director"})
_MEMBERS = frozenset({"secretariat", "convener", "vice_convener", "editor", "delegate", "director"})


@dataclass(frozen=True)
class Sight:
    """What one reader may see of a group's register.

    `everything` but others' drafts; else what is open to members (`reads`), confidential or not
    (`confidential`); besides, one's own and one's entities' (`entities`); what is public always.
    """

    group: Group
    person: Person | None
    everything: bool
    reads: bool
    confidential: bool
    entities: frozenset[int]
    standing: Standing

    def documents(self) -> Q:
        """Which documents of the group may be listed. A draft that was given up is nobody's."""
        return self._documents() & ~Q(state="withdrawn", received_at__isnull=True)

    def _documents(self) -> Q:
        public = Q(is_public=True, is_open=True)
        mine = Q(pk__in=())
        if self.person is not None:
            mine = Q(submitted_by=self.person) | (
                Q(entity__in=self.entities) & ~Q(state="draft") if self.entities else Q(pk__in=())
            )
        if self.everything:
            return Q(group=self.group) & (~Q(state="draft") | mine)
        if not self.reads:
            return Q(group=self.group) & (public | mine)
        shown = Q(is_open=True) if self.confidential else Q(is_open=True, is_confidential=False)
        return Q(group=self.group) & (public | shown | mine)

    def shows(self, issue: Issue) -> bool:
        """Whether an issue's text may be read: it is open to readers, or theirs, or they check."""
        if issue.state == "draft":
            return self.person is not None and issue.submitted_by_id == self.person.pk
        if self.is_own(issue) or self.everything:
            return True
        return issue.retrievable_at is not None and issue.state != "withdrawn"

    def is_own(self, issue: Issue) -> bool:
        """Whether the reader submitted it, or speaks for the entity it was submitted for."""
        if self.person is None:
            return False
        return issue.submitted_by_id == self.person.pk or issue.entity_id in self.entities


def sight_of(person: Person | None, group: Group, *, at: datetime) -> Sight:
    """What a reader (None: the public) may see of a group's register."""
    held = standing(person, group, at=at)
    roles = set(held.entities_by_role)
    # That an archive is open to all opens no documents; those are opened one by one.
    insiders = Standing(
        {role: of for role, of in held.entities_by_role.items() if role != "public"}
    )
    reads = bool(may_read(insiders, group)) or bool(roles & _OFFICES)
    entities = frozenset(
        entity
        for role in ("delegate", "focal_point")
        for entity in held.entities_by_role.get(role, frozenset())
    )
    focal = reads and "focal_point" in roles
    return Sight(
        group=group,
        person=person if person is not None and person.pk else None,
        everything=bool(roles & _OFFICES),
        reads=reads,
        confidential=bool(roles & _MEMBERS) or focal,
        entities=entities,
        standing=held,
    )


def whole(group: Group) -> Sight:
    """All of a register, for the administrator at the command line."""
    return Sight(
        group=group,
        person=None,
        everything=True,
        reads=True,
        confidential=True,
        entities=frozenset(),
        standing=Standing({}),
    )


def register_for(person: Person | None, group_name: str, *, at: datetime) -> Sight:
    """The register of a group as a reader may see it; the public sees what is public. Raises
    Hidden."""
    return sight_of(person, group_for(person, group_name, at=at), at=at)


def register_to(
    person: Person | None, action: str, group_name: str, *, at: datetime
) -> tuple[Person, Sight]:
    """The register, for somebody who may do `action` (of roles.toml) in it, and who that is.

    Raises Hidden, and Refused with who may.
    """
    sight = register_for(person, group_name, at=at)
    verdict = judge(sight.standing, action)
    if not verdict or person is None:
        raise Refused(verdict.reason)
    return person, sight


def document_for(
    person: Person | None, group_name: str, path: str, *, at: datetime
) -> tuple[Document, Sight]:
    """A document by what it, or an issue of it, is called in addresses (C12, in-7). Raises
    Hidden."""
    sight = register_for(person, group_name, at=at)
    return document_in(sight, path), sight


def document_in(sight: Sight, path: str) -> Document:
    """A document that the reader may see, by what it is called in addresses. Raises Hidden."""
    found = Document.objects.filter(sight.documents(), _named(path))
    document = found.select_related("group__parent", "current", "meeting__body", "entity").first()
    if document is None:
        raise Hidden(path)
    return document


def issue_for(
    person: Person | None, group_name: str, path: str, *, at: datetime
) -> tuple[Issue, Sight]:
    """An issue by what it is called in addresses (C12 is what stands for it now, C12-Rev1).

    A stone is shown as such; what its text was is not. Raises Hidden, and Refused for a text that
    was withdrawn.
    """
    sight = register_for(person, group_name, at=at)
    return issue_in(sight, path), sight


def issue_in(sight: Sight, path: str) -> Issue:
    """An issue that the reader may see, as `issue_for`. Raises Hidden, Refused."""
    symbol = understood(path)
    document = document_in(sight, path)
    wanted = document.issues.select_related("meeting__body", "submitted_by", "entity")
    if symbol is not None and symbol.kind != Issue.Kind.ORIGINAL:
        issue = wanted.filter(kind=symbol.kind, ordinal=symbol.ordinal).first()
    elif path.startswith("in-") and "." in path and path.partition(".")[2].isdecimal():
        issue = wanted.filter(pk=int(path.partition(".")[2][:18])).first()
    else:
        issue = wanted.filter(pk=document.current_id or 0).first()
    if issue is None:
        raise Hidden(path)
    issue.document = document
    if not sight.shows(issue):
        if issue.state == "withdrawn" and issue.numbered_at:
            raise Refused(issue.reason)
        raise Hidden(path)
    return issue


def version_for(
    person: Person | None, group_name: str, path: str, language: str, *, at: datetime
) -> LanguageVersion:
    """An issue's file in a language; empty: its original. Raises Hidden, Refused."""
    issue, _ = issue_for(person, group_name, path, at=at)
    versions = issue.versions.select_related("file")
    wanted = versions.filter(language=language) if language else versions.filter(is_original=True)
    version = wanted.first() or (versions.first() if not language else None)
    if version is None:
        raise Hidden(f"{path} {language}")
    version.issue = issue
    return version


def issue_with_token(token: str) -> Issue:
    """The issue whose own token (in the address to correct it by) this is. Raises Hidden."""
    issue = (
        Issue.objects.filter(token=token.strip().lower())
        .select_related("document__group__parent", "submitted_by", "entity", "meeting__body")
        .first()
        if token.strip()
        else None
    )
    if issue is None:
        raise Hidden(token)
    return issue


def may_treat(sight: Sight, action: str) -> bool:
    """Whether the reader may do `action` (of roles.toml) in this register: for buttons."""
    return bool(judge(sight.standing, action))


def _named(path: str) -> Q:
    """The document of in-7, of its issue in-7.9, or of a symbol."""
    number = path.removeprefix("in-").partition(".")[0]
    if path.startswith("in-") and number.isdecimal() and number.isascii() and len(number) < 18:
        return Q(pk=int(number))
    symbol = understood(path)
    return Q(series=symbol.series, number=symbol.number) if symbol else Q(pk__in=())
