"""A small chart as SVG: lines over a logarithmic axis, each told by its dash and its words."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, MARGIN = 640, 300, 50
_DASHES = ("", "7 3", "2 3", "9 3 2 3")


def chart(sizes: Sequence[int], lines: Mapping[str, Sequence[float]], *, limit: float) -> str:
    """How many times its first value each line is at each size, with the most it may be."""
    top = max(limit, *(max(each) for each in lines.values())) * 1.15
    least, most = math.log10(sizes[0]), math.log10(max(sizes[-1], sizes[0] * 10))

    def across(size: float) -> float:
        return MARGIN + (math.log10(size) - least) / (most - least) * (WIDTH - 4 * MARGIN)

    def up(value: float) -> float:
        return HEIGHT - MARGIN - value / top * (HEIGHT - 2 * MARGIN)

    right = across(10**most)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>Cost of a message as the archive grows, in times of that at the first size</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for value, dash, words in ((1.0, "", "1.0"), (limit, "4 4", f"{limit} at most")):
        out.append(
            f'<path d="M{MARGIN} {up(value):.1f}H{right:.1f}" stroke="#9aa5b4" fill="none" '
            f'stroke-dasharray="{dash}"/><text x="{right + 6:.1f}" y="{up(value) + 4:.1f}" '
            f'fill="#566070">{words}</text>'
        )
    out += [
        f'<text x="{across(size):.1f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle" '
        f'fill="#566070">{size:,}</text>'
        for size in sizes
    ]
    for place, (name, values) in enumerate(lines.items()):
        points = " ".join(
            f"{across(s):.1f},{up(v):.1f}" for s, v in zip(sizes, values, strict=True)
        )
        row = MARGIN - 30 + 16 * place
        dash = _DASHES[place % len(_DASHES)]
        stroke = f'stroke="#12386f" stroke-width="2" fill="none" stroke-dasharray="{dash}"'
        out.append(
            f'<polyline points="{points}" {stroke}/>'
            f'<path d="M{WIDTH - 190} {row}h36" {stroke}/>'
            f'<text x="{WIDTH - 146}" y="{row + 4}">{escape(name)}</text>'
        )
    return "\n".join([*out, "</svg>"]) + "\n"
