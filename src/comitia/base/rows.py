"""Many rows by few statements, where making a model instance for each would be the larger part.

Same promises as bulk_create: values are prepared by the model's fields, defaults are filled in, ids
come back in order. No instances are made, and no signals sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Model

# What both engines take as Python has it.
_AS_THEY_ARE = (
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
# SQLite takes 32,766 values in a statement.
MOST_VALUES = 10_000


def insert_rows(
    model: type[Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    known_by: str = "",
) -> list[int]:
    """Insert `rows` of the fields `names`, `same` being equal for all; give their ids in order.

    With `known_by`, a unique field among `names`, a row that is there already stays as it is and
    its id is given; `rows` must then differ in it among themselves.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key or field.attname in names
    ]
    by_name = {field.attname: field for field in fields}
    varying = [by_name[name] for name in names]
    given = dict(same or {})
    constant = [field for field in fields if field.attname not in names]
    fixed = [
        field.get_db_prep_save(given.pop(field.attname, field.get_default()), connection)
        for field in constant
    ]
    if given:
        raise ValueError(f"{model.__name__} has no fields {sorted(given)}")

    def quoted(column: str | None) -> str:
        return connection.ops.quote_name(column or "")

    columns = ", ".join(quoted(field.column) for field in [*varying, *constant])
    # Names come from the models; values are passed apart.
    into = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608
    ending = f" RETURNING {quoted(model._meta.pk.column)}"
    if known_by:
        # The update changes nothing; it makes both engines tell the ids of rows that were there.
        key = quoted(by_name[known_by].column)
        ending = f" ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}{ending}, {key}"
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for sql, values in _statements(into, ending, varying, rows, fixed):
            cursor.execute(sql, values)
            found += cursor.fetchall()
    if not known_by:
        return [row[0] for row in found]
    index = list(names).index(known_by)
    ids = {_plain(key): pk for pk, key in found}
    return [ids[_plain(row[index])] for row in rows]


# How a row that is there and one that comes are made one, field by field.
_TOGETHER = {
    "sum": "{old} + {new}",
    "least": "CASE WHEN {new} < {old} THEN {new} ELSE {old} END",
    "greatest": "CASE WHEN {new} > {old} THEN {new} ELSE {old} END",
    "newest": "COALESCE({new}, {old})",
}


def add_up_rows(
    model: type[Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    known_by: Sequence[str],
    together: Mapping[str, str],
) -> None:
    """Insert `rows` of the fields `names`; one that is there already, by `known_by`, is added to.

    `together` says how for each field that changes: the "sum", the "least", the "greatest" or the
    "newest" that is not null. The rows differ in `known_by` among themselves.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    changes = []
    for name, how in together.items():
        column = quoted(by_name[name].column or "")
        made = _TOGETHER[how].format(old=f"{table}.{column}", new=f"excluded.{column}")
        changes.append(f"{column} = {made}")
    columns = ", ".join(quoted(field.column or "") for field in fields)
    keys = ", ".join(quoted(by_name[name].column or "") for name in known_by)
    # Names come from the models; values are passed apart.
    into = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608
    ending = f" ON CONFLICT ({keys}) DO UPDATE SET {', '.join(changes)}"
    with connection.cursor() as cursor:
        for sql, values in _statements(into, ending, fields, rows):
            cursor.execute(sql, values)


def _statements(
    into: str,
    ending: str,
    fields: Sequence["models.Field[Any, Any]"],
    rows: Sequence[Sequence[Any]],
    fixed: Sequence[Any] = (),
) -> Iterator[tuple[str, list[Any]]]:
    """As few statements as hold all rows, with their values; `fixed` ends each row."""
    connection = connections[DEFAULT_DB_ALIAS]
    prepare = [
        None if isinstance(field, _AS_THEY_ARE) else field.get_db_prep_save for field in fields
    ]
    width = len(fields) + len(fixed)
    place = "(" + ", ".join(["%s"] * width) + ")"
    at_once = max(1, MOST_VALUES // width)
    for first in range(0, len(rows), at_once):
        part = rows[first : first + at_once]
        values: list[Any] = []
        for row in part:
            values += [
                value if prep is None else prep(value, connection)
                for prep, value in zip(prepare, row, strict=True)
            ]
            values += fixed
        yield into + ", ".join([place] * len(part)) + ending, values


def fresh_ids(model: type[Model], count: int) -> list[int]:
    """`count` ids that no row of `model` has or will be given, for rows that name one another.

    On SQLite they are taken only once rows with them are inserted, by the same transaction.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + count + 1))


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
