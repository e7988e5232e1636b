"""What is said of a file that is not read, in the language that is active."""

from django.utils.translation import gettext as _


def too_large(most: int) -> str:
    return _("The file is larger than %(most)s MB.") % {"most": most // 1_000_000}


def too_many(most: int) -> str:
    return _("The file has more than %(most)s parts.") % {"most": most}


def broken(kind: str, line: int) -> str:
    if line:
        return _("This is no %(kind)s file that can be read: look at line %(line)s.") % {
            "kind": kind,
            "line": line,
        }
    return _("This is no %(kind)s file that can be read. Export it anew and translate that.") % {
        "kind": kind
    }
