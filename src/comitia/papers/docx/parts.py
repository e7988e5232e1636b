"""The parts of a Word file, found by their relationships as the standard says, else by name."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote
from zipfile import ZipFile

from comitia.papers.package import member
from comitia.papers.refusals import CannotRead, Damaged, Encrypted, TooLarge
from comitia.papers.tree import Node, tree

KIND = "Word"
_MOST_RELATIONS = 20_000
# What no reading needs: the looks of pages, proofing, and the second writing of one drawing.
_WITHOUT = frozenset(
    {
        *("Fallback", "proofErr", "lastRenderedPageBreak", "bookmarkEnd", "tblGrid", "tblBorders"),
        *("tcBorders", "tblCellMar", "tcMar", "pBdr", "shd", "tabs", "tblStylePr", "latentStyles"),
        *("spPr", "ffData", "ctrlPr"),
    }
)
_LETTERS = frozenset({"t", "delText", "instrText", "delInstrText"})


@dataclass(frozen=True)
class Relation:
    kind: str
    """The last word of its type: hyperlink, image, footnotes …"""
    target: str
    """The name of a part, or an address outside."""
    outside: bool


class Parts:
    """The named parts of an opened Word file."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        self.main = self._main()
        self.relations = self.relations_of(self.main)

    def _main(self) -> str:
        for relation in self.relations_of("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        if not self.has("word/document.xml"):
            raise Damaged(kind=KIND, detail="it is a ZIP archive without a document in it")
        return "word/document.xml"

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def ends_with(self, ending: str) -> bool:
        """Whether any part has such a name."""
        return any(name.endswith(ending) for name in self._names)

    def bytes_of(self, name: str, most: int) -> bytes:
        """A part as it is. Raises Damaged, Encrypted, TooLarge."""
        found = bytearray()
        for block in member(self._archive, self._names[name.lower()], KIND):
            found += block
            if len(found) > most:
                raise TooLarge(found=f"more than {most:,} bytes", limit=f"{most:,}")
        return bytes(found)

    def tree(self, name: str) -> Node:
        """A part as XML. Raises Damaged, Encrypted, TooLarge."""
        blocks = member(self._archive, self._names[name.lower()], KIND)
        return tree(blocks, KIND, without=_WITHOUT, only_in=_LETTERS)

    def plain_tree(self, name: str) -> Node | None:
        """A small part with all its letters; None where it is missing or broken."""
        if not self.has(name):
            return None
        try:
            return tree(member(self._archive, self._names[name.lower()], KIND), KIND)
        except (Damaged, TooLarge):
            return None

    def beside(self, kind: str) -> str:
        """The name of the document's part of a kind (styles, numbering …), or nothing."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.outside and self.has(relation.target):
                return relation.target
        usual = f"word/{kind}.xml"
        return usual if self.has(usual) else ""

    def tree_beside(self, kind: str) -> Node | None:
        """That part as XML; None where it is missing or too broken to be read."""
        name = self.beside(kind)
        if not name:
            return None
        try:
            return self.tree(name)
        except Encrypted:
            raise
        except CannotRead:
            return None

    def relations_of(self, part: str) -> dict[str, Relation]:
        """The relations of a part by their ids; of the whole file where `part` is empty."""
        folder, _, name = part.rpartition("/")
        found = self.plain_tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        relations: dict[str, Relation] = {}
        for node in (found.children if found else [])[:_MOST_RELATIONS]:
            outside = node.get("TargetMode").lower() == "external"
            target = node.get("Target")
            if not outside:
                # Some programs write blanks of names as %20, and \\ between folders.
                target = unquote(target).replace("\\", "/")
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = node.get("Type").rpartition("/")[2]
            relations[node.get("Id")] = Relation(kind, target, outside)
        return relations
