"""XML as a tree of small nodes, within bounds: for readers that look ahead and back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from comitia.papers.package import Reader, parse
from comitia.papers.refusals import TooLarge

MOST_NODES = 1_000_000
MOST_CHARACTERS = 2_000_000


@dataclass(slots=True)
class Node:
    """An element, by its name without namespace; or, without a name, letters."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def get(self, attribute: str, otherwise: str = "") -> str:
        return self.attributes.get(attribute, otherwise)

    def first(self, *path: str) -> "Node | None":
        """The first child of a name, its first child of the next name, and so on."""
        found: Node | None = self
        for name in path:
            if found is None:
                return None
            found = next((child for child in found.children if child.name == name), None)
        return found

    def value(self, *path: str) -> str | None:
        """The `val` of what `first` finds; None where that is not there."""
        found = self.first(*path)
        return None if found is None else found.get("val")

    def all(self, name: str) -> Iterator["Node"]:
        return (child for child in self.children if child.name == name)

    def deep(self, *names: str) -> Iterator["Node"]:
        """The nodes of these names at any depth, in order, none within another of them."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            else:
                waiting += reversed(node.children)

    def letters(self) -> str:
        """All letters within, at any depth."""
        return self.text if not self.name else "".join(node.text for node in self.deep(""))


class _Builder(Reader):
    def __init__(self, without: frozenset[str], only_in: frozenset[str] | None) -> None:
        self.top = Node("top")
        self._open = [self.top]
        self._without = without
        self._only_in = only_in
        self._left_out = 0
        self._nodes = 0
        self._characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._left_out or name in self._without:
            self._left_out += 1
            return
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise TooLarge(found=f"more than {MOST_NODES:,} parts", limit=f"{MOST_NODES:,}")
        node = Node(name, attributes)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, name: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._open.pop()

    def letters(self, text: str) -> None:
        node = self._open[-1]
        if self._left_out or (self._only_in is not None and node.name not in self._only_in):
            return
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise TooLarge(
                found=f"more than {MOST_CHARACTERS:,} characters", limit=f"{MOST_CHARACTERS:,}"
            )
        node.children.append(Node("", text=text))


def tree(
    blocks: Iterable[bytes],
    kind: str,
    *,
    without: frozenset[str] = frozenset(),
    only_in: frozenset[str] | None = None,
) -> Node:
    """The top element of a part of a file that people call `kind`. Raises Damaged, TooLarge.

    Elements named in `without` are left out with all in them; letters are kept `only_in` some.
    """
    builder = _Builder(without, only_in)
    parse(iter(blocks), builder, kind)
    return builder.top.children[0]
