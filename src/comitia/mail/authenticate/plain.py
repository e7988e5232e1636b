"""What was found out about a sender, in words for people who know none of these four names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

GOOD, BAD, OPEN = "good", "bad", "open"


@dataclass(frozen=True)
class Finding:
    """One sentence, and whether it speaks for the sender, against them, or neither."""

    speaks: str
    text: str


def verdict(entry: Mapping[str, Any]) -> Finding:
    """The one sentence that matters, of an `Authentication.entry()`, in the active language."""
    if not entry:
        return Finding(OPEN, _("Nobody checked where it came from."))
    result, policy = entry["dmarc"]["result"], entry["dmarc"]["policy"]
    domain = {"domain": entry.get("author") or _("the author’s domain")}
    if result == "pass":
        return Finding(GOOD, _("%(domain)s vouches for it.") % domain)
    if result == "fail" and policy in {"quarantine", "reject", "unknown"}:
        text = _("%(domain)s disowns it: the sender is probably forged.")
        return Finding(BAD, text % domain)
    if result == "temperror":
        text = _("It could not be checked: DNS owed an answer for %(domain)s.")
        return Finding(OPEN, text % domain)
    if entry.get("aligned"):
        text = _("It comes from %(domain)s, by its servers or its signature.")
        return Finding(GOOD, text % domain)
    if entry.get("aligned") is False:
        return Finding(OPEN, _("Nothing shows that it comes from %(domain)s.") % domain)
    return Finding(OPEN, _("Whether it comes from %(domain)s cannot be told.") % domain)


def findings(entry: Mapping[str, Any]) -> Sequence[Finding]:
    """Each thing that was checked, one sentence for each; nothing where nothing was."""
    if not entry:
        return ()
    found = [_dmarc(entry), _spf(entry["spf"])]
    found += [_dkim(one) for one in entry["dkim"]]
    if not entry["dkim"]:
        found.append(Finding(OPEN, _("DKIM: it bears no signature.")))
    if entry["arc"] == "pass":
        found.append(Finding(GOOD, _("ARC: those who handed it on sealed it; the seals hold.")))
    elif entry["arc"] != "none":
        found.append(Finding(OPEN, _("ARC: those who handed it on sealed it; a seal is broken.")))
    if entry["by"] == "here":
        found.append(Finding(OPEN, _("Checked here when it came.")))
    else:
        text = _("As %(server)s found, which handed it to us.")
        found.append(Finding(OPEN, text % {"server": entry["by"]}))
    return tuple(found)


def _dmarc(entry: Mapping[str, Any]) -> Finding:
    result, policy = entry["dmarc"]["result"], entry["dmarc"]["policy"]
    if result == "pass":
        return Finding(GOOD, _("DMARC: what passed belongs to the domain in From."))
    if result == "fail":
        asks = {
            "none": _(
                "DMARC: nothing that passed belongs to the domain in From; it asks for no"
                " consequence."
            ),
            "quarantine": _(
                "DMARC: nothing that passed belongs to the domain in From, which asks"
                " that such mail be set aside."
            ),
            "reject": _(
                "DMARC: nothing that passed belongs to the domain in From, which asks that"
                " such mail be refused."
            ),
        }
        return Finding(
            BAD, asks.get(policy, _("DMARC: nothing that passed belongs to the domain in From."))
        )
    if result == "none":
        return Finding(OPEN, _("DMARC: the domain in From has published no policy."))
    return Finding(OPEN, _("DMARC: could not be judged."))


def _spf(spf: Mapping[str, Any]) -> Finding:
    domain = {"domain": spf["domain"]}
    match spf["result"]:
        case "pass":
            return Finding(GOOD, _("SPF: the server may send for %(domain)s.") % domain)
        case "fail" | "softfail":
            return Finding(BAD, _("SPF: the server may not send for %(domain)s.") % domain)
        case "none":
            return Finding(OPEN, _("SPF: nothing is known of the server that sent it."))
        case "neutral":
            return Finding(OPEN, _("SPF: %(domain)s leaves it open.") % domain)
        case _:
            return Finding(OPEN, _("SPF: could not be judged."))


def _dkim(signature: Mapping[str, Any]) -> Finding:
    domain = {"domain": signature["domain"]}
    match signature["result"]:
        case "pass":
            return Finding(GOOD, _("DKIM: signed by %(domain)s; the signature holds.") % domain)
        case "fail":
            text = _("DKIM: signed by %(domain)s; the signature is broken.")
            return Finding(BAD, text % domain)
        case "policy":
            text = _("DKIM: signed by %(domain)s, in a way that is no longer safe.")
            return Finding(OPEN, text % domain)
        case _:
            text = _("DKIM: signed by %(domain)s; the signature could not be judged.")
            return Finding(OPEN, text % domain)
