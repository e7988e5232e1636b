"""The lines between two --- with which many a Markdown file begins: title: …, source: …"""

import re

_MOST_LINES = 60
_FIELD = re.compile(r"[^\W\d][\w .\-()/]{0,40}:(\s.*)?")


def front_lines(text: str) -> tuple[list[str], str]:
    """The fields at the head of a text as "name: value" lines, and the text without them."""
    head, _, rest = text.partition("\n")
    if head.rstrip() != "---":
        return [], text
    fields: list[str] = []
    lines = rest.split("\n")
    for place, line in enumerate(lines[: _MOST_LINES + 1]):
        if line.rstrip() in {"---", "..."}:
            return fields, "\n".join(lines[place + 1 :])
        if line.startswith((" ", "\t", "-")) and fields:
            fields[-1] += " " + line.strip().removeprefix("- ")
        elif _FIELD.fullmatch(line):
            fields.append(" ".join(line.split()))
        elif line.strip():
            return [], text
    return [], text
