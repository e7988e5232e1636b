"""Only messages whose author, entity or membership is known stand in an index by it."""

from django.db import migrations, models

# Each is what Django called it, on both engines. Dropped by name: to alter a column SQLite would
# write the whole table again.
LEFT = {
    "author": "archive_message_author_id_116b60cd",
    "entity": "archive_message_entity_id_f8cd5379",
    "membership": "archive_message_membership_id_e02303ce",
}
FIELDS = {"author": "people.person", "entity": "people.entity", "membership": "groups.membership"}


class Migration(migrations.Migration):

    dependencies = [("archive", "0020_acts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{index}"',
                    f'CREATE INDEX "{index}" ON archive_message ({whose}_id)',
                )
                for whose, index in LEFT.items()
            ],
            state_operations=[
                migrations.AlterField(
                    "message",
                    whose,
                    models.ForeignKey(
                        model,
                        models.PROTECT,
                        null=True,
                        db_index=False,
                        related_name="messages",
                    ),
                )
                for whose, model in FIELDS.items()
            ],
        ),
        *(
            migrations.AddIndex(
                "message",
                models.Index(
                    fields=[whose],
                    condition=models.Q((f"{whose}__isnull", False)),
                    name=f"message_{whose}",
                ),
            )
            for whose in LEFT
        ),
    ]
