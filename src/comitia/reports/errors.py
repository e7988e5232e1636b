"""Why a verb of the report refused, one class a reason, each fit for a person to read."""


class ReportsRefusal(Exception):
    """A verb of the report refused; the text says why and what to do next."""


class AlreadyStarted(ReportsRefusal):
    """The group has its report already."""


class BadText(ReportsRefusal):
    """The text is empty where it may not be, or too long."""


class NoReasonGiven(ReportsRefusal):
    """This is done only with a reason that others can read."""


class Elsewhere(ReportsRefusal):
    """What was named belongs to another report, section or paragraph."""


class NoSuchThing(ReportsRefusal):
    """What was to be cited is not there."""


class HeadingChanged(ReportsRefusal):
    """Somebody changed the heading meanwhile."""


class TooDeep(ReportsRefusal):
    """Sections stand at most four deep."""


class TooMany(ReportsRefusal):
    """A report holds only so many of these."""


class NotEmpty(ReportsRefusal):
    """The section still has paragraphs or sections in it."""


class SectionRetired(ReportsRefusal):
    """Nothing more is written in a retired section."""


class ParagraphDeleted(ReportsRefusal):
    """The paragraph is deleted; it can be put back."""


class MovedOn(ReportsRefusal):
    """The paragraph changed since it was looked at, and this needs a look at what it says now."""


class ChooseFirst(ReportsRefusal):
    """Texts stand beside one another: they are chosen among, not written over."""


class NothingToChoose(ReportsRefusal):
    """The paragraph has no alternatives, or not that one."""


class AlreadyDecided(ReportsRefusal):
    """The suggestion, or the point, is no longer open."""


class NotYours(ReportsRefusal):
    """Only who made it may do that."""


class OutOfOrder(ReportsRefusal):
    """The versions come in their order: interim, revised, final."""


class NotReadyToFreeze(ReportsRefusal):
    """Something must be done before this version can be frozen: the text says what."""


class AlreadySent(ReportsRefusal):
    """The version was sent already."""


class BadLanguage(ReportsRefusal):
    """The report is not translated into that language."""


class AlreadyTranslated(ReportsRefusal):
    """Somebody translated the same text meanwhile."""


class NotLatest(ReportsRefusal):
    """There is a newer translation, or the original has changed since."""


class OwnWork(ReportsRefusal):
    """A translation is checked by somebody else than who made it."""
