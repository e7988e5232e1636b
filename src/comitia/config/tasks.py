"""Which function does each kind of job: the one table that `comitia work` and `comitia mail` read.

A kind is a promise (rows of it may wait in the database), so it is renamed only with a migration.
"""

TASKS: dict[str, str] = {
    "mail.travel": "comitia.mail.tasks.travel",
    "groups.expire": "comitia.groups.tasks.expire_registrations",
    "timetable.remind": "comitia.timetable.tasks.remind",
    "timetable.judge": "comitia.timetable.tasks.judge",
    "search.index": "comitia.archive.tasks.index",
    "ledger.sequence": "comitia.ledger.tasks.sequence",
}
