"""Mathematics of OpenDocument (MathML) in one line, written as `docx.equations` does."""

from comitia.papers.tree import Node

_MOST_DEPTH = 60


def mathml_text(node: Node) -> str:
    """An equation in one line."""
    return " ".join(_one(node, 0).split())


def _one(node: Node, depth: int) -> str:
    if not node.name:
        return node.text.strip()
    if node.name in {"annotation", "annotation-xml"}:
        return ""
    parts = [child for child in node.children if child.name or child.text.strip()]
    if depth > _MOST_DEPTH:
        return node.letters()

    def part(place: int) -> str:
        return _one(parts[place], depth + 1).strip() if place < len(parts) else ""

    def grouped(place: int) -> str:
        text = part(place)
        return text if len(text) < 2 or text.replace(".", "", 1).isalnum() else f"({text})"

    match node.name:
        case "mfrac":
            return f"{grouped(0)}/{grouped(1)}"
        case "msup" | "mover":
            return f"{grouped(0)}^{grouped(1)}"
        case "msub" | "munder":
            return f"{grouped(0)}_{grouped(1)}"
        case "msubsup" | "munderover":
            return f"{grouped(0)}_{grouped(1)}^{grouped(2)}"
        case "msqrt":
            return f"√({' '.join(_one(each, depth + 1) for each in parts)})"
        case "mroot":
            return f"√({part(1)}&{part(0)})"
        case "mfenced":
            inner = ", ".join(_one(each, depth + 1) for each in parts)
            return f"{node.get('open', '(')}{inner}{node.get('close', ')')}"
        case "mtable":
            return f"[{'; '.join(_one(each, depth + 1) for each in parts)}]"
        case "mtr":
            return ", ".join(_one(each, depth + 1) for each in parts)
        case "mspace":
            return " "
    return "".join(_one(each, depth + 1) for each in parts)
