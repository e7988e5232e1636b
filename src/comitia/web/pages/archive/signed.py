"""What a signature proves, in sentences: no more than was verified."""

from django.utils.translation import gettext as _

from comitia.archive.rendering.signatures import OPENPGP, Signature
from comitia.web.pages.archive.invitations import moment


def tone(signature: Signature) -> str:
    """Whether it speaks for the message: good, bad, or neither."""
    if signature.state == "altered":
        return "bad"
    return "good" if signature.state == "intact" and signature.is_author else ""


def sentences(signature: Signature) -> list[str]:
    """What there is to say of it, most important first."""
    said = [_of_openpgp(signature) if signature.system == OPENPGP else _of_smime(signature)]
    if signature.signed_at:
        said.append(_("It gives as its time %(when)s.") % {"when": moment(signature.signed_at)})
    if signature.state == "intact" and not signature.is_author:
        said.append(_("The certificate does not name the address that the message is from."))
    if signature.issuer:
        said.append(
            _("Whether its issuer, %(issuer)s, deserves trust was not checked.")
            % {"issuer": signature.issuer}
        )
    return said


def _of_openpgp(signature: Signature) -> str:
    if not signature.key:
        return _("It carries an OpenPGP signature that cannot be read.")
    return _(
        "It carries an OpenPGP signature by the key %(key)s. No key is kept here to check it with."
    ) % {"key": signature.key}


def _of_smime(signature: Signature) -> str:
    holder = signature.by
    if signature.addresses and signature.addresses[0] != holder:
        holder = f"{holder} <{signature.addresses[0]}>"
    if signature.state == "intact":
        return _("Signed by %(holder)s (S/MIME); what came is what was signed.") % {
            "holder": holder
        }
    if signature.state == "altered":
        return _(
            "Signed by %(holder)s (S/MIME), but altered since. Mailing lists do that, and so "
            "does who forges."
        ) % {"holder": holder}
    return _("It carries an S/MIME signature that cannot be checked.")
