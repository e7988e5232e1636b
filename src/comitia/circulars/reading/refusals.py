"""Why a file cannot be read as a circular: one class a reason, each saying what to do next."""

from comitia.base.marking import gettext_noop


class CannotRead(Exception):
    """The file or text cannot be read as a circular. Its text is fit to show a person."""

    code = "cannot_read"
    template = gettext_noop("This file could not be read.")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))


class Empty(CannotRead):
    """There is no text in it."""

    code = "empty"
    template = gettext_noop(
        "There is no text in this file. If it is a scan, recognise its text first (OCR), "
        "or paste the text of the circular."
    )


class TooLarge(CannotRead):
    """More bytes, characters or pages than a circular can have."""

    code = "too_large"
    template = gettext_noop(
        "This file is too large to be a circular ({found}; the limit is {limit}). "
        "Send the circular alone, without the documents that came with it."
    )


class NotAFile(CannotRead):
    """There is nothing to open, or it is a folder or a device."""

    code = "not_a_file"
    template = gettext_noop(
        "{name} is not a file that can be opened. Check the name and the right to read it."
    )


class UnknownKind(CannotRead):
    """Neither text, nor Word (DOCX), nor PDF."""

    code = "unknown_kind"
    template = gettext_noop(
        "This file is {kind}, and only text, Word (DOCX) and PDF can be read. "
        "Save it as one of these and try again."
    )


class Encrypted(CannotRead):
    """It is locked by a password."""

    code = "encrypted"
    template = gettext_noop("This file is locked by a password. Remove the password and try again.")


class Damaged(CannotRead):
    """It is a Word file or a PDF, but a broken or a hostile one."""

    code = "damaged"
    template = gettext_noop(
        "This {kind} file is damaged or not what it claims to be ({detail}). "
        "Open it in the program it came from, save it anew, and try again."
    )


class TooMuchWork(CannotRead):
    """Reading it took more time or memory than any circular needs."""

    code = "too_much_work"
    template = gettext_noop(
        "Reading this file took more {resource} than a circular can need, so it was stopped. "
        "Save it as plain text and try again."
    )


class UnknownLanguage(CannotRead):
    """Its text is in none of the six languages."""

    code = "unknown_language"
    template = gettext_noop(
        "This text does not look like Arabic, Chinese, English, French, Russian or Spanish. "
        "If it is in one of these, say which; otherwise send a version in one of them."
    )


class NotACircular(CannotRead):
    """It is text, but nothing in it is as in a circular."""

    code = "not_a_circular"
    template = gettext_noop(
        "This text does not look like a circular: it has {found} of the marks of one (a circular "
        "number, a subject, a salutation, a list, a convener, a timetable, a resolution). "
        "Check that it is the right file."
    )


REFUSALS: dict[str, type[CannotRead]] = {
    each.code: each
    for each in (
        CannotRead,
        Empty,
        TooLarge,
        NotAFile,
        UnknownKind,
        Encrypted,
        Damaged,
        TooMuchWork,
        UnknownLanguage,
        NotACircular,
    )
}
