"""A paper as JSON and back: for the process that reads files, and for what is kept."""

from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from typing import Any

from comitia.papers import blocks

_SHAPES: dict[str, type[Any]] = {
    shape.__name__: shape
    for shape in (
        blocks.Change,
        blocks.Run,
        blocks.Paragraph,
        blocks.Cell,
        blocks.Row,
        blocks.Table,
        blocks.Picture,
        blocks.Equation,
        blocks.PageBreak,
        blocks.Note,
        blocks.Comment,
        blocks.Paper,
    )
}


def to_json(value: Any) -> Any:
    """A paper, or a part of one, as what `json.dumps` takes. What is as by default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        shown: dict[str, Any] = {"is": type(value).__name__}
        for each in fields(value):
            held = getattr(value, each.name)
            if held != each.default:
                shown[each.name] = to_json(held)
        return shown
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    if isinstance(value, frozenset):
        return {"is": "set", "of": sorted(value)}
    if isinstance(value, bytes):
        return {"is": "bytes", "of": b64encode(value).decode("ascii")}
    return value


def from_json(value: Any) -> Any:
    """What `to_json` was given. Raises KeyError or TypeError for anything else."""
    if isinstance(value, list):
        return tuple(from_json(each) for each in value)
    if not isinstance(value, dict):
        return value
    if value["is"] == "set":
        return frozenset(value["of"])
    if value["is"] == "bytes":
        return b64decode(value["of"])
    held = {name: from_json(part) for name, part in value.items() if name != "is"}
    return _SHAPES[value["is"]](**held)
