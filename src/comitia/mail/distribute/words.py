"""A group's own texts around its posts: in which language, and what is filled in. Pure."""

from collections.abc import Mapping

# What may stand in a text, and is filled in for each message.
PLACES = ("{group}", "{list}", "{page}", "{message}", "{leave}", "{help}")


def in_language(texts: Mapping[str, str], language: str, usual: str) -> str:
    """The text in that language, else in the group's usual one, else in English, else any."""
    for code in (language, usual, "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with `{name}` replaced by the value of that name; what is not known stays."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
