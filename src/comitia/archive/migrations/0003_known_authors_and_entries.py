"""Fill what 0002 added for the mail that is there: the author's key, and the entry that tells of it."""

import json

from django.db import migrations

from comitia.archive.authors import author_key

BATCH = 1000


def fill(apps, schema_editor):
    message = apps.get_model("archive", "Message")
    entry = apps.get_model("ledger", "Entry")
    last = 0
    while True:
        rows = list(
            message.objects.filter(pk__gt=last, entry=None)
            .select_related("group")
            .only("id", "number", "group__name", "from_name", "from_address")
            .order_by("pk")[:BATCH]
        )
        if not rows:
            break
        for each in rows:
            each.author_key = author_key(each.from_name, each.from_address)
        message.objects.bulk_update(rows, ["author_key"], batch_size=200)
        last = rows[-1].pk
    for pk, subject, leaf in (
        entry.objects.filter(kind="message.archived")
        .values_list("pk", "subject", "leaf")
        .iterator(chunk_size=BATCH)
    ):
        number = json.loads(bytes(leaf))["data"]["number"]
        name = subject.removeprefix("group:")
        message.objects.filter(group__name=name, number=number).update(entry_id=pk)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_reading_and_bringing_in"),
        ("ledger", "0001_initial"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
