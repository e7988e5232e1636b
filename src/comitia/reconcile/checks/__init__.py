"""All checks: in the order of a message's life, then the register."""

from comitia.reconcile.check import Check
from comitia.reconcile.checks import archive, arrivals, documents, index, ledger, outbox

CHECKS: dict[str, Check] = {
    check.name: check
    for module in (arrivals, archive, ledger, index, outbox, documents)
    for check in module.CHECKS
}
