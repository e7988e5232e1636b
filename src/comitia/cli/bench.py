"""`comitia bench`: measures, each beside a peer or a raw limit in the same run."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

# Name -> module and function; each gives the object that is printed, or several.
BENCHES = {
    "posts-in": "comitia.bench.posts_in:run",
    "copies-out": "comitia.bench.copies_out:run",
    "post-to-all": "comitia.bench.post_to_all:run",
    "import": "comitia.bench.bringing_in:run",
    "search": "comitia.bench.searching:run",
    "scale": "comitia.bench.scale:run",
    "pages": "comitia.bench.pages:run",
    "documents": "comitia.bench.documents:run",
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Run the benches called NAMES, or all of them."""
    for name in names or BENCHES:
        found = _function(name)()
        for each in found if isinstance(found, list) else [found]:
            click.echo(json.dumps(each, ensure_ascii=False) if as_json else in_words(each))


def in_words(found: dict[str, Any]) -> str:
    """A bench's object for a person to read."""
    lines = [f"{found['bench']}: {found['value']} {found['unit']}", f"  {found['work']}"]
    for limit in [found["peer"], *found.get("limits", [])]:
        ratio = f" (ours: {found['value'] / limit['value']:.2f} of it)" if limit["value"] else ""
        lines.append(f"  beside it, {limit['name']}: {limit['value']}{ratio}")
    return "\n".join(lines)


def _function(name: str) -> Callable[[], dict[str, Any] | list[dict[str, Any]]]:
    module, _, function = BENCHES[name].partition(":")
    found: Callable[[], dict[str, Any] | list[dict[str, Any]]] = getattr(
        import_module(module), function
    )
    return found
