"""Numbers as lists write them: in figures, letters of four scripts, and Roman numerals."""

_ORDERS = {
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
}
_HAN = "零一二三四五六七八九"
_HAN_STYLES = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital"}
)
_ROMAN = (
    ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50),
    ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1),
)  # fmt: skip


def figure(value: int, style: str) -> str:
    """The number in a style, by the names that Word has for them (ISO/IEC 29500-1, 17.18.59)."""
    if style in {"lowerLetter", "upperLetter"}:
        value = max(1, min(value, 780))
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        roman = _roman(max(1, min(value, 3_999)))
        return roman if style == "upperRoman" else roman.lower()
    order = _ORDERS.get(style)
    if order:
        return order[(max(1, value) - 1) % len(order)]
    if style in _HAN_STYLES and 0 <= value < 100:
        return _han(value)
    return f"{value:02}" if style == "decimalZero" else str(value)


def _roman(value: int) -> str:
    shown = ""
    for letters, size in _ROMAN:
        while value >= size:
            shown += letters
            value -= size
    return shown


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _HAN[ones]
    return (_HAN[tens] if tens > 1 else "") + "十" + (_HAN[ones] if ones else "")
