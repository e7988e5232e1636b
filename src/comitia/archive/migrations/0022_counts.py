"""Messages are counted by month, author and entity as they come; what is there is counted now."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models

from comitia.archive.authors import shown_name
from comitia.archive.counting import MOST_FOLDED, month_of


def count(apps, schema_editor):
    message = apps.get_model("archive", "Message")
    month, writer, voice = (apps.get_model("archive", name) for name in ("Month", "Writer", "Voice"))
    for (group,) in message.objects.order_by().values_list("group_id").distinct():
        months, voices, writers = Counter(), Counter(), {}
        rows = message.objects.filter(group_id=group).order_by("number").values_list(
            "received_at", "author_key", "from_name", "from_address", "entity_id"
        )
        for at, key, name, address, entity in rows.iterator(chunk_size=2000):
            months[month_of(at)] += 1
            if entity is not None:
                voices[entity] += 1
            if key is None:
                continue
            if key not in writers:
                shown = shown_name(name, address)
                writers[key] = writer(
                    group_id=group, key=key, name=shown, folded=shown.casefold()[:MOST_FOLDED],
                    count=0, first_at=at, last_at=at,
                )
            each = writers[key]
            each.count += 1
            each.first_at, each.last_at = min(each.first_at, at), max(each.last_at, at)
            each.entity_id = entity if entity is not None else each.entity_id
        month.objects.bulk_create(
            [month(group_id=group, first=first, count=many) for first, many in months.items()]
        )
        voice.objects.bulk_create(
            [voice(group_id=group, entity_id=key, count=many) for key, many in voices.items()]
        )
        writer.objects.bulk_create(writers.values(), batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0021_fewer_index_entries'),
        ('groups', '0003_evidence_of_mail_that_comes_back'),
        ('people', '0002_personal_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='Month',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(help_text='Its first day.')),
                ('count', models.PositiveIntegerField()),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'first'), name='month_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField()),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.entity')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'entity'), name='voice_once')],
            },
        ),
        migrations.CreateModel(
            name='Writer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField(help_text='Hash of the shown name, as `Message.author_key`.')),
                ('name', models.TextField(help_text='As it was shown first.')),
                ('folded', models.TextField(help_text='The name without case, to be listed by.')),
                ('count', models.PositiveIntegerField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('entity', models.ForeignKey(help_text='Spoken for last.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.entity')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
            ],
            options={
                'indexes': [models.Index(fields=['group', '-count', 'folded'], name='writer_by_count'), models.Index(fields=['group', 'folded'], name='writer_by_name')],
                'constraints': [models.UniqueConstraint(fields=('group', 'key'), name='writer_once')],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
