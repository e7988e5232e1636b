"""Mathematics of Word (OMML, ISO/IEC 29500-1, 22.1) in one line: (a+b)/c, x_i^2, √(x)."""

from collections.abc import Callable

from comitia.papers.tree import Node

_MOST_DEPTH = 60
_SIGNED = {"\u0302": "hat", "\u0303": "tilde", "\u0305": "bar", "\u20d7": "vec", "\u0307": "dot"}


def equation_text(node: Node) -> str:
    """An equation (m:oMath or m:oMathPara) in one line. What is deleted in it is left out."""
    return " ".join(_all(node, 0).split())


def _all(node: Node | None, depth: int) -> str:
    return "".join(_one(child, depth + 1) for child in node.children) if node else ""


def _one(node: Node, depth: int) -> str:
    if node.name == "t":
        return node.letters()
    if depth > _MOST_DEPTH:
        # Deeper than people write: the letters are kept, how they stand is not.
        return "".join(each.letters() for each in node.deep("t"))
    if node.name == "br":
        return " "
    if node.name in {"del", "moveFrom"} or node.name.endswith("Pr"):
        return ""
    shape = _SHAPES.get(node.name)
    return shape(node, depth) if shape else _all(node, depth)


def _grouped(node: Node | None, depth: int) -> str:
    """A part in brackets, unless it is one letter, one number or one name."""
    text = _all(node, depth).strip()
    plain = len(text) == 1 or text.replace(".", "", 1).isalnum()
    return text if plain else f"({text})"


def _fraction(node: Node, depth: int) -> str:
    sign = "¦" if node.value("fPr", "type") == "noBar" else "/"
    return f"{_grouped(node.first('num'), depth)}{sign}{_grouped(node.first('den'), depth)}"


def _scripted(node: Node, depth: int) -> str:
    text = _all(node.first("e"), depth)
    base = text if len(text.strip()) < 2 or text.strip().isalnum() else f"({text})"
    return base + _scripts(node, depth)


def _scripts(node: Node, depth: int) -> str:
    shown = ""
    for name, sign in (("sub", "_"), ("sup", "^")):
        if _all(node.first(name), depth).strip():
            shown += sign + _grouped(node.first(name), depth)
    return shown


def _before(node: Node, depth: int) -> str:
    return _scripts(node, depth) + _all(node.first("e"), depth)


def _root(node: Node, depth: int) -> str:
    degree = _all(node.first("deg"), depth).strip()
    inner = _all(node.first("e"), depth).strip()
    return f"√({degree}&{inner})" if degree else f"√({inner})"


def _sum(node: Node, depth: int) -> str:
    sign = node.value("naryPr", "chr")
    return f"{'∫' if sign is None else sign}{_scripts(node, depth)} {_all(node.first('e'), depth)}"


def _brackets(node: Node, depth: int) -> str:
    def sign(name: str, usual: str) -> str:
        said = node.value("dPr", name)
        return usual if said is None else said

    inner = sign("sepChr", "|").join(_all(each, depth) for each in node.all("e"))
    return f"{sign('begChr', '(')}{inner}{sign('endChr', ')')}"


def _limit(node: Node, depth: int) -> str:
    sign = "_" if node.name == "limLow" else "^"
    return f"{_all(node.first('e'), depth)}{sign}{_grouped(node.first('lim'), depth)} "


def _function(node: Node, depth: int) -> str:
    return f"{_all(node.first('fName'), depth).strip()} {_all(node.first('e'), depth)}"


def _matrix(node: Node, depth: int) -> str:
    rows = (", ".join(_all(cell, depth).strip() for cell in row.all("e")) for row in node.all("mr"))
    return f"[{'; '.join(rows)}]"


def _lines(node: Node, depth: int) -> str:
    return "; ".join(_all(each, depth).strip() for each in node.all("e"))


def _accented(node: Node, depth: int) -> str:
    text = _all(node.first("e"), depth)
    sign = node.value("accPr", "chr") or "\u0302"
    if len(text) == 1 and not sign.isascii():
        return text + sign
    return f"{_SIGNED.get(sign, 'accent')}({text})"


def _barred(node: Node, depth: int) -> str:
    text = _all(node.first("e"), depth)
    return text + "\u0305" if len(text) == 1 else f"bar({text})"


_SHAPES: dict[str, Callable[[Node, int], str]] = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "sPre": _before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "limLow": _limit,
    "limUpp": _limit,
    "func": _function,
    "m": _matrix,
    "eqArr": _lines,
    "acc": _accented,
    "bar": _barred,
}
