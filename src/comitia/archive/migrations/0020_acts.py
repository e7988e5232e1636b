"""What is done to messages after they were kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0003_known_authors_and_entries'),
        ('ledger', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('split', 'Split'), ('moved', 'Moved'), ('restored', 'Restored'), ('redacted', 'Redacted')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('hidden', models.JSONField(default=dict)),
                ('by_name', models.TextField(help_text='As it was then.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='archive.message')),
                ('under', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archive.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'redacted')), fields=('message',), name='redacted_once')],
            },
        ),
    ]
