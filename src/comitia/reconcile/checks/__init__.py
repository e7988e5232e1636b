"""All checks, in the order of a message's life."""

from comitia.reconcile.check import Check
from comitia.reconcile.checks import archive, arrivals, index, ledger, outbox

CHECKS: dict[str, Check] = {
    check.name: check
    for module in (arrivals, archive, ledger, index, outbox)
    for check in module.CHECKS
}
