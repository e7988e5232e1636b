"""Copies written by earlier versions learn where they go."""

from django.db import migrations

AT_ONCE = 500


def fill(apps, schema_editor):
    Copy = apps.get_model("outbox", "Copy")
    last = 0
    while found := list(
        Copy.objects.filter(pk__gt=last, domain="").select_related("batch").order_by("pk")[:AT_ONCE]
    ):
        last = found[-1].pk
        for copy in found:
            address = copy.batch.recipients[copy.index][0]
            copy.domain = address.rpartition("@")[2].lower()[:255]
        Copy.objects.bulk_update(found, ["domain"])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_halts_and_domains")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
