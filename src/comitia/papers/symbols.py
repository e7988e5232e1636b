"""The signs that Word files take from the fonts Symbol and Wingdings, as Unicode has them."""

# From 0x20 on; a dot stands where the font has nothing, or what needs no other sign.
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
    "[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
# From 0xA0 on.
_SYMBOL_ABOVE = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_WINGDINGS = {
    0x28: "☎",
    0x2A: "✉",
    0x4A: "☺",
    0x4C: "☹",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "☐",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}


def symbol(code: int, font: str) -> str:
    """The sign of a font's place, written there as itself or moved to the private area U+F0xx."""
    place = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    font = font.lower()
    if font == "symbol" and 0x20 <= place < 0x20 + len(_SYMBOL):
        return _SYMBOL[place - 0x20]
    if font == "symbol" and 0xA0 <= place < 0xA0 + len(_SYMBOL_ABOVE):
        return _SYMBOL_ABOVE[place - 0xA0]
    if font.startswith("wingdings"):
        return _WINGDINGS.get(place, "\u2022" if place != code else "\ufffd")
    if place != code or not chr(code).isprintable():
        return "\ufffd"
    return chr(code)


def unicode_of(text: str, font: str) -> str:
    """Text with the signs that stand in the private area for places of a font."""
    if text.isascii() or not any("\uf000" <= letter <= "\uf0ff" for letter in text):
        return text
    return "".join(
        symbol(ord(letter), font or "symbol") if "\uf000" <= letter <= "\uf0ff" else letter
        for letter in text
    )
