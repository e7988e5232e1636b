from django.db import migrations


def hold_numbers(apps, schema_editor):
    """What was confirmed before numbers were kept holds its number as if confirmed now."""
    Circular = apps.get_model("circulars", "Circular")
    Series = apps.get_model("circulars", "Series")
    GivenNumber = apps.get_model("circulars", "GivenNumber")
    for circular in Circular.objects.order_by("id"):
        if not circular.number.isdecimal() or len(circular.number) > 9:
            continue
        number = int(circular.number)
        name = f"circular:{circular.series.strip().casefold()}"
        series, _ = Series.objects.get_or_create(name=name)
        holder = f"circular:{circular.series}-{circular.number}".lower().replace(" ", "-")
        GivenNumber.objects.get_or_create(
            series=series, number=number, defaults={"holder": holder}
        )
        Series.objects.filter(pk=series.pk, last__lt=number).update(last=number)


class Migration(migrations.Migration):
    dependencies = [("circulars", "0002_numbers_in_series")]
    operations = [migrations.RunPython(hold_numbers, migrations.RunPython.noop)]
