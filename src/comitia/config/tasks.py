"""Which function does each kind of job: the one table that `comitia work` and `comitia mail` read.

A kind is a promise (rows of it may wait in the database), so it is renamed only with a migration.
"""

from comitia.jobs.worker import Recurring

TASKS: dict[str, str] = {
    "archive.learn": "comitia.archive.tasks.learn",
    "circulars.begin": "comitia.circulars.tasks.begin_due_groups",
    "documents.convert": "comitia.documents.tasks.convert",
    "documents.mailed": "comitia.documents.tasks.mailed",
    "documents.remind": "comitia.documents.tasks.remind",
    "groups.expire": "comitia.groups.tasks.expire_registrations",
    "groups.probe": "comitia.groups.tasks.probe",
    "groups.refusals": "comitia.groups.tasks.tell_refusals",
    "ledger.sequence": "comitia.ledger.tasks.sequence",
    "mail.copy_bounced": "comitia.mail.tasks.copy_bounced",
    "mail.restored": "comitia.mail.tasks.restored",
    "mail.return": "comitia.mail.tasks.welcome_back",
    "mail.travel": "comitia.mail.tasks.travel",
    "mail.digest": "comitia.mail.tasks.send_digest",
    "mail.digests": "comitia.mail.tasks.start_digests",
    "mail.expire": "comitia.mail.tasks.expire_held",
    "outbox.keys": "comitia.outbox.tasks.use_published_keys",
    "reconcile.new": "comitia.reconcile.tasks.look_at_new",
    "reconcile.all": "comitia.reconcile.tasks.look_at_all",
    "reconcile.slice": "comitia.reconcile.tasks.slice",
    "reconcile.again": "comitia.reconcile.tasks.again",
    "reports.publish": "comitia.reports.tasks.publish",
    "timetable.remind": "comitia.timetable.tasks.remind",
    "timetable.judge": "comitia.timetable.tasks.judge",
    "search.index": "comitia.archive.tasks.index",
}

# What takes minutes or hours, and is done beside the rest: mail does not wait for it.
LONG_TASKS: dict[str, str] = {
    "archive.import": "comitia.archive.tasks.bring_in",
}

# What runs again and again: kind, seconds apart.
RECURRING = (
    Recurring("archive.learn", 86400),
    Recurring("circulars.begin", 3600),
    Recurring("documents.remind", 3600),
    Recurring("groups.expire", 3600),
    Recurring("groups.probe", 3600),
    Recurring("groups.refusals", 3600),
    Recurring("mail.digests", 600),
    Recurring("mail.expire", 3600),
    Recurring("mail.return", 3600),
    Recurring("outbox.keys", 3600),
    Recurring("reconcile.new", 3600),
    Recurring("reconcile.all", 86400),
    Recurring("timetable.remind", 3600),
    Recurring("timetable.judge", 3600),
)
