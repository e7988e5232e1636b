"""Queries whose SQL is written once in the life of a process.

Django writes the SQL of a query anew each time, which takes ten times as long as SQLite needs to
answer it. What each page asks is worth preparing; whatever is asked seldom is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

_T = TypeVar("_T")
# Stand-ins for the values to come, such as no query holds by itself.
_NUMBER = 1_907_000_001
_INSTANT = datetime(1907, 1, 1, 1, 7, 1, 907, UTC)


@dataclass(frozen=True)
class _Written:
    """The SQL, what stands for each of its parameters, and how a row is read."""

    sql: str
    parameters: tuple[Any, ...]
    names: dict[Any, str]
    read: Callable[[list[tuple[Any, ...]]], list[Any]]


class Prepared(Generic[_T]):
    """A query that takes values by name: an `int`, a `str` or a `datetime`, never a list.

    `build` gives the query for such values, of models or by `values_list`. What is left out of
    `only` is loaded when asked for, as ever.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, _T]"], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._written: dict[str, _Written] = {}

    def __call__(self, **values: int | str | datetime) -> list[_T]:
        """The rows for these values."""
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write()
        names = written.names
        given = [
            _as_given(values[names[each]]) if each in names else each for each in written.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, given)
            rows = cursor.fetchall()
        return written.read(rows) if rows else []

    def _write(self) -> _Written:
        stand_ins = {
            name: _stand_in(kind, name, place)
            for place, (name, kind) in enumerate(self._kinds.items())
        }
        query = self._build(**stand_ins)
        compiler = query.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {_as_given(stand_in): name for name, stand_in in stand_ins.items()}
        if not set(names) <= set(parameters):
            raise ValueError(f"a value does not reach the query as it is given: {sql}")
        return _Written(sql, tuple(parameters), names, _reader(query, compiler))


def _stand_in(kind: type, name: str, place: int) -> int | str | datetime:
    if kind is int:
        return _NUMBER + place
    return _INSTANT + timedelta(days=place) if kind is datetime else f"\x1a{name}\x1a"


def _as_given(value: int | str | datetime) -> Any:
    """A value as the engine takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _converting(compiler: Any) -> Callable[[list[tuple[Any, ...]]], list[tuple[Any, ...]]]:
    """What makes Python's values of a row's, column by column, as `apply_converters` does."""
    steps: list[tuple[int, Callable[[Any], Any]]] = []
    for place, (converters, expression) in compiler.get_converters(
        [each for each, _, _ in compiler.select]
    ).items():
        for convert in converters:
            if getattr(convert, "__func__", convert).__name__ == "convert_datetimefield_value":
                # This is most of what is converted.
                steps.append((place, _instant))
            else:
                steps.append((place, _bound(convert, expression)))
    if not steps:
        return lambda rows: rows

    def converted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        made = [list(row) for row in rows]
        for place, convert in steps:
            for row in made:
                row[place] = convert(row[place])
        return [tuple(row) for row in made]

    return converted


def _bound(convert: Callable[..., Any], expression: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, expression, connection)


def _instant(value: Any) -> Any:
    """An instant as Django keeps it in SQLite: in UTC, without saying so."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _reader(query: "QuerySet[Any, Any]", compiler: Any) -> Callable[[Any], list[Any]]:
    converted = _converting(compiler)

    if not issubclass(query._iterable_class, ModelIterable):
        return converted
    # As Django's own ModelIterable reads rows.
    places = compiler.klass_info["select_fields"]
    first, end = places[0], places[-1] + 1
    names = [each.target.attname for each, _, _ in compiler.select[first:end]]
    others = get_related_populators(
        compiler.klass_info,
        compiler.select,
        connection.alias,  # type: ignore[call-arg]
    )
    notes = list(compiler.annotation_col_map.items())

    def models(rows: list[tuple[Any, ...]]) -> list[Any]:
        found = []
        for row in converted(rows):
            each = query.model.from_db(connection.alias, names, row[first:end])
            for other in others:
                other.populate(row, each)
            for name, place in notes:
                setattr(each, name, row[place])
            found.append(each)
        return found

    return models
